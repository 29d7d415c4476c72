package io.canyon.ws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an editor holds of a room: the live records, without {@code _exists}. Not thread-safe. */
final class Replica {
    private final Map<String, Map<String, Object>> records = new TreeMap<>();
    private long timestamp;

    Map<String, Map<String, Object>> records() {
        return records;
    }

    /** The version that the records have. */
    long timestamp() {
        return timestamp;
    }

    /** Takes in a frame; ignores those without a document's patches. */
    void apply(Map<String, Object> frame) {
        if (!"patch".equals(frame.get("type")) || !frame.containsKey("documentPatches")) {
            return;
        }
        for (Object patch : Json.asList(frame.get("documentPatches"))) {
            applyPatch(Json.asObject(patch));
        }
        timestamp = Math.max(timestamp, (Long) frame.get("timestamp"));
    }

    void applyPatch(Map<String, Object> patch) {
        patch.forEach((key, component) -> applyRecord(key, Json.asObject(component)));
    }

    private void applyRecord(String key, Map<String, Object> fields) {
        Object exists = fields.get("_exists");
        if (Boolean.FALSE.equals(exists)) {
            records.remove(key);
            return;
        }
        Map<String, Object> record = new HashMap<>();
        if (!Boolean.TRUE.equals(exists)) {
            if (!records.containsKey(key)) {
                throw new AssertionError("fields of a record that is not there: " + key + " " + fields);
            }
            record.putAll(records.get(key));
        }
        fields.forEach((name, value) -> {
            if (!name.equals("_exists")) {
                record.put(name, resolve(record.get(name), value));
            }
        });
        records.put(key, record);
    }

    /** The value of a field that had another, or none, when this one is set; a buffer delta writes into the items. */
    static Object resolve(Object base, Object value) {
        if (!(value instanceof Map<?, ?> delta) || !delta.containsKey("__buf")) {
            return value;
        }
        int length = ((Long) delta.get("len")).intValue();
        List<Object> items = new ArrayList<>(base == null ? List.of() : Json.asList(base));
        while (items.size() < length) {
            items.add(0L);
        }
        items = items.subList(0, length);
        for (Object run : Json.asList(delta.get("runs"))) {
            int offset = ((Long) Json.asList(run).get(0)).intValue();
            List<Object> values = Json.asList(Json.asList(run).get(1));
            for (int i = 0; i < values.size() && offset + i < length; i++) {
                items.set(offset + i, values.get(i));
            }
        }
        return items;
    }
}
