package io.canyon.ws;

import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of {@code serve} that are the transport's. */
final class NetworkOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:PORT:-8080}",
            description = "Port to listen on; 0 takes a free one. Default: the environment's PORT, or 8080")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "0.0.0.0",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}")
    private String host;

    @Option(
            names = "--origins",
            paramLabel = "ORIGIN",
            split = ",",
            description = "Origins, such as https://example.org, that browsers may connect from. Default: all")
    private Set<String> origins = Set.of();

    @Option(
            names = "--io-threads",
            paramLabel = "N",
            description = "Threads that serve connections. Default: half the processors")
    private int ioThreads = WsConfig.DEFAULTS.ioThreads();

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Open connections. Default: ${DEFAULT-VALUE}")
    private int maxConnections;

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            defaultValue = "0",
            description = "Open connections of one address; 0 sets no bound. Default: ${DEFAULT-VALUE}")
    private int maxConnectionsPerAddress;

    @Option(
            names = "--handshake-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long a connection may take to become a WebSocket. Default: ${DEFAULT-VALUE}")
    private Duration handshakeTimeout;

    @Option(
            names = "--ping-interval",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "Silence after which an editor is pinged; two unanswered pings end it. "
                    + "Default: ${DEFAULT-VALUE}")
    private Duration pingInterval;

    @Option(
            names = "--message-timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "From the first byte of a message to its last. Default: ${DEFAULT-VALUE}")
    private Duration messageTimeout;

    @Option(
            names = "--max-ping-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Pings per second of one editor; 0 sets no bound. Default: ${DEFAULT-VALUE}")
    private int maxPingRate;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "TIME",
            defaultValue = "20s",
            converter = DurationConverter.class,
            description = "How long a stop may take. Default: ${DEFAULT-VALUE}")
    private Duration shutdownTimeout;

    @Option(names = "--no-demo", description = "Do not serve the demo at / to browsers")
    private boolean hasNoDemo;

    /** Throws {@link IllegalArgumentException} if an option is out of range. */
    WsConfig config(int maxFrameBytes) {
        return new WsConfig(
                host,
                port,
                ioThreads,
                origins,
                WsTimeouts.DEFAULTS
                        .withHandshake(handshakeTimeout)
                        .withPingInterval(pingInterval)
                        .withMessage(messageTimeout)
                        .withShutdown(shutdownTimeout),
                WsLimits.DEFAULTS
                        .withMaxFrameBytes(maxFrameBytes)
                        .withMaxConnections(maxConnections, maxConnectionsPerAddress)
                        .withMaxPingsPerSecond(maxPingRate),
                !hasNoDemo);
    }
}
