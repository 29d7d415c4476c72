package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Inverse;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.delta.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A container or string as it was at an earlier version, with some of it changed since: the one that is there now, seen
 * through those changes. What was set or removed since is known from the last edit before that set it, as far as the
 * history reaches, or else from the old value that was told. A value that nobody knows any more is {@link Untold}. Good
 * until the document's next change.
 */
final class BaseValue implements Value {
    private final Value now;
    private final List<Change> changes;
    private final Past past;
    /** Finds the parts of what is Smile now, which would be walked over for each of them. */
    private SmileParts parts;
    /** Negative until it is asked for. */
    private int memberCount = -1;

    private BaseValue(Value now, List<Change> changes, Past past) {
        this.now = now;
        this.changes = changes;
        this.past = past;
    }

    /**
     * What stood at a place.
     *
     * @param now what stands there now; null for nothing
     * @param since what happened to the place since, oldest first
     * @param past what happened to it up to then
     * @return null when nothing stood there
     */
    static Value of(Value now, List<Change> since, Past past) {
        for (int i = 0; i < since.size(); i++) {
            if (Past.isFull(since.get(i))) {
                boolean wasThere = i > 0 || past.isTouched();
                return past.isKnown() ? past.value() : behind(told(since.get(i), wasThere), since.subList(0, i), past);
            }
        }
        return behind(now, since, past);
    }

    private static Value behind(Value value, List<Change> inside, Past past) {
        boolean isAsItWas = value == null || value == Untold.VALUE || inside.isEmpty();
        return isAsItWas ? value : new BaseValue(value, inside, past);
    }

    /**
     * What the change says stood there before; null for nothing, which is also said of what its author did not know.
     */
    private static Value told(Change full, boolean wasThere) {
        Value old = full instanceof SetChange set ? set.old() : ((RemoveChange) full).old();
        return old == null && wasThere ? Untold.VALUE : old;
    }

    @Override
    public Kind kind() {
        return now.kind();
    }

    @Override
    public int length() {
        past.looked(changes.size());
        int length = now instanceof SmileValue ? parts().length() : now.length();
        for (Change change : changes) {
            length -= change instanceof ListChange list ? list.finalLength(0) : 0;
        }
        // what was told may not be true
        return Math.max(0, length);
    }

    @Override
    public Value item(int index) {
        if (index < 0 || index >= length()) {
            return null;
        }
        List<Change> ofItem = new ArrayList<>();
        int at = index;
        for (Change change : changes) {
            if (!(change instanceof ListChange list)) {
                continue;
            }
            int next = list.finalIndexOf(at);
            if (next < 0) {
                ofItem.add(removalOf(list, at));
                return there(of(null, ofItem, past.item(index)));
            }
            Change inside = list.changeAt(next);
            if (inside != null) {
                ofItem.add(inside);
            }
            at = next;
        }
        Value item = now instanceof SmileValue ? parts().item(at) : now.item(at);
        return there(of(item, ofItem, past.item(index)));
    }

    private static Value there(Value item) {
        return item == null ? Untold.VALUE : item;
    }

    private static Change removalOf(ListChange list, int index) {
        for (int i = 0; i < list.removalCount(); i++) {
            if (list.removedIndex(i) == index) {
                return new RemoveChange(list.removedValue(i));
            }
        }
        throw new IllegalStateException("not removed: index=" + index);
    }

    @Override
    public Value member(String name) {
        past.looked(changes.size());
        List<Change> ofMember = new ArrayList<>();
        for (Change change : changes) {
            Change inside =
                    change instanceof ObjectChange object ? object.members().get(name) : null;
            if (inside != null) {
                ofMember.add(inside);
            }
        }
        Value member = memberNow(name);
        return ofMember.isEmpty() ? member : of(member, ofMember, past.member(name));
    }

    /** Members of an object. */
    int memberCount() {
        if (memberCount < 0) {
            memberCount = now instanceof PlaceValue place
                    ? place.memberCount()
                    : parts().members().size();
            for (String name : touchedNames()) {
                memberCount += (member(name) == null ? 0 : 1) - (memberNow(name) == null ? 0 : 1);
            }
        }
        return memberCount;
    }

    /** Names of the members that may have been others. */
    Set<String> touchedNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Change change : changes) {
            if (change instanceof ObjectChange object) {
                past.looked(object.members().size());
                names.addAll(object.members().keySet());
            }
        }
        return names;
    }

    private Value memberNow(String name) {
        return now instanceof SmileValue ? parts().member(name) : now.member(name);
    }

    private SmileParts parts() {
        if (parts == null) {
            SmileValue smile = (SmileValue) now;
            past.walked(smile.lengthBytes());
            parts = new SmileParts(smile);
        }
        return parts;
    }

    /** What it has become, or was until it was replaced. */
    Value now() {
        return now;
    }

    /** @param smile {@link #now} of a string */
    SmileValue undone(SmileValue smile) {
        Value undone = smile;
        for (int i = changes.size() - 1; i >= 0; i--) {
            undone = undone.patched(Inverse.of(changes.get(i)));
        }
        return (SmileValue) undone;
    }

    @Override
    public String text() {
        throw new IllegalStateException("asked for as Smile only");
    }

    @Override
    public Value patched(Change change) {
        throw new IllegalStateException("asked for as Smile only");
    }
}
