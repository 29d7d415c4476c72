package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ListChangeBuilder;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.TextChange;
import io.canyon.engine.edit.TextDiff;
import io.canyon.engine.edit.TextPatch;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the change between two trees, as the npm package does. */
final class JsonDiff {
    private final JsonDiffOptions options;

    JsonDiff(JsonDiffOptions options) {
        this.options = options;
    }

    /**
     * The change that makes {@code right} of {@code left}.
     *
     * @param left null when nothing is there
     * @param right null when nothing is there
     * @return null when they are equal
     */
    Change diff(JsonNode left, JsonNode right) {
        return diff(left, right, 1);
    }

    private Change diff(JsonNode left, JsonNode right, int depth) {
        if (left == right) {
            return null;
        }
        if (left == null) {
            return new SetChange(new JsonValue(right), null);
        }
        if (right == null) {
            return new RemoveChange(new JsonValue(left));
        }
        // what is too deep for a delta is replaced whole
        if (depth < Change.MAX_DEPTH && left instanceof ObjectNode one && right instanceof ObjectNode two) {
            return objects(one, two, depth);
        }
        if (depth < Change.MAX_DEPTH && left instanceof ArrayNode one && right instanceof ArrayNode two) {
            return lists(one, two, depth);
        }
        if (left.isContainerNode() ? left.equals(right) : ItemKeys.isSame(left, right)) {
            return null;
        }
        TextPatch patch = isText(left) && isText(right)
                ? TextDiff.between(left.textValue(), right.textValue(), TextDiff.THOROUGH)
                : null;
        return patch == null ? replacement(left, right) : new TextChange(patch);
    }

    private boolean isText(JsonNode node) {
        return options.diffsTexts() && node.isTextual() && node.textValue().length() >= options.textMinLength();
    }

    private Change objects(ObjectNode left, ObjectNode right, int depth) {
        Map<String, Change> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : left.properties()) {
            Change change = diff(member.getValue(), right.get(member.getKey()), depth + 1);
            if (change != null) {
                members.put(member.getKey(), change);
            }
        }
        for (Map.Entry<String, JsonNode> member : right.properties()) {
            if (!left.has(member.getKey())) {
                members.put(member.getKey(), new SetChange(new JsonValue(member.getValue()), null));
            }
        }
        if (members.isEmpty()) {
            return null;
        }
        // deltas cannot tell of such members
        boolean isUntellable =
                members.containsKey(DeltaParser.ARRAY_MARK) || members.containsKey(DeltaParser.PROTOTYPE);
        return isUntellable ? replacement(left, right) : ObjectChange.of(members);
    }

    private Change lists(ArrayNode left, ArrayNode right, int depth) {
        ItemMatches matches = new ItemMatcher(options, left, right).match();
        ListChangeBuilder list = ListChange.builder();
        boolean[] isTaken = new boolean[left.size()];
        boolean isEmpty = true;
        for (int i = 0; i < right.size(); i++) {
            int from = matches.leftOf(i);
            if (from < 0) {
                list.insert(i, new JsonValue(right.get(i)));
                isEmpty = false;
                continue;
            }
            isTaken[from] = true;
            if (matches.isMoved(i)) {
                list.move(from, i);
                isEmpty = false;
            }
            Change change = diff(left.get(from), right.get(i), depth + 1);
            if (change != null) {
                list.change(i, change);
                isEmpty = false;
            }
        }
        for (int i = 0; i < isTaken.length; i++) {
            if (!isTaken[i]) {
                list.remove(i, new JsonValue(left.get(i)));
                isEmpty = false;
            }
        }
        return isEmpty ? null : list.build();
    }

    private static Change replacement(JsonNode left, JsonNode right) {
        return new SetChange(new JsonValue(right), new JsonValue(left));
    }
}
