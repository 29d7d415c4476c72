package io.canyon.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An editor that keeps to the canvas wire: it has a replica of its room, sends changes, keeps those that were not
 * acknowledged for the next connection, and answers when its timeline was lost.
 */
final class SimulatedClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FRAME = new TypeReference<>() {};

    final String id;
    final String room;
    private final Oracle oracle;
    private final Map<String, Record> records = new HashMap<>();
    /** What was sent on this connection, by its name. */
    private final Map<String, Map<String, Map<String, Object>>> sent = new HashMap<>();

    private final Set<String> inFlight = new TreeSet<>();
    /** In the order in which they were made: what has to be carried to the server by the next connection. */
    private final Map<String, Map<String, Map<String, Object>>> unacked = new LinkedHashMap<>();

    /** What came on this connection before it was brought up to date. */
    private final List<Map<String, Object>> early = new ArrayList<>();

    private final Map<String, Object> presence = new TreeMap<>();
    private List<String> carried = List.of();
    private SimulatedLink link;
    private Object ownPresence;
    private boolean isSynced;
    private boolean isLost;
    /** Keys have just been refused: what stands instead of them comes next. */
    private boolean isRefused;

    private long cursor;
    private int messages;
    private int resyncs;
    private Object clientCount;

    SimulatedClient(String id, String room, Oracle oracle) {
        this.id = id;
        this.room = room;
        this.oracle = oracle;
    }

    Map<String, Map<String, Object>> state() {
        return Oracle.live(records);
    }

    /** What others show, by key. */
    Map<String, Object> presence() {
        return presence;
    }

    Object ownPresence() {
        return ownPresence;
    }

    Object clientCount() {
        return clientCount;
    }

    boolean isConnected() {
        return link != null;
    }

    SimulatedLink link() {
        return link;
    }

    /** Whether it has all that the server has to tell, and the server all that it has. */
    boolean isSynced() {
        return isSynced && unacked.isEmpty() && inFlight.isEmpty();
    }

    void connect(SimulatedLink newLink) {
        link = newLink;
        isSynced = false;
        early.clear();
        isLost = false;
        isRefused = false;
        presence.clear();
        sent.clear();
        inFlight.clear();
        carried = List.copyOf(unacked.keySet());
        Map<String, Object> frame = frame("type", "reconnect", "lastTimestamp", cursor, "protocolVersion", 2);
        if (!unacked.isEmpty()) {
            frame.put("documentPatches", new ArrayList<>(unacked.values()));
        }
        if (ownPresence != null) {
            frame.put("ephemeralPatches", List.of(presencePatch()));
        }
        link.toServer(write(frame));
    }

    void onDisconnected() {
        link = null;
        isSynced = false;
    }

    /** Keys that its user sees, and may change: those that are there with all that was not acknowledged. */
    Set<String> liveKeys() {
        Map<String, Record> view = new TreeMap<>();
        records.forEach((key, record) -> {
            Record copy = new Record();
            copy.fields.putAll(record.fields);
            copy.versions.putAll(record.versions);
            view.put(key, copy);
        });
        unacked.values()
                .forEach(patch -> patch.forEach((key, change) ->
                        view.computeIfAbsent(key, unused -> new Record()).apply(change, cursor)));
        return Oracle.live(view).keySet();
    }

    /** Whether it has seen the key, be it gone by now. */
    boolean knows(String key) {
        return records.containsKey(key);
    }

    boolean isChanging(String key) {
        return unacked.values().stream().anyMatch(patch -> patch.containsKey(key));
    }

    boolean mayEdit() {
        return link == null || isSynced;
    }

    void edit(Map<String, Map<String, Object>> patch) {
        String message = "m" + ++messages;
        unacked.put(message, patch);
        if (link != null) {
            send(message, patch);
        }
    }

    void refresh() {
        link.toServer(write(frame("type", "auth-refresh", "token", "t")));
    }

    void show(Object value) {
        ownPresence = value;
        oracle.onPresence(room, value);
        if (link != null) {
            String message = "p" + ++messages;
            inFlight.add(message);
            sent.put(message, Map.of());
            link.toServer(
                    write(frame("type", "patch", "messageId", message, "ephemeralPatches", List.of(presencePatch()))));
        }
    }

    void onFrame(String text) {
        Map<String, Object> frame = read(text);
        switch ((String) frame.get("type")) {
            case "patch" -> onPatch(frame);
            case "ack" -> onAck(frame);
            case "synced" -> onSynced(frame);
            case "resync" -> onResync(number(frame.get("since")));
            case "clientCount" -> clientCount = frame.get("count");
            default -> throw new AssertionError("unexpected: " + text);
        }
        isRefused = frame.containsKey("rejected");
    }

    private void onPatch(Map<String, Object> frame) {
        boolean isState = "".equals(frame.get("clientId"));
        if (frame.containsKey("ephemeralPatches")) {
            patches(frame, "ephemeralPatches")
                    .forEach(patch -> patch.forEach((key, shown) -> {
                        if (Boolean.FALSE.equals(shown.get(Record.EXISTS))) {
                            presence.remove(key);
                        } else {
                            oracle.onPresenceShown(room, shown.get("v"));
                            presence.put(key, shown.get("v"));
                        }
                    }));
        }
        if (!frame.containsKey("documentPatches")) {
            return;
        }
        long version = number(frame.get("timestamp"));
        if (!isState) {
            oracle.onBroadcast(room, version, (String) frame.get("clientId"), patches(frame, "documentPatches"));
        }
        patches(frame, "documentPatches").forEach(patch -> oracle.onShown(room, patch));
        if (isRefused && isState) {
            patches(frame, "documentPatches")
                    .forEach(patch -> patch.forEach((key, truth) ->
                            records.computeIfAbsent(key, unused -> new Record()).applyTruth(truth, version)));
            cursor = Math.max(cursor, version);
        } else if (isSynced) {
            applyAll(frame);
        } else {
            // Before it has been brought up to date, the version of a frame says nothing of what it has.
            early.add(frame);
        }
    }

    private void applyAll(Map<String, Object> frame) {
        long version = number(frame.get("timestamp"));
        patches(frame, "documentPatches").forEach(patch -> apply(patch, version));
        cursor = Math.max(cursor, version);
    }

    private void onAck(Map<String, Object> frame) {
        String message = (String) frame.get("messageId");
        Map<String, Map<String, Object>> patch = sent.get(message);
        assertNotNull(patch, () -> "ack of what was not sent: " + message);
        inFlight.remove(message);
        unacked.remove(message);
        Map<String, Map<String, Object>> accepted = without(patch, rejected(frame));
        long version = number(frame.get("timestamp"));
        if (message.startsWith("m")) {
            oracle.onShown(room, accepted);
        }
        // Of the answer to a resync, what is true instead comes right behind this.
        apply(accepted, version);
        cursor = Math.max(cursor, version);
    }

    private void onSynced(Map<String, Object> frame) {
        isSynced = true;
        early.forEach(this::applyAll);
        early.clear();
        cursor = Math.max(cursor, number(frame.get("timestamp")));
        for (String message : carried) {
            Map<String, Map<String, Object>> accepted = without(unacked.remove(message), rejected(frame));
            if (message.startsWith("m")) {
                oracle.onShown(room, accepted);
            }
            if (isLost) {
                // The changes that came with the resync are those of before.
                apply(accepted, cursor);
            }
        }
        carried = List.of();
    }

    private void onResync(long since) {
        isLost = true;
        Map<String, Map<String, Object>> answer = new TreeMap<>();
        records.forEach((key, record) -> {
            Map<String, Object> changed = record.changedSince(since);
            if (!changed.isEmpty()) {
                answer.put(key, changed);
            }
        });
        if (!answer.isEmpty()) {
            String message = id + "-resync-" + ++resyncs;
            unacked.put(message, answer);
            send(message, answer);
        }
    }

    private void send(String message, Map<String, Map<String, Object>> patch) {
        inFlight.add(message);
        sent.put(message, patch);
        link.toServer(write(frame("type", "patch", "messageId", message, "documentPatches", List.of(patch))));
    }

    private void apply(Map<String, Map<String, Object>> patch, long version) {
        patch.forEach((key, change) ->
                records.computeIfAbsent(key, unused -> new Record()).apply(change, version));
    }

    private Map<String, Object> presencePatch() {
        return frame(id + "/p", frame(Record.EXISTS, true, "v", ownPresence));
    }

    private static Set<Object> rejected(Map<String, Object> frame) {
        return new HashSet<>((List<?>) frame.getOrDefault("rejected", List.of()));
    }

    private static Map<String, Map<String, Object>> without(
            Map<String, Map<String, Object>> patch, Set<Object> rejected) {
        Map<String, Map<String, Object>> accepted = new TreeMap<>(patch);
        accepted.keySet().removeAll(rejected);
        return accepted;
    }

    static Map<String, Object> frame(Object... members) {
        Map<String, Object> frame = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            frame.put((String) members[i], members[i + 1]);
        }
        return frame;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Map<String, Object>>> patches(Map<String, Object> frame, String list) {
        return (List<Map<String, Map<String, Object>>>) frame.get(list);
    }

    private static long number(Object value) {
        assertEquals(true, value instanceof Number, () -> "no number: " + value);
        return ((Number) value).longValue();
    }

    private static Map<String, Object> read(String text) {
        try {
            return JSON.readValue(text, FRAME);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static String write(Map<String, Object> frame) {
        try {
            return JSON.writeValueAsString(frame);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
