package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the history knows of one place up to a version: who last set it tells for sure what stood there. Looked up when
 * it is asked for only.
 */
final class Past {
    private final Supplier<List<Change>> lookUp;
    private List<Change> changes;

    private Past(Supplier<List<Change>> lookUp) {
        this.lookUp = lookUp;
    }

    /** @param newestFirst gives what happened to the document up to the version, newest first */
    static Past ofDocument(Supplier<List<Change>> newestFirst) {
        return new Past(newestFirst);
    }

    /** The same for a member. */
    Past member(String name) {
        return new Past(() -> {
            List<Change> ofMember = new ArrayList<>();
            for (Change change : changes()) {
                if (isFull(change)) {
                    ofMember.add(full(
                            valueOf(change) == null ? null : valueOf(change).member(name)));
                } else if (change instanceof ObjectChange object
                        && object.members().containsKey(name)) {
                    ofMember.add(object.members().get(name));
                }
            }
            return ofMember;
        });
    }

    /** The same for the item that stood at {@code index}. */
    Past item(int index) {
        return new Past(() -> {
            List<Change> ofItem = new ArrayList<>();
            int at = index;
            for (Change change : changes()) {
                if (isFull(change)) {
                    ofItem.add(full(
                            valueOf(change) == null ? null : valueOf(change).item(at)));
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
        });
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
        Value value = valueOf(all.get(all.size() - 1));
        for (int i = all.size() - 2; i >= 0 && value != null; i--) {
            value = value.patched(all.get(i));
        }
        return (SmileValue) value;
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
        }
        return changes;
    }

    private static Value valueOf(Change full) {
        return full instanceof SetChange set ? set.value() : null;
    }

    private static Change full(Value value) {
        return value == null ? RemoveChange.UNTOLD : new SetChange(value, null);
    }
}
