package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A canvas editor on simulated connections: it has a replica of its room, and keeps what was not acknowledged for its
 * next connection. A record that comes with {@code _exists:true} is all that there is of it.
 */
final class CanvasUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXISTS = "_exists";

    final String name;
    final List<EchoLink> links = new ArrayList<>();
    /** The live records, as far as it has been told. */
    private final ObjectNode records = JSON.createObjectNode();

    private final Map<String, ObjectNode> unacked = new LinkedHashMap<>();
    /** Of the changes that were not acknowledged, those that the connection at hand has begun with. */
    private final Set<String> carried = new HashSet<>();
    /** What came before it was brought up to date. */
    private final List<JsonNode> early = new ArrayList<>();

    private boolean isSynced;
    private long cursor;
    private int messages;
    int rejected;

    CanvasUser(String name) {
        this.name = name;
    }

    JsonNode records() {
        return records;
    }

    /** The connection that it looks at; null when there is none. */
    EchoLink link() {
        EchoLink last = links.isEmpty() ? null : links.get(links.size() - 1);
        return last == null || last.isAbandoned ? null : last;
    }

    boolean isIdle() {
        return isSynced
                && unacked.isEmpty()
                && link() != null
                && link().toClient.isEmpty()
                && link().toServer.isEmpty()
                && link().closeCode == 0
                && links.stream().allMatch(link -> link.isEnded || link == link());
    }

    /** A connection that the server is about to accept. */
    EchoLink connect() {
        EchoLink link = new EchoLink(name, "roomId=" + EchoRoom.NAME + "&clientId=" + name);
        links.add(link);
        isSynced = false;
        early.clear();
        carried.clear();
        carried.addAll(unacked.keySet());
        ObjectNode frame = JSON.createObjectNode().put("type", "reconnect").put("lastTimestamp", cursor);
        frame.put("protocolVersion", 2);
        if (!unacked.isEmpty()) {
            ArrayNode patches = frame.putArray("documentPatches");
            unacked.values().forEach(patches::add);
        }
        link.toServer.add(frame.toString());
        return link;
    }

    /** Changes what it sees. */
    void edit(ObjectNode patch) {
        String message = name + "-" + ++messages;
        unacked.put(message, patch);
        if (link() != null && link().isOpen) {
            ObjectNode frame = JSON.createObjectNode().put("type", "patch").put("messageId", message);
            frame.putArray("documentPatches").add(patch);
            link().toServer.add(frame.toString());
        }
    }

    boolean isSynced() {
        return isSynced;
    }

    void receive(String text) {
        JsonNode frame = read(text);
        switch (frame.get("type").asText()) {
            case "patch" -> {
                if (isSynced) {
                    apply(frame, true);
                } else {
                    early.add(frame);
                }
            }
            case "ack" -> onAck(frame);
            case "synced" -> onSynced(frame);
            case "clientCount" -> assertFalse(frame.get("count").asInt() < 1, text);
            default -> throw new AssertionError(name + ": " + text);
        }
    }

    private void onAck(JsonNode frame) {
        ObjectNode patch = unacked.remove(frame.get("messageId").asText());
        assertNotNull(patch, () -> name + ": " + frame);
        ObjectNode accepted = patch.deepCopy();
        frame.path("rejected").forEach(key -> {
            accepted.remove(key.asText());
            rejected++;
        });
        accepted.properties().forEach(record -> change(record.getKey(), record.getValue(), false, false));
        cursor = Math.max(cursor, frame.get("timestamp").asLong());
    }

    private void onSynced(JsonNode frame) {
        isSynced = true;
        // Edits that came before the state may be of records that only the state tells of.
        early.forEach(frameBefore -> apply(frameBefore, false));
        early.clear();
        cursor = Math.max(cursor, frame.get("timestamp").asLong());
        // What became of them was in the changes that came before.
        unacked.keySet().removeAll(carried);
        carried.clear();
    }

    private void apply(JsonNode frame, boolean isUpToDate) {
        if (frame.has("documentPatches")) {
            long version = frame.get("timestamp").asLong();
            for (JsonNode patch : frame.get("documentPatches")) {
                patch.properties().forEach(record -> change(record.getKey(), record.getValue(), true, isUpToDate));
            }
            cursor = Math.max(cursor, version);
        }
    }

    private void change(String key, JsonNode component, boolean isTold, boolean mustKnow) {
        if (component.has(EXISTS) && !component.get(EXISTS).asBoolean()) {
            records.remove(key);
            return;
        }
        if (component.has(EXISTS) && (isTold || !records.has(key))) {
            records.putObject(key);
        }
        JsonNode record = records.get(key);
        if (!mustKnow && record == null) {
            // An ack that was held back, or an edit before the state: what is true of the record comes behind it.
            return;
        }
        assertNotNull(record, () -> name + " is told of fields of a record that it does not have: " + key + component);
        component.properties().forEach(field -> {
            if (!field.getKey().equals(EXISTS)) {
                ((ObjectNode) record).set(field.getKey(), value(record.get(field.getKey()), field.getValue()));
            }
        });
    }

    private static JsonNode value(JsonNode before, JsonNode value) {
        if (!value.has("__buf")) {
            return value;
        }
        int length = value.get("len").asInt();
        ArrayNode array = JSON.createArrayNode();
        // What is no array is taken for one as in JavaScript.
        boolean isOther = before != null
                && (before.isObject() || before.isNumber() && before.asDouble() != 0 || before.asBoolean(false));
        for (int i = 0; i < length; i++) {
            if (before != null && before.isArray() && before.has(i)) {
                array.add(before.get(i));
            } else if (before != null
                    && before.isTextual()
                    && i < before.textValue().length()) {
                array.add(before.textValue().substring(i, i + 1));
            } else {
                array.add(isOther ? JSON.nullNode() : JSON.getNodeFactory().numberNode(0));
            }
        }
        for (JsonNode run : value.get("runs")) {
            for (int i = 0; i < run.get(1).size(); i++) {
                int index = run.get(0).asInt() + i;
                if (index < length) {
                    array.set(index, run.get(1).get(i));
                }
            }
        }
        return array;
    }

    void requireSame(JsonNode document) {
        for (String key : keysOf(document)) {
            for (String field : keysOf(document.get(key))) {
                assertEquals(
                        document.get(key).get(field), records.path(key).get(field), name + ": " + key + " " + field);
            }
            assertEquals(document.get(key), records.get(key), name + ": " + key);
        }
        assertEquals(document, records, name);
    }

    private static List<String> keysOf(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Override
    public String toString() {
        EchoLink link = link();
        return name + ": synced=" + isSynced + " unacked=" + unacked.keySet() + " link="
                + (link == null ? null : link.toServer + " " + link.toClient);
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
