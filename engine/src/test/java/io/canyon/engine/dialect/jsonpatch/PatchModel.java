package io.canyon.engine.dialect.jsonpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;

/** RFC 6902 on trees, as plainly as it is written. */
public final class PatchModel {
    /** Numbers are equal when they are worth the same. */
    public static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private JsonNode root;

    private PatchModel(JsonNode root) {
        this.root = root;
    }

    /** The document behind the patch; null when it must be refused. */
    public static JsonNode apply(JsonNode document, JsonNode patch) {
        PatchModel model = new PatchModel(document.deepCopy());
        for (JsonNode operation : patch) {
            if (!model.apply(operation)) {
                return null;
            }
        }
        return model.root;
    }

    private boolean apply(JsonNode operation) {
        String path = operation.get("path").textValue();
        JsonNode value = operation.path("value").deepCopy();
        switch (operation.get("op").textValue()) {
            case "add":
                return add(path, value);
            case "remove":
                return remove(path) != null;
            case "replace":
                return path.isEmpty() ? add(path, value) : replace(path, value);
            case "test":
                return find(path) != null && find(path).equals(BY_VALUE, value);
            case "copy":
                JsonNode copied = find(operation.get("from").textValue());
                return copied != null && add(path, copied.deepCopy());
            default:
                String from = operation.get("from").textValue();
                if (path.equals(from)) {
                    return find(from) != null;
                }
                JsonNode moved = path.startsWith(from + "/") ? null : remove(from);
                return moved != null && add(path, moved);
        }
    }

    private JsonNode find(String path) {
        JsonNode node = root;
        for (String token : tokens(path)) {
            node = child(node, token);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private boolean add(String path, JsonNode value) {
        if (path.isEmpty()) {
            root = value;
            return true;
        }
        JsonNode parent = find(path.substring(0, path.lastIndexOf('/')));
        String name = last(path);
        if (parent instanceof ObjectNode object) {
            object.set(name, value);
            return true;
        }
        if (parent instanceof ArrayNode array) {
            int index = name.equals("-") ? array.size() : index(name);
            if (index >= 0 && index <= array.size()) {
                array.insert(index, value);
                return true;
            }
        }
        return false;
    }

    private boolean replace(String path, JsonNode value) {
        JsonNode parent = find(path.substring(0, path.lastIndexOf('/')));
        if (parent == null || child(parent, last(path)) == null) {
            return false;
        }
        if (parent instanceof ObjectNode object) {
            object.set(last(path), value);
        } else {
            ((ArrayNode) parent).set(index(last(path)), value);
        }
        return true;
    }

    private JsonNode remove(String path) {
        JsonNode parent = path.isEmpty() ? null : find(path.substring(0, path.lastIndexOf('/')));
        JsonNode removed = parent == null ? null : child(parent, last(path));
        if (removed != null && parent instanceof ObjectNode object) {
            object.remove(last(path));
        } else if (removed != null) {
            ((ArrayNode) parent).remove(index(last(path)));
        }
        return removed;
    }

    private static JsonNode child(JsonNode parent, String token) {
        return parent.isArray() ? parent.get(index(token)) : parent.get(token);
    }

    private static String[] tokens(String path) {
        if (path.isEmpty()) {
            return new String[0];
        }
        String[] tokens = path.substring(1).split("/", -1);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = tokens[i].replace("~1", "/").replace("~0", "~");
        }
        return tokens;
    }

    private static String last(String path) {
        String[] tokens = tokens(path);
        return tokens[tokens.length - 1];
    }

    private static int index(String token) {
        return token.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(token) : -1;
    }
}
