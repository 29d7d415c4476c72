package io.canyon.aeron.client;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Trees with another value at a path. What is handed in stays as it is; results share parts with it. Stateless. */
final class Trees {
    private static final String APPEND = "-";

    private Trees() {}

    /**
     * The tree with a value at a path. Objects that are missing on the way are made; in an array the index is that of
     * an item, or the end, which {@code -} names, too.
     *
     * @throws IllegalArgumentException when the path leads through what is neither, or past the end of an array
     */
    static JsonNode with(JsonNode tree, JsonPointer path, JsonNode value) {
        if (path.matches()) {
            return value;
        }
        if (tree instanceof ObjectNode object) {
            String name = path.getMatchingProperty();
            JsonNode member = object.get(name);
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            copy.setAll(object);
            return copy.set(name, with(member == null ? missing(path) : member, path.tail(), value));
        }
        if (tree instanceof ArrayNode array) {
            boolean isEnd = path.getMatchingProperty().equals(APPEND);
            int index = isEnd ? array.size() : path.getMatchingIndex();
            if (index < 0 || index > array.size()) {
                throw new IllegalArgumentException("no such item: path=" + path + " size=" + array.size());
            }
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size() + 1);
            copy.addAll(array);
            if (index == array.size()) {
                return copy.add(with(missing(path), path.tail(), value));
            }
            copy.set(index, with(array.get(index), path.tail(), value));
            return copy;
        }
        throw new IllegalArgumentException("no object and no array: path=" + path);
    }

    private static JsonNode missing(JsonPointer path) {
        return path.tail().matches() ? null : JsonNodeFactory.instance.objectNode();
    }

    /** The tree without the value at a path; the same tree when there is none. The root becomes null. */
    static JsonNode without(JsonNode tree, JsonPointer path) {
        if (path.matches()) {
            return JsonNodeFactory.instance.nullNode();
        }
        boolean isLast = path.tail().matches();
        if (tree instanceof ObjectNode object) {
            String name = path.getMatchingProperty();
            JsonNode member = object.get(name);
            JsonNode next = member == null || isLast ? null : without(member, path.tail());
            if (next == member) {
                return tree;
            }
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            copy.setAll(object);
            return isLast ? copy.without(name) : copy.set(name, next);
        }
        if (tree instanceof ArrayNode array && array.has(path.getMatchingIndex())) {
            int index = path.getMatchingIndex();
            JsonNode next = isLast ? null : without(array.get(index), path.tail());
            if (next == array.get(index)) {
                return tree;
            }
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            copy.addAll(array);
            if (isLast) {
                copy.remove(index);
            } else {
                copy.set(index, next);
            }
            return copy;
        }
        return tree;
    }
}
