package io.canyon.engine.delta;

import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the change that takes another one back. Costs about the size of the change. Stateless. */
public final class Inverse {
    private Inverse() {}

    /**
     * The inverse, from the old values that the change tells.
     *
     * @throws DeltaException when it does not tell them all
     */
    public static Change of(Change change) {
        if (change instanceof SetChange set) {
            return set.old() == null ? new RemoveChange(set.value()) : new SetChange(told(set.old()), set.value());
        }
        if (change instanceof RemoveChange remove) {
            return new SetChange(told(remove.old()), null);
        }
        if (change instanceof TextChange text) {
            return new TextChange(text.patch().reversed());
        }
        if (change instanceof ObjectChange object) {
            Map<String, Change> members = new LinkedHashMap<>();
            object.members().forEach((name, member) -> members.put(name, of(member)));
            return ObjectChange.of(members);
        }
        return list((ListChange) change, null);
    }

    /**
     * The inverse, from the value that the change is about to be applied to; old values that it tells count for
     * nothing.
     *
     * @param change fits {@code before}, see {@link Fit}
     * @param before null when nothing is there
     * @return null when the change changes nothing
     */
    public static Change of(Change change, Value before) {
        if (change instanceof SetChange set) {
            return before == null ? new RemoveChange(set.value()) : new SetChange(before, set.value());
        }
        if (before == null) {
            return null;
        }
        if (change instanceof RemoveChange) {
            return new SetChange(before, null);
        }
        if (change instanceof TextChange text) {
            return new TextChange(text.patch().reversed());
        }
        if (change instanceof ListChange list) {
            ListChange inverse = list(list, before);
            return inverse.isEmpty() ? null : inverse;
        }
        Map<String, Change> members = new LinkedHashMap<>();
        for (Map.Entry<String, Change> member :
                ((ObjectChange) change).members().entrySet()) {
            Change inverse = of(member.getValue(), before.member(member.getKey()));
            if (inverse != null) {
                members.put(member.getKey(), inverse);
            }
        }
        return members.isEmpty() ? null : ObjectChange.of(members);
    }

    /** Whether the change tells all old values that {@link #of(Change)} needs. */
    public static boolean isTold(Change change) {
        if (change instanceof SetChange set) {
            return set.old() != Untold.VALUE;
        }
        if (change instanceof RemoveChange remove) {
            return remove.old() != Untold.VALUE;
        }
        if (change instanceof ObjectChange object) {
            return object.members().values().stream().allMatch(Inverse::isTold);
        }
        return !(change instanceof ListChange list) || isListTold(list);
    }

    private static boolean isListTold(ListChange list) {
        for (int i = 0; i < list.removalCount(); i++) {
            if (list.removedValue(i) == Untold.VALUE) {
                return false;
            }
        }
        for (int i = 0; i < list.changeCount(); i++) {
            Change item = list.change(i);
            // an item that was set has always been there
            if (!isTold(item) || item instanceof SetChange set && set.old() == null) {
                return false;
            }
        }
        return true;
    }

    /** @param before null: from the old values that the change tells */
    private static ListChange list(ListChange list, Value before) {
        ListChangeBuilder inverse = ListChange.builder();
        int length = before == null ? list.baseLength() : before.length();
        inverse.baseLength(length < 0 ? -1 : list.finalLength(length));
        for (int i = 0; i < list.insertionCount(); i++) {
            inverse.remove(list.insertedIndex(i), list.insertedValue(i));
        }
        for (int i = 0; i < list.moveCount(); i++) {
            inverse.move(list.movedTo(i), list.movedFrom(i));
        }
        for (int i = 0; i < list.removalCount(); i++) {
            int index = list.removedIndex(i);
            inverse.insert(index, told(before == null ? list.removedValue(i) : before.item(index)));
        }
        for (int i = 0; i < list.changeCount(); i++) {
            int index = list.baseIndexOf(list.changedIndex(i));
            Change item = list.change(i);
            Change back = before == null ? ofItem(item) : of(item, before.item(index));
            if (back != null) {
                inverse.change(index, back);
            }
        }
        return inverse.build();
    }

    private static Change ofItem(Change item) {
        return item instanceof SetChange set ? new SetChange(told(set.old()), set.value()) : of(item);
    }

    private static Value told(Value old) {
        if (old == null || old == Untold.VALUE) {
            throw new DeltaException(DeltaException.Code.UNTOLD, "an old value is not told");
        }
        return old;
    }
}
