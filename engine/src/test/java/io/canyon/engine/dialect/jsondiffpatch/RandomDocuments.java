package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents, and what people make of them. */
public final class RandomDocuments {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String[] NAMES = {
        "a", "b", "x y", "", "0", "10", "_0", "-1", "constructor", "é", "😀", "id", "v", "a/b", "~"
    };
    private static final String[] WORDS = {"lorem ", "ipsum ", "dolor\n", "sit ", "amet, ", "é", "😀", "%20", "+-@ "};

    private final Random random;
    private int lastId;

    public RandomDocuments(Random random) {
        this.random = random;
    }

    /** Lists whose items have ids, lists of scalars, a text, and members. */
    public ObjectNode scene() {
        ObjectNode scene = NODES.objectNode();
        scene.set("list", items(2));
        scene.set("nums", scalars());
        scene.put("text", text(20));
        scene.set("o", NODES.objectNode().put("a", 1).set("b", value(2)));
        return scene;
    }

    ArrayNode items(int depth) {
        ArrayNode items = NODES.arrayNode();
        for (int i = random.nextInt(8); i > 0; i--) {
            items.add(item(depth));
        }
        return items;
    }

    ObjectNode item(int depth) {
        ObjectNode item = NODES.objectNode().put("id", "i" + ++lastId).put("v", random.nextInt(100));
        if (depth > 0 && random.nextInt(3) == 0) {
            item.set("sub", items(depth - 1));
        }
        return item;
    }

    private ArrayNode scalars() {
        ArrayNode scalars = NODES.arrayNode();
        for (int i = random.nextInt(7); i > 0; i--) {
            scalars.add(scalar());
        }
        return scalars;
    }

    private JsonNode scalar() {
        return switch (random.nextInt(6)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(1000) / 8.0 + 0.0625);
            case 3 -> NODES.textNode(text(random.nextInt(3)));
            default -> NODES.numberNode(random.nextInt(5));
        };
    }

    String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** Anything at all. */
    JsonNode value(int depth) {
        switch (depth <= 0 ? 9 : random.nextInt(6)) {
            case 0:
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(NAMES[random.nextInt(NAMES.length)], value(depth - 1));
                }
                return object;
            case 1:
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                return array;
            case 2:
                return items(1);
            case 3:
                return NODES.textNode(text(random.nextInt(30)));
            default:
                return scalar();
        }
    }

    /** Any value, not deep. */
    public JsonNode any() {
        return value(3);
    }

    /** A copy in which a few things are different. */
    public JsonNode edited(JsonNode document) {
        JsonNode copy = document.deepCopy();
        for (int i = random.nextInt(4); i >= 0; i--) {
            copy = edit(copy);
        }
        return copy;
    }

    private JsonNode edit(JsonNode node) {
        if (node instanceof ArrayNode array) {
            return edit(array);
        }
        if (node instanceof ObjectNode object) {
            return edit(object);
        }
        if (node.isTextual() && random.nextInt(5) > 0) {
            return NODES.textNode(edit(node.textValue()));
        }
        return random.nextInt(8) == 0 ? value(2) : scalar();
    }

    private JsonNode edit(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        int kind = random.nextInt(10);
        if (kind == 0 || names.isEmpty()) {
            object.set(NAMES[random.nextInt(NAMES.length)], value(2));
        } else if (kind == 1) {
            object.remove(names.get(random.nextInt(names.size())));
        } else {
            String name = names.get(random.nextInt(names.size()));
            if (!name.equals("id")) {
                object.set(name, edit(object.get(name)));
            }
        }
        return object;
    }

    private JsonNode edit(ArrayNode array) {
        int kind = random.nextInt(8);
        if (array.isEmpty() || kind < 2) {
            boolean isOfItems =
                    array.isEmpty() ? random.nextBoolean() : array.get(0).has("id");
            array.insert(random.nextInt(array.size() + 1), isOfItems ? item(1) : scalar());
        } else if (kind < 4) {
            array.remove(random.nextInt(array.size()));
        } else if (kind < 6) {
            JsonNode moved = array.remove(random.nextInt(array.size()));
            array.insert(random.nextInt(array.size() + 1), moved);
        } else {
            int index = random.nextInt(array.size());
            array.set(index, edit(array.get(index)));
        }
        return array;
    }

    /** Between code points, as people type. */
    private String edit(String text) {
        int points = text.codePointCount(0, text.length());
        int from = text.offsetByCodePoints(0, random.nextInt(points + 1));
        int left = text.codePointCount(from, text.length());
        int to = text.offsetByCodePoints(from, Math.min(left, random.nextInt(6)));
        return text.substring(0, from) + text(random.nextInt(3)) + text.substring(to);
    }
}
