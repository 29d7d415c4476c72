package io.canyon.engine.delta;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Members of an object change; the others stay. */
public final class ObjectChange implements Change {
    /** Changes nothing. */
    public static final ObjectChange NOTHING = new ObjectChange(Map.of());

    private final Map<String, Change> members;
    private final int depth;

    /** @param members kept, so nobody may change it any more; its order is the order of the members */
    private ObjectChange(Map<String, Change> members) {
        this.members = members;
        this.depth = Depths.above(members.values());
    }

    /** Copies the map, in its order. */
    public static ObjectChange of(Map<String, Change> members) {
        return members.isEmpty()
                ? NOTHING
                : new ObjectChange(Collections.unmodifiableMap(new LinkedHashMap<>(members)));
    }

    /** The members in order; never to be modified. */
    public Map<String, Change> members() {
        return members;
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectChange change && members.equals(change.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return "ObjectChange" + members;
    }
}
