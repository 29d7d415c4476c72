package io.canyon.engine.dialect.jsonpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Patches for documents, most of which apply. */
public final class RandomPatches {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] TOKENS = {"a", "new", "_t", "__proto__", "0", "1", "-", "01", "", "a/b", "~", "é"};

    private final Random random;
    private final RandomDocuments documents;

    public RandomPatches(Random random, RandomDocuments documents) {
        this.random = random;
        this.documents = documents;
    }

    /** A patch of some operations, each made for the document behind those before it. */
    public ArrayNode patch(JsonNode document) {
        ArrayNode patch = NODES.arrayNode();
        JsonNode now = document;
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 40 : 6); i >= 0; i--) {
            ObjectNode operation = operation(now);
            JsonNode next = PatchModel.apply(now, NODES.arrayNode().add(operation));
            if (next != null || isPatch(operation) && random.nextInt(20) == 0) {
                patch.add(operation);
                now = next == null ? now : next;
            }
        }
        return patch;
    }

    /** Whether it might apply to some document. */
    private static boolean isPatch(ObjectNode operation) {
        String path = operation.get("path").textValue();
        return switch (operation.get("op").textValue()) {
            case "remove" -> !path.isEmpty();
            case "move" -> !path.startsWith(operation.get("from").textValue() + "/");
            default -> true;
        };
    }

    private ObjectNode operation(JsonNode document) {
        List<String> places = new ArrayList<>();
        collect(document, "", places);
        String place = places.get(random.nextInt(places.size()));
        ObjectNode operation = NODES.objectNode();
        switch (random.nextInt(8)) {
            case 0, 1 -> operation.put("op", "add").put("path", beside(place)).set("value", value(document));
            case 2 -> operation.put("op", "replace").put("path", place).set("value", value(document));
            case 3 -> operation.put("op", "remove").put("path", place);
            case 4 -> operation.put("op", "copy").put("path", beside(place)).put("from", any(places));
            case 5 -> operation.put("op", "move").put("path", beside(place)).put("from", any(places));
            case 6 -> operation.put("op", "move").put("path", beside(place)).put("from", sibling(place, places));
            default -> operation.put("op", "test").put("path", place).set("value", tested(document, place));
        }
        return operation;
    }

    private String any(List<String> places) {
        return places.get(random.nextInt(places.size()));
    }

    private String sibling(String place, List<String> places) {
        String parent = place.substring(0, Math.max(0, place.lastIndexOf('/')));
        List<String> siblings = places.stream()
                .filter(other -> other.startsWith(parent + "/") && other.lastIndexOf('/') == parent.length())
                .toList();
        return siblings.isEmpty() ? place : any(siblings);
    }

    private String beside(String place) {
        return switch (random.nextInt(5)) {
            case 0 -> place + "/-";
            case 1 -> place + "/" + token();
            case 2 -> place.substring(0, Math.max(0, place.lastIndexOf('/'))) + "/" + token();
            default -> place;
        };
    }

    private String token() {
        return escaped(TOKENS[random.nextInt(TOKENS.length)]);
    }

    private JsonNode value(JsonNode document) {
        return random.nextInt(3) == 0 ? NODES.numberNode(random.nextInt(9)) : documents.any();
    }

    private JsonNode tested(JsonNode document, String place) {
        JsonNode there = document.at(place);
        return random.nextInt(40) == 0 || there.isMissingNode() ? documents.any() : shuffled(there);
    }

    /** The same value, its members in another order. */
    private static JsonNode shuffled(JsonNode value) {
        if (!value.isObject()) {
            return value.deepCopy();
        }
        List<String> names = new ArrayList<>();
        value.fieldNames().forEachRemaining(names::add);
        ObjectNode shuffled = NODES.objectNode();
        for (int i = names.size() - 1; i >= 0; i--) {
            shuffled.set(names.get(i), shuffled(value.get(names.get(i))));
        }
        return shuffled;
    }

    private static void collect(JsonNode node, String place, List<String> places) {
        places.add(place);
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), place + "/" + i, places);
            }
        } else {
            node.properties()
                    .forEach(member -> collect(member.getValue(), place + "/" + escaped(member.getKey()), places));
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
