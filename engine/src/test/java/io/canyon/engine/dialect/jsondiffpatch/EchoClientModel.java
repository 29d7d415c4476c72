package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsondiffpatch.EchoServerModel.Message;
import java.util.ArrayDeque;
import java.util.Queue;

/** A client of the echo wire with its three documents, on a connection that takes its time and breaks. */
final class EchoClientModel {
    /** What is under way to the server: the frame, to be sent again as it is. */
    private record Frame(long seq, long base, JsonNode delta) {}

    private final String id;
    private final JsonDiff diff = new JsonDiff(JsonDiffOptions.DEFAULT);
    private final Queue<Message> incoming = new ArrayDeque<>();
    private final Queue<Frame> outgoing = new ArrayDeque<>();
    private JsonNode shadow;
    private JsonNode copy;
    private JsonNode local;
    private long version = -1;
    private long lastSeq;
    private Frame flight;
    /** The edit in flight, as it applies to the shadow; null when nothing of it is left. */
    private Change carried;

    private boolean isConnected;
    private boolean isJoined;
    boolean lags;
    int resent;

    EchoClientModel(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    boolean isConnected() {
        return isConnected;
    }

    boolean isIdle() {
        return isJoined && flight == null && incoming.isEmpty() && outgoing.isEmpty() && local.equals(shadow);
    }

    JsonNode local() {
        return local;
    }

    JsonNode shadow() {
        return shadow;
    }

    boolean hasJoined() {
        return local != null;
    }

    void change(JsonNode document) {
        local = document;
    }

    void connect(EchoServerModel server) {
        isConnected = true;
        server.join(this, version < 0 ? null : version);
    }

    /** What is under way in both directions is lost. */
    void disconnect(EchoServerModel server) {
        isConnected = false;
        isJoined = false;
        lags = false;
        incoming.clear();
        outgoing.clear();
        server.leave(this);
    }

    void receive(Message message) {
        incoming.add(message);
    }

    void deliverToServer(EchoServerModel server) {
        Frame frame = outgoing.poll();
        if (frame != null) {
            server.edit(this, frame.seq(), frame.base(), frame.delta());
        }
    }

    void deliverFromServer() {
        Message message = incoming.poll();
        if (message != null) {
            handle(message);
        }
    }

    /** Sends what gathered, if nothing is in flight. */
    void flush() {
        if (!isJoined || flight != null) {
            return;
        }
        Change change = diff.diff(shadow, local);
        if (change != null) {
            copy = local;
            send(change);
        }
    }

    private void send(Change change) {
        carried = change;
        flight = new Frame(++lastSeq, version, JsonDeltas.print(change));
        outgoing.add(flight);
    }

    private void handle(Message message) {
        switch (message.event()) {
            case "joined" -> joined(message);
            case "edit" -> others(message);
            case "ack" -> ack(message);
            default -> reject(message);
        }
    }

    private void joined(Message message) {
        boolean isAsked = !isJoined;
        isJoined = true;
        if (message.version() < version) {
            return;
        }
        boolean isApplied = flight != null && flight.seq() <= message.seq();
        JsonNode next = message.document();
        Change delta = null;
        if (next == null) {
            delta = message.delta() == null ? null : JsonDeltas.parse(message.delta());
            next = delta == null ? shadow : JsonDeltas.apply(shadow, delta);
        } else if (shadow != null) {
            delta = diff.diff(shadow, next);
        }
        if (isApplied) {
            flight = null;
            carried = null;
        }
        advance(next, delta, message.version());
        if (isAsked && flight != null) {
            resent++;
            outgoing.add(flight);
        }
    }

    private void others(Message message) {
        if (message.version() != version + 1) {
            throw new AssertionError(id + ": gap behind " + version + ": " + message);
        }
        Change delta = message.delta() == null ? null : JsonDeltas.parse(message.delta());
        advance(delta == null ? shadow : JsonDeltas.apply(shadow, delta), delta, message.version());
    }

    private void ack(Message message) {
        if (flight == null || flight.seq() != message.seq()) {
            throw new AssertionError(id + ": not in flight: " + message);
        }
        // exactly as it was sent: what it has been carried over here need not be what the server has carried it over
        Change own = JsonDeltas.parse(flight.delta());
        flight = null;
        carried = null;
        if (message.version() <= version) {
            return;
        }
        if (message.version() != version + 1) {
            throw new AssertionError(id + ": gap behind " + version + ": " + message);
        }
        if (message.delta() != null) {
            own = message.delta().isNull() ? null : JsonDeltas.parse(message.delta());
        }
        advance(own == null ? shadow : JsonDeltas.apply(shadow, own), null, message.version());
    }

    private void reject(Message message) {
        if (flight == null || flight.seq() != message.seq()) {
            return;
        }
        if (message.code().startsWith("invalid")) {
            throw new AssertionError(id + ": " + message + " flight=" + flight);
        }
        boolean isAgain = message.code().equals("too-old") || message.code().equals("out-of-order");
        Change again = carried;
        flight = null;
        carried = null;
        if (isAgain && again != null) {
            send(again);
        } else {
            advance(shadow, null, version);
        }
    }

    /**
     * The shadow becomes {@code next}; the edit in flight, if any, is carried over {@code delta}, the unsent follows.
     */
    private void advance(JsonNode next, Change delta, long nextVersion) {
        JsonNode nextCopy = next;
        if (flight != null && carried != null) {
            carried = delta == null ? carried : Carry.over(carried, delta);
            nextCopy = carried == null ? next : applied(next, carried);
        }
        if (shadow == null) {
            local = next;
        } else {
            Change unsent = diff.diff(copy, local);
            Change between = diff.diff(copy, nextCopy);
            unsent = unsent == null || between == null ? unsent : Carry.over(unsent, between);
            local = unsent == null ? nextCopy : applied(nextCopy, unsent);
        }
        shadow = next;
        copy = nextCopy;
        version = nextVersion;
    }

    /** What no longer applies is left out. */
    private static JsonNode applied(JsonNode document, Change change) {
        try {
            return JsonDeltas.apply(document, change);
        } catch (DeltaException e) {
            return document;
        }
    }
}
