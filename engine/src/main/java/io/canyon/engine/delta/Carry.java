package io.canyon.engine.delta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Carries a stale edit forward: one that was made for a document becomes one for the document behind an applied change,
 * with the same intention. Costs about the size of both, whatever the length of the lists. Stateless.
 */
public final class Carry {
    private Carry() {}

    /**
     * The edit as it applies behind {@code applied}; both were made for the same document.
     *
     * @return null when nothing of the edit is left
     * @throws DeltaException when the edit has an index past the end of a list whose length {@code applied} knows
     */
    public static Change over(Change edit, Change applied) {
        if (edit.isEmpty()) {
            return edit;
        }
        if (edit instanceof ObjectChange object) {
            return object(object, applied);
        }
        if (edit instanceof ListChange list) {
            return list(list, applied);
        }
        return edit;
    }

    private static Change object(ObjectChange edit, Change applied) {
        if (applied instanceof SetChange set) {
            return into(edit, set.value());
        }
        if (!(applied instanceof ObjectChange object)) {
            return null;
        }
        Map<String, Change> changed = object.members().size() < edit.members().size()
                ? changed(object.members(), edit.members(), object.members())
                : changed(edit.members(), edit.members(), object.members());
        if (changed.isEmpty()) {
            return edit;
        }
        Map<String, Change> carried = new LinkedHashMap<>();
        edit.members().forEach((name, mine) -> {
            Change result = changed.containsKey(name) ? changed.get(name) : mine;
            if (result != null) {
                carried.put(name, result);
            }
        });
        return carried.isEmpty() ? null : ObjectChange.of(carried);
    }

    /** What becomes of the members that do not stay as they are; null for nothing. */
    private static Map<String, Change> changed(
            Map<String, Change> fewer, Map<String, Change> edit, Map<String, Change> applied) {
        Map<String, Change> changed = new HashMap<>();
        for (String name : fewer.keySet()) {
            Change mine = edit.get(name);
            Change other = applied.get(name);
            Change result = mine == null || other == null ? mine : over(mine, other);
            if (result != mine) {
                changed.put(name, result);
            }
        }
        return changed;
    }

    private static Change list(ListChange edit, Change applied) {
        if (applied instanceof SetChange set && set.value().kind() == Value.Kind.ARRAY) {
            return into(edit, set.value());
        }
        if (!(applied instanceof ListChange list)) {
            return null;
        }
        if (list.keepsPlaces() && list.baseLength() == edit.baseLength() && !meet(edit, list)) {
            return edit;
        }
        ListChange carried = new ListCarry(edit, list).carried();
        return carried.isEmpty() ? null : carried;
    }

    /** The edit as it applies to a value that stands in the place of the one that it was made for; null is none. */
    private static Change into(Change edit, Value value) {
        Value.Kind kind = value == null ? Value.Kind.OTHER : value.kind();
        if (edit instanceof ListChange list) {
            return kind == Value.Kind.ARRAY ? behind(list, value.length()) : null;
        }
        if (!(edit instanceof ObjectChange object)) {
            return edit;
        }
        if (kind != Value.Kind.OBJECT) {
            return null;
        }
        Map<String, Value> inside = value.members(deeper(object));
        Map<String, Change> carried = new LinkedHashMap<>();
        boolean isSame = true;
        for (Map.Entry<String, Change> member : object.members().entrySet()) {
            Change mine = member.getValue();
            Change result = into(mine, inside.get(member.getKey()));
            isSame &= result == mine;
            if (result != null) {
                carried.put(member.getKey(), result);
            }
        }
        if (isSame) {
            return edit;
        }
        return carried.isEmpty() ? null : ObjectChange.of(carried);
    }

    /** Names of members that a change goes into. */
    private static Set<String> deeper(ObjectChange change) {
        Set<String> names = new HashSet<>();
        change.members().forEach((name, member) -> {
            if (member instanceof ObjectChange || member instanceof ListChange) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether both change the same item; the second one leaves all where they are. */
    private static boolean meet(ListChange edit, ListChange applied) {
        for (int i = 0; i < edit.changeCount(); i++) {
            if (applied.changeAt(edit.baseIndexOf(edit.changedIndex(i))) != null) {
                return true;
            }
        }
        return false;
    }

    /** A list in the place of a list: all old items are gone, so that insertions go to the end of the new ones. */
    private static Change behind(ListChange edit, int length) {
        if (edit.insertionCount() == 0) {
            return null;
        }
        ListChangeBuilder carried = ListChange.builder().baseLength(length);
        for (int i = 0; i < edit.insertionCount(); i++) {
            carried.insert(length + i, edit.insertedValue(i));
        }
        return carried.build();
    }
}
