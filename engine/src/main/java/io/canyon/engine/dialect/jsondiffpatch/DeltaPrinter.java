package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.TextChange;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.delta.Value;
import java.util.Map;
import java.util.TreeMap;

/** Writes changes as JSON deltas, with names in the order that JavaScript gives them. */
final class DeltaPrinter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONGEST_INDEX = 10;
    /** Names from here on are no indices to JavaScript. */
    private static final long END_OF_INDICES = (1L << 32) - 1;

    private DeltaPrinter() {}

    static JsonNode print(Change change) {
        if (change instanceof SetChange set) {
            return set.old() == null ? array(node(set.value())) : array(node(set.old()), node(set.value()));
        }
        if (change instanceof RemoveChange remove) {
            return array(node(remove.old()), NODES.numberNode(0), NODES.numberNode(0));
        }
        if (change instanceof TextChange text) {
            return array(NODES.textNode(text.patch().toString()), NODES.numberNode(0), NODES.numberNode(2));
        }
        return change instanceof ListChange list ? list(list) : object((ObjectChange) change);
    }

    private static JsonNode object(ObjectChange change) {
        TreeMap<Long, JsonNode> indices = new TreeMap<>();
        ObjectNode rest = NODES.objectNode();
        for (Map.Entry<String, Change> member : change.members().entrySet()) {
            long index = indexOf(member.getKey());
            JsonNode node = print(member.getValue());
            if (index < 0) {
                rest.set(member.getKey(), node);
            } else {
                indices.put(index, node);
            }
        }
        if (indices.isEmpty()) {
            return rest;
        }
        ObjectNode delta = NODES.objectNode();
        indices.forEach((index, node) -> delta.set(Long.toString(index), node));
        delta.setAll(rest);
        return delta;
    }

    private static JsonNode list(ListChange change) {
        ObjectNode delta = NODES.objectNode();
        int changed = 0;
        for (int i = 0; i < change.insertionCount(); i++) {
            int index = change.insertedIndex(i);
            while (changed < change.changeCount() && change.changedIndex(changed) < index) {
                printItem(change, changed++, delta);
            }
            delta.set(Integer.toString(index), array(node(change.insertedValue(i))));
        }
        while (changed < change.changeCount()) {
            printItem(change, changed++, delta);
        }
        delta.put(DeltaParser.ARRAY_MARK, "a");
        int moved = 0;
        for (int i = 0; i < change.removalCount(); i++) {
            int index = change.removedIndex(i);
            while (moved < change.moveCount() && change.movedFrom(moved) < index) {
                printMove(change, moved++, delta);
            }
            delta.set("_" + index, array(node(change.removedValue(i)), NODES.numberNode(0), NODES.numberNode(0)));
        }
        while (moved < change.moveCount()) {
            printMove(change, moved++, delta);
        }
        return delta;
    }

    private static void printItem(ListChange change, int ordinal, ObjectNode delta) {
        Change item = change.change(ordinal);
        // an item with one value would be an insertion
        boolean isBare = item instanceof SetChange set && set.old() == null;
        Change printed = isBare ? new SetChange(((SetChange) item).value(), Untold.VALUE) : item;
        delta.set(Integer.toString(change.changedIndex(ordinal)), print(printed));
    }

    private static void printMove(ListChange change, int ordinal, ObjectNode delta) {
        JsonNode move = array(NODES.textNode(""), NODES.numberNode(change.movedTo(ordinal)), NODES.numberNode(3));
        delta.set("_" + change.movedFrom(ordinal), move);
    }

    private static JsonNode node(Value value) {
        return value == Untold.VALUE ? NODES.numberNode(0) : JsonPatcher.node(value);
    }

    private static ArrayNode array(JsonNode... nodes) {
        ArrayNode array = NODES.arrayNode(nodes.length);
        for (JsonNode node : nodes) {
            array.add(node);
        }
        return array;
    }

    /** The index that a name is to JavaScript, which puts those first and in order; -1 for all others. */
    private static long indexOf(String name) {
        int length = name.length();
        if (length == 0 || length > LONGEST_INDEX || length > 1 && name.charAt(0) == '0') {
            return -1;
        }
        long index = 0;
        for (int i = 0; i < length; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = 10 * index + digit;
        }
        return index < END_OF_INDICES ? index : -1;
    }
}
