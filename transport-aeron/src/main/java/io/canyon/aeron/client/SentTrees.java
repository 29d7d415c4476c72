package io.canyon.aeron.client;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a document becomes of an edit that the room says it has applied as it was sent. Documents stay as they are, and
 * share parts with what they become. Stateless.
 */
final class SentTrees {
    private static final String EXISTS = "_exists";
    private static final String BUFFER = "__buf";

    private SentTrees() {}

    /** @return null when the operations do not apply here */
    static JsonNode patched(JsonNode document, JsonNode operations) {
        JsonNode next = document;
        for (JsonNode operation : operations) {
            JsonPointer path = JsonPointer.compile(operation.get("path").textValue());
            JsonPointer from = operation.has("from")
                    ? JsonPointer.compile(operation.get("from").textValue())
                    : JsonPointer.empty();
            next = switch (operation.get("op").textValue()) {
                case "add" -> with(next, path, operation.get("value"), true);
                case "replace" -> with(next, path, operation.get("value"), false);
                case "remove" -> Trees.without(next, path);
                case "copy" -> with(next, path, next.at(from), true);
                case "move" -> with(Trees.without(next, from), path, next.at(from), true);
                case "test" -> next;
                default -> null;
            };
            if (next == null) {
                return null;
            }
        }
        return next;
    }

    /** @param isInsertion whether a value comes in front of the item of an array */
    private static JsonNode with(JsonNode tree, JsonPointer path, JsonNode value, boolean isInsertion) {
        if (value == null || value.isMissingNode()) {
            return null;
        }
        if (path.matches()) {
            return value;
        }
        boolean isLast = path.tail().matches();
        if (tree instanceof ObjectNode object) {
            String name = path.getMatchingProperty();
            JsonNode member = object.get(name);
            if (member == null && !(isLast && isInsertion)) {
                return null;
            }
            JsonNode next = isLast ? value : with(member, path.tail(), value, isInsertion);
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            copy.setAll(object);
            return next == null ? null : copy.set(name, next);
        }
        if (!(tree instanceof ArrayNode array)) {
            return null;
        }
        boolean isInserted = isLast && isInsertion;
        int index = isInserted && path.getMatchingProperty().equals("-") ? array.size() : path.getMatchingIndex();
        if (index < 0 || index > array.size() || index == array.size() && !isInserted) {
            return null;
        }
        JsonNode next = isLast ? value : with(array.get(index), path.tail(), value, isInsertion);
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size() + 1);
        copy.addAll(array);
        if (next == null) {
            return null;
        }
        return isInserted ? copy.insert(index, next) : setItem(copy, index, next);
    }

    private static JsonNode setItem(ArrayNode array, int index, JsonNode value) {
        array.set(index, value);
        return array;
    }

    /** @return null when it cannot be told here */
    static JsonNode withComponents(JsonNode records, JsonNode patches) {
        if (!(records instanceof ObjectNode before) || !patches.isObject()) {
            return null;
        }
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        next.setAll(before);
        for (var patch : patches.properties()) {
            JsonNode fields = patch.getValue();
            JsonNode exists = fields.path(EXISTS);
            boolean isDeletion = exists.isBoolean() && !exists.booleanValue();
            JsonNode last = before.get(patch.getKey());
            if (!fields.isObject() || exists.isMissingNode() && last == null) {
                return null;
            }
            ObjectNode record = JsonNodeFactory.instance.objectNode();
            if (exists.isMissingNode()) {
                record.setAll((ObjectNode) last);
            }
            for (var field : fields.properties()) {
                if (field.getValue().has(BUFFER)) {
                    return null;
                }
                record.set(field.getKey(), field.getValue());
            }
            record.remove(EXISTS);
            if (isDeletion) {
                next.remove(patch.getKey());
            } else {
                next.set(patch.getKey(), record);
            }
        }
        return next;
    }
}
