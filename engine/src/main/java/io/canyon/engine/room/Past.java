package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the history knows of one place up to a version: who last set it tells for sure what stood there. Looked up when
 * it is asked for only, and with bounded work, beyond which a {@link DeltaException} says that nobody knows.
 */
final class Past {
    /** Changes that are looked at for one patch, at most. */
    private static final int MAX_STEPS = 1 << 20;
    /** Bytes that are copied, or walked over, at the cost of looking at a change. */
    private static final int BYTES_PER_STEP = 16;
    /** Looks at one change, of those that are kept sorted, at the cost of a step. */
    private static final int LOOKS_PER_STEP = 8;

    private final Supplier<List<Change>> lookUp;
    /** How many changes may still be looked at. */
    private final int[] steps;

    private List<Change> changes;
    private Map<String, List<Change>> ofMembers;
    /** Of the value that was last set. */
    private SmileParts parts;

    private Past(Supplier<List<Change>> lookUp, int[] steps) {
        this.lookUp = lookUp;
        this.steps = steps;
    }

    /** @param newestFirst gives what happened to the document up to the version, newest first */
    static Past ofDocument(Supplier<List<Change>> newestFirst) {
        return new Past(newestFirst, new int[] {MAX_STEPS});
    }

    /** The same for a member. */
    Past member(String name) {
        return new Past(
                () -> {
                    List<Change> ofMember = new ArrayList<>(ofMembers().getOrDefault(name, List.of()));
                    if (isKnown()) {
                        ofMember.add(full(lastSet() == null ? null : parts().member(name)));
                    }
                    return ofMember;
                },
                steps);
    }

    /** The same for the item that stood at {@code index}. */
    Past item(int index) {
        return new Past(() -> ofItem(index), steps);
    }

    /** Whether anything has happened to it, as far as the history reaches. */
    boolean isTouched() {
        return !changes().isEmpty();
    }

    /** Whether {@link #value} is known. */
    boolean isKnown() {
        List<Change> all = changes();
        return !all.isEmpty() && isFull(all.get(all.size() - 1));
    }

    /** What stood there; null for nothing. */
    SmileValue value() {
        List<Change> all = changes();
        SmileValue value = lastSet();
        for (int i = all.size() - 2; i >= 0 && value != null; i--) {
            count(value.lengthBytes() / BYTES_PER_STEP);
            value = (SmileValue) value.patched(all.get(i));
        }
        return value;
    }

    static boolean isFull(Change change) {
        return change instanceof SetChange || change instanceof RemoveChange;
    }

    /** Newest first, up to the first one that set or removed all of it. */
    private List<Change> changes() {
        if (changes == null) {
            List<Change> all = lookUp.get();
            int end = 0;
            while (end < all.size() && !isFull(all.get(end))) {
                end++;
            }
            changes = all.subList(0, Math.min(all.size(), end + 1));
            count(changes.size());
        }
        return changes;
    }

    private Map<String, List<Change>> ofMembers() {
        if (ofMembers == null) {
            ofMembers = new HashMap<>();
            for (Change change : changes()) {
                if (change instanceof ObjectChange object) {
                    object.members()
                            .forEach((name, member) -> ofMembers
                                    .computeIfAbsent(name, any -> new ArrayList<>())
                                    .add(member));
                }
            }
        }
        return ofMembers;
    }

    private List<Change> ofItem(int index) {
        List<Change> ofItem = new ArrayList<>();
        int at = index;
        count(changes().size());
        for (Change change : changes()) {
            if (isFull(change)) {
                ofItem.add(full(lastSet() == null ? null : parts().item(at)));
            } else if (change instanceof ListChange list) {
                Change inside = list.changeAt(at);
                if (inside != null) {
                    ofItem.add(inside);
                }
                int base = list.baseIndexOf(at);
                if (base < 0) {
                    ofItem.add(full(list.insertedAt(at)));
                    break;
                }
                at = base;
            }
        }
        return ofItem;
    }

    /** Counts so many looks at what happened since. */
    void looked(int looks) {
        count(1 + looks / LOOKS_PER_STEP);
    }

    /** Counts a walk over a value of this length. */
    void walked(int lengthBytes) {
        count(1 + lengthBytes / BYTES_PER_STEP);
    }

    private void count(int more) {
        steps[0] -= more;
        if (steps[0] < 0) {
            throw new DeltaException(DeltaException.Code.UNTOLD, "too much has happened since the base");
        }
    }

    private SmileParts parts() {
        if (parts == null) {
            parts = new SmileParts(lastSet());
        }
        return parts;
    }

    /** What was last set; null when it was removed. */
    private SmileValue lastSet() {
        return (SmileValue) (changes().get(changes().size() - 1) instanceof SetChange set ? set.value() : null);
    }

    private static Change full(Value value) {
        return value == null ? RemoveChange.UNTOLD : new SetChange(value, null);
    }
}
