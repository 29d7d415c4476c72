package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.canyon.engine.client.RandomId;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a client finds its server, and behaves. Immutable; validated when built. May be shared by clients. */
public final class RoomsConfig {
    private static final Logger LOG = LoggerFactory.getLogger(RoomsConfig.class);
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_ENTRIES = 1 << 20;

    final Aeron aeron;
    final String aeronDirectory;
    final String requestChannel;
    final int requestStreamId;
    final String responseChannel;
    final int responseStreamId;
    final String clientId;
    final Supplier<JsonNode> credentials;
    final Supplier<IdleStrategy> idleStrategy;
    final ErrorHandler errorHandler;
    final long connectTimeoutNs;
    final long answerTimeoutNs;
    final Duration minBackoff;
    final Duration maxBackoff;
    final int maxDocumentBytes;
    final int maxWaitingEdits;
    final int maxWaitingBytes;

    private RoomsConfig(Builder builder) {
        aeron = builder.aeron;
        aeronDirectory = Objects.requireNonNull(builder.aeronDirectory, "aeronDirectory");
        requestChannel = Objects.requireNonNull(builder.requestChannel, "requestChannel");
        requestStreamId = builder.requestStreamId;
        responseChannel = Objects.requireNonNull(builder.responseChannel, "responseChannel");
        responseStreamId = builder.responseStreamId;
        clientId = Objects.requireNonNull(builder.clientId, "clientId");
        credentials = Objects.requireNonNull(builder.credentials, "credentials");
        idleStrategy = Objects.requireNonNull(builder.idleStrategy, "idleStrategy");
        errorHandler = Objects.requireNonNull(builder.errorHandler, "errorHandler");
        connectTimeoutNs =
                requirePause("connectTimeout", builder.connectTimeout).toNanos();
        answerTimeoutNs = requirePause("answerTimeout", builder.answerTimeout).toNanos();
        minBackoff = requirePause("minBackoff", builder.minBackoff);
        maxBackoff = requirePause("maxBackoff", builder.maxBackoff);
        maxDocumentBytes = requireRange("maxDocumentBytes", builder.maxDocumentBytes, 1024, 1 << 30);
        maxWaitingEdits = requireRange("maxWaitingEdits", builder.maxWaitingEdits, 1, MAX_ENTRIES);
        maxWaitingBytes = requireRange("maxWaitingBytes", builder.maxWaitingBytes, 1024, Integer.MAX_VALUE);
        if (!CLIENT_ID.matcher(clientId).matches()) {
            throw new IllegalArgumentException("clientId=" + clientId);
        }
        if (maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException("maxBackoff=" + maxBackoff + " below minBackoff=" + minBackoff);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    private static Duration requirePause(String name, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + "=" + value);
        }
        return value;
    }

    private static int requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + ", not " + min + " to " + max);
        }
        return value;
    }

    @Override
    public String toString() {
        return "RoomsConfig[aeron=" + (aeron == null ? aeronDirectory : "given") + ", request=" + requestChannel + ':'
                + requestStreamId + ", response=" + responseChannel + ':' + responseStreamId + ", clientId=" + clientId
                + ", connectTimeoutNs=" + connectTimeoutNs + ", answerTimeoutNs=" + answerTimeoutNs + ", minBackoff="
                + minBackoff + ", maxBackoff=" + maxBackoff + ", maxDocumentBytes=" + maxDocumentBytes
                + ", maxWaitingEdits=" + maxWaitingEdits + ", maxWaitingBytes=" + maxWaitingBytes + ']';
    }

    /** Collects what differs from the defaults, which the README of the module has. */
    public static final class Builder {
        private Aeron aeron;
        private String aeronDirectory = CommonContext.getAeronDirectoryName();
        private String requestChannel = "aeron:ipc";
        private int requestStreamId = 7401;
        private String responseChannel = "aeron:ipc";
        private int responseStreamId = 7402;
        private String clientId = RandomId.next();
        private Supplier<JsonNode> credentials = () -> null;
        private Supplier<IdleStrategy> idleStrategy = () -> new BackoffIdleStrategy(10, 20, 1_000, 1_000_000);
        private ErrorHandler errorHandler = failure -> LOG.warn("rooms over Aeron", failure);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration answerTimeout = Duration.ofSeconds(30);
        private Duration minBackoff = Duration.ofMillis(100);
        private Duration maxBackoff = Duration.ofSeconds(5);
        private int maxDocumentBytes = 256 << 20;
        private int maxWaitingEdits = 1024;
        private int maxWaitingBytes = 64 << 20;

        private Builder() {}

        /**
         * An Aeron client that its owner drives and closes, in the place of one for each attempt. When it dies, so do
         * all attempts.
         */
        public Builder aeron(Aeron value) {
            aeron = value;
            return this;
        }

        /** The folder of the media driver. */
        public Builder aeronDirectory(String value) {
            aeronDirectory = value;
            return this;
        }

        /** Where the server reads. */
        public Builder request(String channel, int streamId) {
            requestChannel = channel;
            requestStreamId = streamId;
            return this;
        }

        /** Where this client reads: over UDP, an endpoint with port 0 takes any that is free. */
        public Builder response(String channel, int streamId) {
            responseChannel = channel;
            responseStreamId = streamId;
            return this;
        }

        /**
         * The name of the client, 1 to 64 of {@code A-Z a-z 0-9 _ -}; random by default. One that outlives the process
         * lets {@link RoomsSession} go on with its count of edits.
         */
        public Builder clientId(String value) {
            clientId = value;
            return this;
        }

        /** What is shown to the server's authenticator, asked for at each attempt; null for nothing. */
        public Builder credentials(Supplier<JsonNode> value) {
            credentials = value;
            return this;
        }

        /** How a thread of the client's own waits. */
        public Builder idleStrategy(Supplier<IdleStrategy> value) {
            idleStrategy = value;
            return this;
        }

        /** Told what went wrong, by the thread that drives the client; must not throw. Logs by default. */
        public Builder errorHandler(ErrorHandler value) {
            errorHandler = value;
            return this;
        }

        /** How long an attempt to connect may take. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        /** How long a room may take to answer a join before it is asked again. */
        public Builder answerTimeout(Duration value) {
            answerTimeout = value;
            return this;
        }

        /** Pauses between attempts, less a random part: the first, which doubles with each failure, and the longest. */
        public Builder backoff(Duration min, Duration max) {
            minBackoff = min;
            maxBackoff = max;
            return this;
        }

        /** Longest document and longest message that is taken from the server. */
        public Builder maxDocumentBytes(int value) {
            maxDocumentBytes = value;
            return this;
        }

        /** So many edits of a room may wait for their answer, or calls for the thread; further ones are refused. */
        public Builder maxWaitingEdits(int value) {
            maxWaitingEdits = value;
            return this;
        }

        /** How long the commands of a room together may be that wait to be sent; further ones are refused. */
        public Builder maxWaitingBytes(int value) {
            maxWaitingBytes = value;
            return this;
        }

        /** @throws IllegalArgumentException when a value is out of its range */
        public RoomsConfig build() {
            return new RoomsConfig(this);
        }
    }
}
