package io.canyon.aeron;

import io.aeron.ChannelUri;
import io.aeron.logbuffer.LogBufferDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.BitUtil;

/**
 * Settings of the transport. Immutable; validated when built.
 *
 * @param channel Aeron channel that requests come on: {@code aeron:udp?endpoint=HOST:PORT}, or {@code aeron:ipc}
 * @param servesIpc whether requests are taken over {@code aeron:ipc}, too
 * @param streamId stream of the requests, on every channel
 * @param directory of the media driver, which IPC clients have to name, too; null: one by the user's name and the port,
 *     in memory
 * @param ownsDriver whether the transport runs a media driver of its own there; else one has to run
 * @param idle what the transport's threads do without work
 * @param termBytes length of a term of the server's publications, a power of two; a log takes three of them
 * @param keepAliveInterval how often each side is to be heard
 * @param sessionTimeout silence after which a session ends
 * @param connectTimeout how long a response channel may take to be reached
 * @param driverTimeout pause of the process, or of a driver, that everything outlives
 * @param maxSessions that are open at one time
 * @param maxMessageBytes longest message of a service
 * @param maxQueuedBytes that may wait for one session; beyond that it ends
 */
public record AeronConfig(
        String channel,
        boolean servesIpc,
        int streamId,
        Path directory,
        boolean ownsDriver,
        IdleKind idle,
        int termBytes,
        Duration keepAliveInterval,
        Duration sessionTimeout,
        Duration connectTimeout,
        Duration driverTimeout,
        int maxSessions,
        int maxMessageBytes,
        int maxQueuedBytes) {
    /** What {@code canyon.jar serve --aeron} takes. */
    public static final AeronConfig DEFAULTS = new AeronConfig(
            "aeron:udp?endpoint=127.0.0.1:40123",
            true,
            7401,
            null,
            true,
            IdleKind.BACKOFF,
            1 << 20,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            256,
            4 << 20,
            64 << 20);

    private static final int MAX_QUEUED_BYTES = 1 << 30;

    public AeronConfig {
        ChannelUri uri = parse(channel);
        require(uri.prefix().isEmpty() && (uri.isIpc() || uri.isUdp()), "channel", channel);
        require(uri.isIpc() || uri.containsKey("endpoint"), "channel", channel);
        require(streamId != 0, "streamId", streamId);
        require(ownsDriver || directory != null, "directory", directory);
        Objects.requireNonNull(idle, "idle");
        require(
                BitUtil.isPowerOfTwo(termBytes)
                        && termBytes >= LogBufferDescriptor.TERM_MIN_LENGTH
                        && termBytes <= LogBufferDescriptor.TERM_MAX_LENGTH,
                "termBytes",
                termBytes);
        requireMillis("keepAliveInterval", keepAliveInterval, 10, 60_000);
        requireMillis("sessionTimeout", sessionTimeout, 100, 600_000);
        require(sessionTimeout.compareTo(keepAliveInterval.multipliedBy(3)) >= 0, "sessionTimeout", sessionTimeout);
        requireMillis("connectTimeout", connectTimeout, 100, 60_000);
        requireMillis("driverTimeout", driverTimeout, 1000, 600_000);
        requireRange("maxSessions", maxSessions, 1, 10_000);
        requireRange("maxMessageBytes", maxMessageBytes, 1024, 64 << 20);
        requireRange("maxQueuedBytes", maxQueuedBytes, 1 << 20, MAX_QUEUED_BYTES);
    }

    public AeronConfig withChannel(String value) {
        return with(fields -> fields.channel = value);
    }

    public AeronConfig withIpc(boolean value) {
        return with(fields -> fields.servesIpc = value);
    }

    public AeronConfig withStreamId(int value) {
        return with(fields -> fields.streamId = value);
    }

    /** A directory, and whether the transport runs a driver there. */
    public AeronConfig withDirectory(Path newDirectory, boolean newOwnsDriver) {
        return with(fields -> {
            fields.directory = newDirectory;
            fields.ownsDriver = newOwnsDriver;
        });
    }

    public AeronConfig withIdle(IdleKind value) {
        return with(fields -> fields.idle = value);
    }

    public AeronConfig withTermBytes(int value) {
        return with(fields -> fields.termBytes = value);
    }

    public AeronConfig withTimeouts(
            Duration newKeepAliveInterval,
            Duration newSessionTimeout,
            Duration newConnectTimeout,
            Duration newDriverTimeout) {
        return with(fields -> {
            fields.keepAliveInterval = newKeepAliveInterval;
            fields.sessionTimeout = newSessionTimeout;
            fields.connectTimeout = newConnectTimeout;
            fields.driverTimeout = newDriverTimeout;
        });
    }

    public AeronConfig withLimits(int newMaxSessions, int newMaxMessageBytes, int newMaxQueuedBytes) {
        return with(fields -> {
            fields.maxSessions = newMaxSessions;
            fields.maxMessageBytes = newMaxMessageBytes;
            fields.maxQueuedBytes = newMaxQueuedBytes;
        });
    }

    private AeronConfig with(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return fields.config();
    }

    /** The port of the channel, or 0 if it has none. */
    int port() {
        String endpoint = parse(channel).get("endpoint");
        int colon = endpoint == null ? -1 : endpoint.lastIndexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(endpoint.substring(colon + 1));
    }

    private static ChannelUri parse(String channel) {
        try {
            return ChannelUri.parse(channel);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("channel=" + channel + " is none: " + e.getMessage(), e);
        }
    }

    private static void requireMillis(String name, Duration value, long minMs, long maxMs) {
        require(value.toMillis() >= minMs && value.toMillis() <= maxMs, name, value);
    }

    private static void requireRange(String name, int value, int min, int max) {
        require(value >= min && value <= max, name, value);
    }

    private static void require(boolean isValid, String name, Object value) {
        if (!isValid) {
            throw new IllegalArgumentException(name + "=" + value + " is out of range");
        }
    }

    /** A configuration that is being changed. */
    private static final class Fields {
        private String channel;
        private boolean servesIpc;
        private int streamId;
        private Path directory;
        private boolean ownsDriver;
        private IdleKind idle;
        private int termBytes;
        private Duration keepAliveInterval;
        private Duration sessionTimeout;
        private Duration connectTimeout;
        private Duration driverTimeout;
        private int maxSessions;
        private int maxMessageBytes;
        private int maxQueuedBytes;

        Fields(AeronConfig config) {
            channel = config.channel;
            servesIpc = config.servesIpc;
            streamId = config.streamId;
            directory = config.directory;
            ownsDriver = config.ownsDriver;
            idle = config.idle;
            termBytes = config.termBytes;
            keepAliveInterval = config.keepAliveInterval;
            sessionTimeout = config.sessionTimeout;
            connectTimeout = config.connectTimeout;
            driverTimeout = config.driverTimeout;
            maxSessions = config.maxSessions;
            maxMessageBytes = config.maxMessageBytes;
            maxQueuedBytes = config.maxQueuedBytes;
        }

        AeronConfig config() {
            return new AeronConfig(
                    channel,
                    servesIpc,
                    streamId,
                    directory,
                    ownsDriver,
                    idle,
                    termBytes,
                    keepAliveInterval,
                    sessionTimeout,
                    connectTimeout,
                    driverTimeout,
                    maxSessions,
                    maxMessageBytes,
                    maxQueuedBytes);
        }
    }
}
