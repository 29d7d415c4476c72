package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.TextChange;
import io.canyon.engine.delta.Value;
import io.canyon.engine.edit.TextMatch;
import java.util.Map;

/**
 * Applies changes to Jackson trees. The tree that comes in stays as it is; the one that comes out shares with it what
 * has not changed.
 */
final class JsonPatcher {
    private JsonPatcher() {}

    /**
     * The tree behind the change.
     *
     * @param before null when nothing is there
     * @return {@code before} itself when nothing changes; null when nothing is there
     */
    static JsonNode apply(JsonNode before, Change change) {
        if (change instanceof SetChange set) {
            return node(set.value());
        }
        if (change instanceof RemoveChange || before == null) {
            return null;
        }
        if (change instanceof ObjectChange object) {
            return before instanceof ObjectNode node ? object(node, object) : before;
        }
        if (change instanceof ListChange list) {
            return before instanceof ArrayNode node ? list(node, list) : before;
        }
        return before.isTextual() ? text(before, (TextChange) change) : before;
    }

    static JsonNode node(Value value) {
        if (value instanceof SmileValue smile) {
            return JsonSmile.read(smile.buffer(), smile.offset());
        }
        return ((JsonValue) value).node();
    }

    private static JsonNode object(ObjectNode before, ObjectChange change) {
        ObjectNode after = null;
        for (Map.Entry<String, Change> member : change.members().entrySet()) {
            String name = member.getKey();
            JsonNode old = before.get(name);
            JsonNode node = apply(old, member.getValue());
            if (node == old) {
                continue;
            }
            if (after == null) {
                after = JsonNodeFactory.instance.objectNode();
                after.setAll(before);
            }
            if (node == null) {
                after.remove(name);
            } else {
                after.set(name, node);
            }
        }
        return after == null ? before : after;
    }

    private static JsonNode list(ArrayNode before, ListChange change) {
        change.requireFits(before.size());
        if (change.isEmpty()) {
            return before;
        }
        JsonNode[] items = new JsonNode[change.finalLength(before.size())];
        for (int i = 0; i < change.insertionCount(); i++) {
            items[change.insertedIndex(i)] = node(change.insertedValue(i));
        }
        boolean[] isGone = new boolean[before.size()];
        for (int i = 0; i < change.moveCount(); i++) {
            items[change.movedTo(i)] = before.get(change.movedFrom(i));
            isGone[change.movedFrom(i)] = true;
        }
        for (int i = 0; i < change.removalCount(); i++) {
            isGone[change.removedIndex(i)] = true;
        }
        int next = 0;
        for (int i = 0; i < items.length; i++) {
            if (items[i] == null) {
                while (isGone[next]) {
                    next++;
                }
                items[i] = before.get(next++);
            }
        }
        for (int i = 0; i < change.changeCount(); i++) {
            int index = change.changedIndex(i);
            items[index] = apply(items[index], change.change(i));
        }
        ArrayNode after = JsonNodeFactory.instance.arrayNode(items.length);
        for (JsonNode item : items) {
            after.add(item);
        }
        return after;
    }

    private static JsonNode text(JsonNode before, TextChange change) {
        String text = TextMatch.apply(change.patch(), before.textValue());
        if (text == null) {
            throw new DeltaException(DeltaException.Code.CONFLICT, "a hunk of a text patch does not fit");
        }
        return text.equals(before.textValue()) ? before : TextNode.valueOf(text);
    }
}
