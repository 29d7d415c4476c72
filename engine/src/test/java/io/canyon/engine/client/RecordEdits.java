package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What random users do to records: some of them to a document of records, some of them key by key. */
final class RecordEdits implements SyncSimulation.Editor {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int FIELDS = 5;

    private final Random random;
    private final RandomDocuments values;
    private int lastKey;

    RecordEdits(Random random) {
        this.random = random;
        this.values = new RandomDocuments(random);
    }

    @Override
    public JsonNode edit(SimulatedUser user, JsonNode document) {
        ObjectNode copy = document.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = anyKey(copy);
            ObjectNode record = key == null ? null : (ObjectNode) copy.get(key);
            switch (record == null ? 0 : random.nextInt(12)) {
                case 0 -> copy.set("e" + ++lastKey, record());
                case 1 -> copy.remove(key);
                case 2 -> copy.set(key, record());
                case 3 -> record.remove(anyKey(record));
                case 4 -> record.set(field(), value());
                default -> {
                    String field = anyKey(record);
                    if (field != null) {
                        record.set(field, JsonText.plain(values.edited(record.get(field))));
                    }
                }
            }
        }
        return copy;
    }

    /** A patch of a canvas editor who sees these records. */
    ObjectNode patch(JsonNode records) {
        ObjectNode patch = NODES.objectNode();
        String key = anyKey(records);
        switch (key == null ? 0 : random.nextInt(10)) {
            case 0 -> patch.set("c" + ++lastKey, record().put("_exists", true));
            case 1 -> patch.putObject(key).put("_exists", false);
            case 2, 3, 4 -> {
                ObjectNode run =
                        patch.putObject(key).putObject("b").put("__buf", 1).put("len", 2 + random.nextInt(5));
                ArrayNode runs = run.putArray("runs");
                for (int i = random.nextInt(3); i > 0; i--) {
                    runs.addArray()
                            .add(random.nextInt(6))
                            .addArray()
                            .add(random.nextInt(9))
                            .add(1);
                }
            }
            default -> patch.putObject(key).set(field(), value());
        }
        return patch;
    }

    private ObjectNode record() {
        ObjectNode record = NODES.objectNode();
        for (int i = random.nextInt(FIELDS); i > 0; i--) {
            record.set(field(), value());
        }
        return record;
    }

    private String field() {
        return random.nextInt(4) == 0 ? "b" : "f" + random.nextInt(FIELDS);
    }

    private JsonNode value() {
        return switch (random.nextInt(3)) {
            case 0 -> NODES.numberNode(random.nextInt(1000));
            case 1 -> NODES.arrayNode().add(random.nextInt(9)).add(random.nextInt(9));
            default -> JsonText.plain(values.scene());
        };
    }

    private String anyKey(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
    }
}
