package io.canyon.engine.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a document should be, in plain Java. */
final class ModelDocument {
    /** A member: exactly one of {@code members} and {@code plain} is there, or none for a tombstone. */
    static final class Entry {
        long version;
        Map<String, Entry> members;
        JsonNode plain;

        boolean isLive() {
            return members != null || plain != null;
        }

        JsonNode value() {
            return members == null ? plain : json(members);
        }

        long newestVersion() {
            long newest = version;
            if (members != null) {
                for (Entry entry : members.values()) {
                    newest = Math.max(newest, entry.newestVersion());
                }
            }
            return newest;
        }

        void assign(JsonNode value, long newVersion) {
            version = newVersion;
            members = null;
            plain = null;
            if (value == null || !value.isObject()) {
                plain = value;
                return;
            }
            members = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                entry(members, member.getKey(), true).assign(member.getValue(), newVersion);
            }
        }
    }

    final Map<String, Entry> root = new LinkedHashMap<>();

    /** The entry, created when there is none; one that becomes live is the last of its object. */
    static Entry entry(Map<String, Entry> members, String name, boolean becomesLive) {
        Entry entry = members.get(name);
        if (entry == null) {
            entry = new Entry();
            members.put(name, entry);
        } else if (becomesLive && !entry.isLive()) {
            members.remove(name);
            members.put(name, entry);
        }
        return entry;
    }

    static void set(Map<String, Entry> members, String name, JsonNode value, long version) {
        entry(members, name, true).assign(value, version);
    }

    static void remove(Map<String, Entry> members, String name, long version) {
        entry(members, name, false).assign(null, version);
    }

    static void record(Map<String, Entry> members, String name, long version) {
        Entry entry = entry(members, name, true);
        entry.version = version;
        if (entry.members == null) {
            entry.plain = null;
            entry.members = new LinkedHashMap<>();
        }
    }

    /** As the published canvas server applies a buffer delta. */
    static JsonNode applyBuffer(JsonNode base, int length, TreeMap<Integer, long[]> runs) {
        JsonNode fill = TestJson.NODES.numberNode(0L);
        ArrayNode array = TestJson.NODES.arrayNode();
        if (base != null && base.isArray()) {
            for (int i = 0; i < Math.min(base.size(), length); i++) {
                array.add(base.get(i));
            }
        } else if (base != null && base.isTextual()) {
            String text = base.textValue();
            for (int i = 0; i < Math.min(text.length(), length); i++) {
                array.add(text.substring(i, i + 1));
            }
        } else if (base != null
                && (base.isObject() || base.isBoolean() && base.booleanValue() || base.isNumber() && !isZero(base))) {
            fill = TestJson.NODES.nullNode();
        }
        while (array.size() < length) {
            array.add(fill);
        }
        runs.forEach((first, values) -> {
            for (int i = 0; i < values.length; i++) {
                if (first + i >= 0 && first + i < length) {
                    array.set(first + i, TestJson.NODES.numberNode(values[i]));
                }
            }
        });
        return array;
    }

    long logicalBytes() {
        return contentBytes(root);
    }

    /** What a catch-up should hold: key to operation and fields, in the form that {@link TestEdits} reads edits in. */
    Map<String, String> changesSince(long since) {
        Map<String, String> changes = new TreeMap<>();
        root.forEach((key, entry) -> {
            if (entry.newestVersion() > since) {
                changes.put(key, change(entry, since));
            }
        });
        return changes;
    }

    private static String change(Entry entry, long since) {
        if (!entry.isLive()) {
            return "REMOVE";
        }
        if (entry.members == null) {
            return "SET " + TestJson.normal(entry.plain);
        }
        boolean lost = entry.members.values().stream().anyMatch(field -> !field.isLive() && field.version > since);
        TreeMap<String, String> fields = new TreeMap<>();
        entry.members.forEach((name, field) -> {
            if (field.isLive() && (lost || field.newestVersion() > since)) {
                fields.put(name, "SET " + TestJson.normal(field.value()));
            }
        });
        return (lost || entry.version > since ? "RECORD " : "OBJECT ") + fields;
    }

    private static boolean isZero(JsonNode number) {
        return number.doubleValue() == 0;
    }

    private static ObjectNode json(Map<String, Entry> members) {
        ObjectNode object = TestJson.NODES.objectNode();
        members.forEach((name, entry) -> {
            if (entry.isLive()) {
                object.set(name, entry.value());
            }
        });
        return object;
    }

    private static long contentBytes(Map<String, Entry> members) {
        long bytes = 0;
        for (Map.Entry<String, Entry> member : members.entrySet()) {
            Entry entry = member.getValue();
            bytes += 32 + TestJson.bytes(member.getKey()).capacity();
            bytes += entry.members != null ? 32 + contentBytes(entry.members) : plainBytes(entry.plain);
        }
        return bytes;
    }

    private static long plainBytes(JsonNode value) {
        if (value == null) {
            return 0;
        }
        if (value.isArray()) {
            long bytes = 32;
            for (JsonNode item : value) {
                long own = plainBytes(item);
                bytes += 16 + (item.isContainerNode() || own > 15 ? own : 0);
            }
            return bytes;
        }
        if (value.isObject()) {
            long bytes = 32;
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                bytes += 32 + TestJson.bytes(member.getKey()).capacity() + plainBytes(member.getValue());
            }
            return bytes;
        }
        return TestJson.smile(value).capacity();
    }
}
