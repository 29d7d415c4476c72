package io.canyon.engine.delta;

/** Keeps trees from growing too deep. */
final class Depths {
    private Depths() {}

    /** Depth of a tree with these children. */
    static int above(Iterable<Change> children) {
        int deepest = 0;
        for (Change child : children) {
            deepest = Math.max(deepest, child.depth());
        }
        if (deepest >= Change.MAX_DEPTH) {
            throw new DeltaException(DeltaException.Code.LIMIT, "nested too deep: maxDepth=" + Change.MAX_DEPTH);
        }
        return deepest + 1;
    }
}
