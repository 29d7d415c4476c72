package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ListChangeBuilder;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.TextChange;
import io.canyon.engine.edit.TextPatch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a JSON delta strictly: whatever the npm package would guess about is refused. */
final class DeltaParser {
    static final String ARRAY_MARK = "_t";
    static final String PROTOTYPE = "__proto__";
    private static final int TEXT = 2;
    private static final int MOVE = 3;

    private DeltaParser() {}

    static Change parse(JsonNode delta) {
        return parse(delta, 1);
    }

    private static Change parse(JsonNode delta, int depth) {
        if (depth > Change.MAX_DEPTH) {
            throw new DeltaException(DeltaException.Code.LIMIT, "nested too deep: maxDepth=" + Change.MAX_DEPTH);
        }
        if (delta.isArray()) {
            return leaf(delta);
        }
        if (!delta.isObject()) {
            throw malformed("neither object nor array: type=" + delta.getNodeType());
        }
        return delta.has(ARRAY_MARK) ? list(delta, depth) : object(delta, depth);
    }

    private static Change leaf(JsonNode delta) {
        switch (delta.size()) {
            case 1:
                return new SetChange(new JsonValue(delta.get(0)), null);
            case 2:
                return new SetChange(new JsonValue(delta.get(1)), new JsonValue(delta.get(0)));
            case 3:
                if (isNumber(delta.get(2), 0) && isNumber(delta.get(1), 0)) {
                    return new RemoveChange(new JsonValue(delta.get(0)));
                }
                if (isNumber(delta.get(2), TEXT) && delta.get(1).isNumber()) {
                    return text(delta.get(0));
                }
                throw malformed("unknown shape of three");
            default:
                throw malformed("unknown shape: length=" + delta.size());
        }
    }

    private static Change text(JsonNode patch) {
        if (!patch.isTextual()) {
            throw malformed("text patch that is no string");
        }
        try {
            return new TextChange(TextPatch.parse(patch.textValue()));
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    private static Change object(JsonNode delta, int depth) {
        Map<String, Change> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            if (member.getKey().equals(PROTOTYPE)) {
                throw malformed("name " + PROTOTYPE);
            }
            members.put(member.getKey(), parse(member.getValue(), depth + 1));
        }
        return ObjectChange.of(members);
    }

    private static Change list(JsonNode delta, int depth) {
        JsonNode mark = delta.get(ARRAY_MARK);
        if (!mark.isTextual() || !mark.textValue().equals("a")) {
            throw malformed("name " + ARRAY_MARK);
        }
        ListChangeBuilder list = ListChange.builder();
        for (Map.Entry<String, JsonNode> member : delta.properties()) {
            String name = member.getKey();
            JsonNode part = member.getValue();
            if (name.equals(ARRAY_MARK)) {
                continue;
            }
            if (name.startsWith("_")) {
                addOfBase(list, index(name, 1), part);
            } else if (part.isArray() && part.size() == 1) {
                list.insert(index(name, 0), new JsonValue(part.get(0)));
            } else {
                list.change(index(name, 0), parse(part, depth + 1));
            }
        }
        return list.build();
    }

    private static void addOfBase(ListChangeBuilder list, int index, JsonNode part) {
        if (part.isArray() && part.size() == MOVE && isNumber(part.get(2), MOVE)) {
            list.move(index, destination(part));
        } else {
            list.remove(index, requireRemoval(index, part).old());
        }
    }

    static int destination(JsonNode move) {
        JsonNode to = move.get(1);
        if (!to.isNumber() || !to.canConvertToExactIntegral() || !to.canConvertToInt() || to.intValue() < 0) {
            throw malformed("destination that is no index");
        }
        return to.intValue();
    }

    static RemoveChange requireRemoval(int index, JsonNode part) {
        if (part.isArray() && leaf(part) instanceof RemoveChange removal) {
            return removal;
        }
        throw malformed("neither removal nor move: index=" + index);
    }

    /** Reads {@code 0|[1-9][0-9]*}. */
    static int index(String name, int from) {
        int length = name.length() - from;
        long index = 0;
        for (int i = from; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("name that is no index");
            }
            index = Math.min(10 * index + digit, Long.MAX_VALUE / 100);
        }
        if (length == 0 || length > 1 && name.charAt(from) == '0' || index >= Integer.MAX_VALUE) {
            throw malformed("name that is no index");
        }
        return (int) index;
    }

    static boolean isNumber(JsonNode node, int number) {
        return node.isNumber() && node.doubleValue() == number;
    }

    private static DeltaException malformed(String reason) {
        return new DeltaException(DeltaException.Code.MALFORMED, "not a delta: " + reason);
    }
}
