package io.canyon.engine.delta;

/**
 * What happens to one value: it is set, removed, patched as a text, or changed inside. Immutable, so free of threads. A
 * tree is at most {@link #MAX_DEPTH} deep; whoever builds a deeper one gets a {@link DeltaException}, so that every
 * recursion over trees is bounded.
 */
public sealed interface Change permits SetChange, RemoveChange, TextChange, ObjectChange, ListChange {
    /** Deepest tree: a change of the root alone is 1 deep. */
    int MAX_DEPTH = 128;

    /** Levels of this tree. */
    int depth();

    /** Whether this has no part: it changes nothing, whatever it is applied to. */
    default boolean isEmpty() {
        return false;
    }
}
