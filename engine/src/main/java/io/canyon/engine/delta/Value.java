package io.canyon.engine.delta;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A JSON value as far as changes have to know it: a Jackson tree, a slice of Smile, or a place in a document. Whoever
 * keeps one keeps what it shows from changing.
 */
public interface Value {
    /** What a change can go into. */
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        OTHER
    }

    Kind kind();

    /** Items of an array, 0 for all else. */
    int length();

    /** Item of an array; null when there is none. */
    Value item(int index);

    /** Member of an object; null when there is none. */
    Value member(String name);

    /** Those of an object's members that have these names. */
    default Map<String, Value> members(Set<String> names) {
        Map<String, Value> found = new HashMap<>();
        for (String name : names) {
            Value member = member(name);
            if (member != null) {
                found.put(name, member);
            }
        }
        return found;
    }

    /** What a string says. */
    String text();

    /**
     * This value with a change applied as {@link Fit} says; this value itself when nothing of the change fits.
     *
     * @param change no removal
     * @throws DeltaException when the change must not be applied
     */
    Value patched(Change change);
}
