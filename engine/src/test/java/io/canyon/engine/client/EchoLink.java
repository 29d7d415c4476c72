package io.canyon.engine.client;

import java.util.ArrayDeque;
import java.util.Deque;

/** A simulated connection: what is under way in both directions. */
final class EchoLink {
    final String id;
    /** What the handshake asks for. */
    final String query;

    final Deque<String> toServer = new ArrayDeque<>();
    final Deque<String> toClient = new ArrayDeque<>();
    /** Given when the server accepts it. */
    long number;

    boolean isOpen;
    /** The server has closed it, behind what is under way to the client; 0: it has not. */
    int closeCode;
    /** The client does not look at it any more; the server may not know that yet. */
    boolean isAbandoned;
    /** The server does not look at it any more. */
    boolean isEnded;

    EchoLink(String id) {
        this(id, "id=" + id);
    }

    EchoLink(String id, String query) {
        this.id = id;
        this.query = query;
    }
}
