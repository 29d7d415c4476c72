package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Deltas of jsondiffpatch as patches of RFC 6902, for Jackson trees. Good for one delta. */
public final class DeltaPatches {
    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    private DeltaPatches() {}

    /**
     * The patch that does to a document what a delta does: items that move are moved, and texts replaced. What of the
     * delta does not apply is left out. Trees that are handed in stay as they are; the patch shares parts with them.
     *
     * @param delta null for none
     * @throws DeltaException when the delta is malformed, has an index past the end of its list, or a text patch that
     *     does not fit
     */
    public static ArrayNode ofDelta(JsonNode document, JsonNode delta) {
        DeltaPatches patches = new DeltaPatches();
        Change change = delta == null ? null : Fit.into(new JsonValue(document), JsonDeltas.parse(delta));
        if (change != null) {
            patches.write("", document, change);
        }
        return patches.operations;
    }

    /** @param value what stands at the path; null for nothing */
    private void write(String path, JsonNode value, Change change) {
        if (change instanceof ObjectChange object) {
            for (Map.Entry<String, Change> member : object.members().entrySet()) {
                String name = member.getKey();
                write(path + '/' + name.replace("~", "~0").replace("/", "~1"), value.get(name), member.getValue());
            }
        } else if (change instanceof ListChange list) {
            writeList(path, value, list);
        } else if (change instanceof RemoveChange) {
            operation("remove", path);
        } else {
            JsonNode result = JsonDeltas.apply(value, change);
            operation(value == null ? "add" : "replace", path).set("value", result);
        }
    }

    private void writeList(String path, JsonNode value, ListChange change) {
        for (int i = change.removalCount() - 1; i >= 0; i--) {
            operation("remove", path + '/' + change.removedIndex(i));
        }
        if (change.moveCount() > 0) {
            writePlaces(path, value.size(), change);
        } else {
            for (int i = 0; i < change.insertionCount(); i++) {
                insert(path, change, change.insertedIndex(i), change.insertedIndex(i));
            }
        }
        for (int i = 0; i < change.changeCount(); i++) {
            int index = change.changedIndex(i);
            write(path + '/' + index, value.get(change.baseIndexOf(index)), change.change(i));
        }
    }

    /** Puts each item that comes or moves right behind the one that it stands behind in the end, from the first on. */
    private void writePlaces(String path, int length, ListChange change) {
        List<Integer> bases = new ArrayList<>();
        for (int base = 0; base < length; base++) {
            if (change.finalIndexOf(base) >= 0) {
                bases.add(base);
            }
        }
        int next = 0;
        for (int i = 0, end = change.finalLength(length); i < end; i++) {
            int base = change.baseIndexOf(i);
            if (base < 0) {
                insert(path, change, i, next);
                bases.add(next, base);
            } else {
                int from = bases.indexOf(base);
                // taking it out lets those behind it move up
                next = change.keeps(base) ? from : from < next ? next - 1 : next;
                if (from != next) {
                    operation("move", path + '/' + next).put("from", path + '/' + from);
                    bases.add(next, bases.remove(from));
                }
            }
            next++;
        }
    }

    /** @param finalIndex of the item that is put in at {@code index} */
    private void insert(String path, ListChange change, int finalIndex, int index) {
        JsonNode value = ((JsonValue) change.insertedAt(finalIndex)).node();
        operation("add", path + '/' + index).set("value", value);
    }

    private ObjectNode operation(String op, String path) {
        return operations.addObject().put("op", op).put("path", path);
    }
}
