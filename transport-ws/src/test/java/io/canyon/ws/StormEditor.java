package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An editor that comes back as the published client does: with the last version that it has seen, what it shows, and
 * its edits without an ack. Used by one thread at a time.
 */
final class StormEditor {
    /** The record that a writer of the test sets when nothing comes any more. */
    static final String END = "end/C";

    private static final int WINDOW = 4;
    private static final int RECORDS = 10;

    /** What the editors of a storm are told, and tell; safe to use from any thread. */
    static final class Orders {
        /** Acks of all editors. */
        final AtomicLong acks = new AtomicLong();
        /** Writers write no more. */
        volatile boolean isEnding;
        /** Who only watches cuts its connection. */
        volatile boolean isCutting;
    }

    /** How a time of being connected has ended. */
    enum Outcome {
        /** The server is gone. */
        CLOSED,
        /** The editor has cut its connection. */
        CUT,
        /** All that it has written is acked. */
        DRAINED,
        /** The record {@link #END} is there. */
        SEEN_END
    }

    private final String room;
    private final String name;
    private final boolean writes;
    private final PatchSource patches;
    private final Orders orders;
    private final Replica replica = new Replica();
    private final Deque<Edit> underWay = new ArrayDeque<>();
    /** The own records as the server has confirmed them. */
    private final Replica acked = new Replica();

    private CanvasClient socket;
    private long edits;
    private long lastTimestamp;
    private long carried;

    private record Edit(String messageId, Map<String, Object> patch) {}

    StormEditor(String room, String name, boolean writes, long seed, Orders orders) {
        this.room = room;
        this.name = name;
        this.writes = writes;
        this.patches = new PatchSource(name, RECORDS, seed);
        this.orders = orders;
    }

    String room() {
        return room;
    }

    boolean writes() {
        return writes;
    }

    /** Edits that were without an ack when a connection ended, and went with a reconnect. */
    long carried() {
        return carried;
    }

    /** The key of what this editor shows while it is there. */
    String presenceKey() {
        return name + "/Cursor";
    }

    /** Connects anew, and is up to date when this returns. */
    void reconnect(int port) throws InterruptedException {
        socket = CanvasClient.connect(port, room, name);
        socket.send(reconnectFrame());
        for (Map<String, Object> frame = socket.next(); ; frame = socket.next()) {
            switch ((String) frame.get("type")) {
                case "patch" -> {
                    // Others' edits go to this session from its first moment; the room's own patch has them all.
                    if (frame.get("clientId").equals("")) {
                        take(frame);
                    }
                }
                case "clientCount" -> {}
                case "synced" -> {
                    onSynced(frame);
                    return;
                }
                default -> throw new AssertionError(name + " came back from " + lastTimestamp + " to " + frame);
            }
        }
    }

    private String reconnectFrame() {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("type", "reconnect");
        frame.put("lastTimestamp", lastTimestamp);
        frame.put("protocolVersion", 2L);
        frame.put("ephemeralPatches", List.of(Map.of(presenceKey(), Map.of("_exists", true, "x", edits))));
        if (!underWay.isEmpty()) {
            frame.put("documentPatches", List.of(mergeUnderWay()));
        }
        return Json.write(frame);
    }

    /** All edits without an ack as one patch, which comes to the same whether the server had some of them or not. */
    private Map<String, Object> mergeUnderWay() {
        Map<String, Object> merged = new TreeMap<>();
        for (Edit edit : underWay) {
            edit.patch().forEach((key, component) -> {
                Map<String, Object> fields = new TreeMap<>(Json.asObject(component));
                if (!fields.containsKey("_exists") && merged.containsKey(key)) {
                    Map<String, Object> both = new TreeMap<>(Json.asObject(merged.get(key)));
                    fields.forEach((field, value) -> both.merge(field, value, StormEditor::mergeValues));
                    fields = both;
                }
                merged.put(key, fields);
            });
        }
        return merged;
    }

    private static Object mergeValues(Object before, Object after) {
        if (!(after instanceof Map<?, ?>)) {
            return after;
        }
        if (before instanceof Map<?, ?>) {
            Map<String, Object> both = new TreeMap<>(Json.asObject(before));
            List<Object> runs = new ArrayList<>(Json.asList(both.get("runs")));
            runs.addAll(Json.asList(Json.asObject(after).get("runs")));
            both.put("runs", runs);
            return both;
        }
        return Replica.resolve(before, after);
    }

    private void onSynced(Map<String, Object> synced) {
        assertNull(synced.get("rejected"), () -> name + " in " + room + ": " + synced + " for " + underWay);
        see(synced);
        carried += underWay.size();
        underWay.forEach(edit -> acked.applyPatch(edit.patch()));
        underWay.clear();
    }

    /** Takes what comes, and writes if it is a writer, until something ends it. */
    Outcome live() throws InterruptedException {
        try {
            while (true) {
                while (writes && !orders.isEnding && underWay.size() < WINDOW) {
                    send();
                }
                if (writes && orders.isEnding && underWay.isEmpty()) {
                    return Outcome.DRAINED;
                }
                Map<String, Object> frame = socket.next();
                if (frame.get("type").equals("closed")) {
                    return Outcome.CLOSED;
                }
                take(frame);
                if (!writes && orders.isCutting) {
                    socket.close();
                    return Outcome.CUT;
                }
                if (!writes && replica.records().containsKey(END)) {
                    return Outcome.SEEN_END;
                }
            }
        } catch (CompletionException e) {
            // The server was gone when this was to be sent; the edit goes with the next reconnect.
            return Outcome.CLOSED;
        }
    }

    /** Takes what comes until nothing will come any more. */
    void awaitEnd() throws InterruptedException {
        while (!replica.records().containsKey(END)) {
            take(socket.next());
        }
    }

    private void send() {
        Edit edit = new Edit(name + "-" + edits, patches.next(edits));
        edits++;
        underWay.add(edit);
        socket.patch(edit.messageId(), Json.write(edit.patch()));
    }

    private void take(Map<String, Object> frame) {
        switch ((String) frame.get("type")) {
            case "patch" -> {
                replica.apply(frame);
                see(frame);
            }
            case "ack" -> confirm(frame);
            case "clientCount" -> {}
            default -> throw new AssertionError(name + " got " + frame);
        }
    }

    private void confirm(Map<String, Object> ack) {
        Edit edit = underWay.remove();
        assertEquals(edit.messageId(), ack.get("messageId"));
        assertNull(ack.get("rejected"), ack::toString);
        see(ack);
        replica.applyPatch(edit.patch());
        acked.applyPatch(edit.patch());
        orders.acks.incrementAndGet();
    }

    private void see(Map<String, Object> frame) {
        if (frame.containsKey("timestamp")) {
            lastTimestamp = Math.max(lastTimestamp, (Long) frame.get("timestamp"));
        }
    }

    /** Fails unless this editor has what a newcomer sees, and the newcomer sees exactly what was confirmed to it. */
    void check(Map<String, Map<String, Object>> document) {
        assertTrue(underWay.isEmpty());
        assertEquals(document, replica.records(), () -> "the replica of " + name);
        Map<String, Map<String, Object>> own = new TreeMap<>(document);
        own.keySet().removeIf(key -> !patches.owns(key));
        assertEquals(acked.records(), own, () -> "acked to " + name);
    }

    void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
