package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Applies deltas to documents that they were not made for as the npm package does, where that loses nothing: shapes
 * that it takes for no change are none, what is absent is not removed, indices past the end append, and of two items
 * for one place the later comes first. What it deletes or makes up data for is refused or left out.
 */
final class LenientPatcher {
    private static final int MOVE = 3;

    private LenientPatcher() {}

    /**
     * The document behind the delta.
     *
     * @param before null when nothing is there
     * @return null when nothing is there
     */
    static JsonNode apply(JsonNode before, JsonNode delta) {
        return apply(before, delta, 1);
    }

    private static JsonNode apply(JsonNode before, JsonNode delta, int depth) {
        if (depth > Change.MAX_DEPTH) {
            throw new DeltaException(DeltaException.Code.LIMIT, "nested too deep: maxDepth=" + Change.MAX_DEPTH);
        }
        if (delta.isNumber()
                || delta.isBoolean()
                || delta.isTextual() && delta.textValue().isEmpty()) {
            return before;
        }
        if (!delta.isObject()) {
            return JsonPatcher.apply(before, DeltaParser.parse(delta));
        }
        JsonNode mark = delta.get(DeltaParser.ARRAY_MARK);
        boolean isList = mark != null && mark.isTextual() && mark.textValue().equals("a");
        if (isList) {
            return before instanceof ArrayNode list ? list(list, delta, depth) : before;
        }
        if (mark != null && !isFalse(mark)) {
            throw new DeltaException(DeltaException.Code.MALFORMED, "not a delta: name " + DeltaParser.ARRAY_MARK);
        }
        return object(before, delta, depth);
    }

    /** What counts as false to JavaScript, but for null, which the npm package breaks off at. */
    private static boolean isFalse(JsonNode mark) {
        return mark.isNumber() && mark.doubleValue() == 0
                || mark.isBoolean() && !mark.booleanValue()
                || mark.isTextual() && mark.textValue().isEmpty();
    }

    private static JsonNode object(JsonNode before, JsonNode delta, int depth) {
        ObjectNode after = JsonNodeFactory.instance.objectNode();
        boolean isObject = before instanceof ObjectNode;
        if (isObject) {
            after.setAll((ObjectNode) before);
        }
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            String name = member.getKey();
            if (name.equals(DeltaParser.PROTOTYPE)) {
                continue;
            }
            // a delta is read to its end, even if there is nothing that it goes into
            JsonNode node = apply(after.get(name), member.getValue(), depth + 1);
            if (node == null) {
                after.remove(name);
            } else {
                after.set(name, node);
            }
        }
        return isObject ? after : before;
    }

    private static JsonNode list(ArrayNode before, JsonNode delta, int depth) {
        List<Removal> removals = new ArrayList<>();
        List<Placing> placings = new ArrayList<>();
        List<Placing> changes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            String name = member.getKey();
            JsonNode part = member.getValue();
            if (name.equals(DeltaParser.ARRAY_MARK)) {
                continue;
            }
            if (name.startsWith("_")) {
                removals.add(removal(DeltaParser.index(name, 1), part));
            } else if (part.isArray() && part.size() == 1) {
                placings.add(new Placing(DeltaParser.index(name, 0), part.get(0)));
            } else {
                changes.add(new Placing(DeltaParser.index(name, 0), part));
            }
        }
        List<JsonNode> items = new ArrayList<>();
        before.forEach(items::add);
        removals.sort(Comparator.comparingInt(Removal::index).reversed());
        for (Removal removal : removals) {
            if (removal.index() < items.size()) {
                JsonNode item = items.remove(removal.index());
                if (removal.to() >= 0) {
                    placings.add(new Placing(removal.to(), item));
                }
            }
        }
        placings.sort(Comparator.comparingInt(Placing::index));
        for (Placing placing : placings) {
            items.add(Math.min(items.size(), placing.index()), placing.node());
        }
        for (Placing change : changes) {
            boolean isThere = change.index() < items.size();
            JsonNode item = apply(isThere ? items.get(change.index()) : null, change.node(), depth + 1);
            if (isThere && item == null) {
                throw new DeltaException(
                        DeltaException.Code.MALFORMED, "not a delta: removal as the change of an item");
            }
            if (isThere) {
                items.set(change.index(), item);
            }
        }
        return JsonNodeFactory.instance.arrayNode(items.size()).addAll(items);
    }

    private static Removal removal(int index, JsonNode part) {
        boolean isMove = part.isArray() && part.size() == MOVE && DeltaParser.isNumber(part.get(2), MOVE);
        if (isMove) {
            return new Removal(index, DeltaParser.destination(part));
        }
        DeltaParser.requireRemoval(index, part);
        return new Removal(index, -1);
    }

    /** @param to where the item goes; -1: away */
    private record Removal(int index, int to) {}

    private record Placing(int index, JsonNode node) {}
}
