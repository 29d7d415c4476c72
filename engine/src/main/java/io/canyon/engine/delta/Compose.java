package io.canyon.engine.delta;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes one change of two that follow each other. It applies to what the first one was for, and gives what both give.
 * Costs about the size of both. Stateless.
 */
public final class Compose {
    private Compose() {}

    /**
     * The change that is both.
     *
     * @return null when they cancel each other
     * @throws DeltaException when the second does not apply to what the first one sets
     */
    public static Change both(Change first, Change second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        if (second instanceof SetChange set) {
            return new SetChange(set.value(), oldBefore(first, set.old()));
        }
        if (second instanceof RemoveChange remove) {
            Value old = oldBefore(first, remove.old());
            // an addition may have gone over a value that it did not tell
            return old == null ? RemoveChange.UNTOLD : new RemoveChange(old);
        }
        if (first instanceof SetChange set) {
            return new SetChange(set.value().patched(second), set.old());
        }
        if (first instanceof ObjectChange one && second instanceof ObjectChange two) {
            return objects(one, two);
        }
        if (first instanceof ListChange one && second instanceof ListChange two) {
            ListChange both = new ListCompose(one, two).composed();
            return both.isEmpty() ? null : both;
        }
        if (first instanceof TextChange one && second instanceof TextChange two) {
            return new TextChange(one.patch().then(two.patch()));
        }
        // the second goes into something else than what is there
        return first;
    }

    private static Change objects(ObjectChange first, ObjectChange second) {
        Map<String, Change> members = new LinkedHashMap<>(first.members());
        for (Map.Entry<String, Change> member : second.members().entrySet()) {
            Change before = members.get(member.getKey());
            Change both = before == null ? member.getValue() : both(before, member.getValue());
            if (both == null) {
                members.remove(member.getKey());
            } else {
                members.put(member.getKey(), both);
            }
        }
        return members.isEmpty() ? null : ObjectChange.of(members);
    }

    /** What stood there before {@code change}, behind which {@code old} stood there. */
    static Value oldBefore(Change change, Value old) {
        if (change == null) {
            return old;
        }
        if (change instanceof SetChange set) {
            return set.old();
        }
        if (change instanceof RemoveChange remove) {
            return remove.old();
        }
        if (old == null || old == Untold.VALUE || !Inverse.isTold(change)) {
            return Untold.VALUE;
        }
        try {
            return old.patched(Inverse.of(change));
        } catch (DeltaException e) {
            // the old values of a delta are whatever its author wrote there
            return Untold.VALUE;
        }
    }
}
