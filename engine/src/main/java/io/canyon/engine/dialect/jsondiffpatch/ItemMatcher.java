package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the items that two lists share: a common head, a common tail, and between them a longest common subsequence.
 */
final class ItemMatcher {
    private final JsonDiffOptions options;
    private final ArrayNode left;
    private final ArrayNode right;
    private final boolean isByPosition;

    ItemMatcher(JsonDiffOptions options, ArrayNode left, ArrayNode right) {
        this.options = options;
        this.left = left;
        this.right = right;
        this.isByPosition = options.objectHash() == null && isByPosition();
    }

    ItemMatches match() {
        ItemMatches matches = new ItemMatches(right.size());
        int shorter = Math.min(left.size(), right.size());
        int head = 0;
        while (head < shorter && isSame(head, head)) {
            matches.stays(head, head);
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && isSame(left.size() - 1 - tail, right.size() - 1 - tail)) {
            matches.stays(left.size() - 1 - tail, right.size() - 1 - tail);
            tail++;
        }
        if (head + tail < shorter) {
            matchMiddle(head, left.size() - tail, right.size() - tail, matches);
        }
        return matches;
    }

    private void matchMiddle(int head, int leftEnd, int rightEnd, ItemMatches matches) {
        Map<Object, Integer> classes = new HashMap<>();
        classes.put(ItemKeys.key(NullNode.getInstance()), ItemClasses.NULL);
        ItemClasses items = new ItemClasses(
                classes(left, head, leftEnd, classes), classes(right, head, rightEnd, classes), isByPosition);
        int[] lefts = items.commonSubsequence();
        boolean[] isKept = new boolean[leftEnd - head];
        for (int i = 0; i < lefts.length; i++) {
            if (lefts[i] >= 0) {
                matches.stays(head + lefts[i], head + i);
                isKept[lefts[i]] = true;
            }
        }
        if (options.detectsMoves()) {
            findMoves(head, items, isKept, matches);
        }
    }

    /** A new item is the first of the items gone, if there is one, that are the same. */
    private static void findMoves(int head, ItemClasses items, boolean[] isKept, ItemMatches matches) {
        Map<Integer, ArrayDeque<Integer>> gone = new HashMap<>();
        for (int i = 0; i < isKept.length; i++) {
            if (!isKept[i] && items.leftClass(i) >= 0) {
                gone.computeIfAbsent(items.leftClass(i), key -> new ArrayDeque<>())
                        .add(i);
            }
        }
        for (int i = 0; i < items.rightLength(); i++) {
            if (matches.leftOf(head + i) >= 0) {
                continue;
            }
            ArrayDeque<Integer> same = gone.get(items.rightClass(i));
            if (same != null && !same.isEmpty()) {
                matches.moves(head + same.poll(), head + i);
            } else if (i < isKept.length && !isKept[i] && items.isSameByPosition(i, i)) {
                matches.moves(head + i, head + i);
            }
        }
    }

    private int[] classes(ArrayNode list, int from, int to, Map<Object, Integer> known) {
        int[] classes = new int[to - from];
        for (int i = 0; i < classes.length; i++) {
            // indices count from the part that is looked at, as in the npm package
            Object key = key(list.get(from + i), i);
            if (key == null) {
                classes[i] = isByPosition ? ItemClasses.BY_POSITION : ItemClasses.UNLIKE_ALL;
            } else {
                classes[i] = known.computeIfAbsent(key, unseen -> known.size());
            }
        }
        return classes;
    }

    private boolean isSame(int leftIndex, int rightIndex) {
        JsonNode one = left.get(leftIndex);
        JsonNode two = right.get(rightIndex);
        if (ItemKeys.isSame(one, two)) {
            return true;
        }
        if (options.objectHash() == null) {
            return isByPosition && leftIndex == rightIndex && isObject(one) && isObject(two);
        }
        Object key = key(one, leftIndex);
        return key instanceof Hash && key.equals(key(two, rightIndex));
    }

    /** What an item is known by; null when it has nothing. */
    private Object key(JsonNode item, int index) {
        if (!item.isContainerNode()) {
            return ItemKeys.key(item);
        }
        Object hash = options.objectHash() == null ? null : options.objectHash().hash(item, index);
        return hash == null ? null : new Hash(hash);
    }

    private boolean isByPosition() {
        if (options.matchesByPosition() != null) {
            return options.matchesByPosition();
        }
        Map<Object, Integer> places = new HashMap<>();
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i).isValueNode()) {
                // -1 says: in more places than one
                places.merge(ItemKeys.key(left.get(i)), i, (one, two) -> -1);
            }
        }
        for (int i = 0; i < right.size(); i++) {
            Integer place = right.get(i).isValueNode() ? places.get(ItemKeys.key(right.get(i))) : null;
            if (place != null && place != i) {
                return false;
            }
        }
        return true;
    }

    /** JavaScript counts null among the objects. */
    private static boolean isObject(JsonNode node) {
        return node.isContainerNode() || node.isNull();
    }

    private record Hash(Object value) {}
}
