package io.canyon.ws;

import java.util.Locale;

/** Everything that the transport counts; each only grows. */
enum WsCounter {
    CONNECTIONS_ACCEPTED("TCP connections accepted"),
    WEBSOCKETS_OPENED("connections upgraded to WebSocket"),
    REFUSED_SOCKETS("sockets", "connections refused"),
    REFUSED_CONNECTIONS("connections", "connections refused"),
    REFUSED_ADDRESS("address", "connections refused"),
    REFUSED_ORIGIN("origin", "connections refused"),
    REFUSED_NOT_READY("not_ready", "connections refused"),
    REFUSED_BAD_REQUEST("bad_request", "connections refused"),
    HANDSHAKE_TIMEOUTS("connections closed because their request did not come in time"),
    PING_TIMEOUTS("connections closed because two pings went unanswered"),
    CLOSE_TIMEOUTS("connections cut because the peer did not finish the close"),
    FRAMES_TOO_LARGE("messages above the longest length, closed with 1009"),
    FRAGMENTS_TOO_MANY("messages in too many fragments, closed with 1008"),
    MESSAGE_TIMEOUTS("messages that were begun and not finished in time, closed with 1008"),
    PINGS_TOO_MANY("connections that sent pings too fast, closed with 1008"),
    SCRAPES_REFUSED("requests for metrics refused because too many waited"),
    FRAMES_BINARY("binary frames, closed with 1003"),
    PROTOCOL_ERRORS("connections closed because they broke the WebSocket protocol or sent bad UTF-8"),
    PONGS_DROPPED("pings not answered because the peer does not read"),
    BYTES_RECEIVED("bytes of text received from editors"),
    BYTES_SENT("bytes of frames handed to sockets"),
    CONNECTION_ERRORS("connections that ended with an I/O error"),
    EXCEPTIONS("exceptions that ended a connection"),
    DELIVERY_EXCEPTIONS("exceptions of a delivery, which end the connections of the I/O thread"),
    LATE_WAKE_UPS("wake-ups of an I/O thread that had stopped");

    private final String meter;
    private final String reason;
    private final String description;

    WsCounter(String description) {
        this.meter = "canyon_ws_" + name().toLowerCase(Locale.ROOT);
        this.reason = "";
        this.description = description;
    }

    WsCounter(String reason, String description) {
        this.meter = "canyon_ws_connections_refused";
        this.reason = reason;
        this.description = description;
    }

    String meter() {
        return meter;
    }

    /** Value of the label {@code reason}; empty if the meter has no such label. */
    String reason() {
        return reason;
    }

    String description() {
        return description;
    }
}
