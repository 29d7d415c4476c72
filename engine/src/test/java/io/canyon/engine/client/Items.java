package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.client.SyncSimulation.Editor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A list of items with ids that nobody gives twice. */
final class Items implements Editor {
    private final Random random;
    final Set<String> expected = new HashSet<>();
    final Set<String> inserted = new HashSet<>();
    final Set<String> removed = new HashSet<>();
    private int lastId;

    Items(Random random) {
        this.random = random;
    }

    JsonNode first() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 6; i++) {
            list.add(item());
        }
        return JsonNodeFactory.instance.objectNode().set("list", list);
    }

    @Override
    public JsonNode edit(SimulatedUser user, JsonNode document) {
        ObjectNode copy = document.deepCopy();
        ArrayNode list = (ArrayNode) copy.get("list");
        int index = list.isEmpty() ? 0 : random.nextInt(list.size());
        switch (list.isEmpty() ? 0 : random.nextInt(5)) {
            case 0, 1 -> list.insert(index, item());
            case 2 -> {
                String id = list.remove(index).get("id").textValue();
                removed.add(id);
                expected.remove(id);
            }
            case 3 -> {
                JsonNode moved = list.remove(index);
                list.insert(random.nextInt(list.size() + 1), moved);
            }
            default -> ((ObjectNode) list.get(index)).put("v", random.nextInt(1000));
        }
        return copy;
    }

    private ObjectNode item() {
        String id = "n" + ++lastId;
        expected.add(id);
        inserted.add(id);
        return JsonNodeFactory.instance.objectNode().put("id", id).put("v", 0);
    }

    static List<String> ids(JsonNode document) {
        List<String> ids = new ArrayList<>();
        document.get("list").forEach(item -> ids.add(item.path("id").asText("null")));
        return ids;
    }
}
