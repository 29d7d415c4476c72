package io.canyon.ws;

import java.time.Duration;

/**
 * How long peers may take. Immutable; validated when built.
 *
 * @param handshake from the TCP connection to the upgraded WebSocket, or to the end of an HTTP answer
 * @param pingInterval silence after which a peer is pinged; two pings without an answer end it
 * @param message from the first byte of a message to its last
 * @param close from our close frame to the end of the connection
 * @param shutdown for the whole of a stop
 */
public record WsTimeouts(
        Duration handshake, Duration pingInterval, Duration message, Duration close, Duration shutdown) {
    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration MAX = Duration.ofDays(1);

    public static final WsTimeouts DEFAULTS = new WsTimeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofSeconds(20));

    public WsTimeouts {
        requireRange("handshakeTimeout", handshake);
        requireRange("pingInterval", pingInterval);
        requireRange("messageTimeout", message);
        requireRange("closeTimeout", close);
        requireRange("shutdownTimeout", shutdown);
    }

    public WsTimeouts withHandshake(Duration timeout) {
        return new WsTimeouts(timeout, pingInterval, message, close, shutdown);
    }

    public WsTimeouts withPingInterval(Duration interval) {
        return new WsTimeouts(handshake, interval, message, close, shutdown);
    }

    public WsTimeouts withMessage(Duration timeout) {
        return new WsTimeouts(handshake, pingInterval, timeout, close, shutdown);
    }

    public WsTimeouts withClose(Duration timeout) {
        return new WsTimeouts(handshake, pingInterval, message, timeout, shutdown);
    }

    public WsTimeouts withShutdown(Duration timeout) {
        return new WsTimeouts(handshake, pingInterval, message, close, timeout);
    }

    private static void requireRange(String name, Duration value) {
        if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(name + " out of range: value=" + value + " min=" + MIN + " max=" + MAX);
        }
    }
}
