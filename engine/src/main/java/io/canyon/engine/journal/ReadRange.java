package io.canyon.engine.journal;

/**
 * What is expected of a journal that is read.
 *
 * @param shardIndex shard whose journal it is
 * @param firstSequence sequence of its first batch
 * @param lastSequence sequence to stop behind, {@code firstSequence - 1} for none, {@link #TO_THE_END} if it is not
 *     known
 * @param isCreated whether there was a journal, even if without a batch; if not, there may be none to read
 */
public record ReadRange(int shardIndex, long firstSequence, long lastSequence, boolean isCreated) {
    /** Last sequence of a journal of which nobody wrote down where it ended. */
    public static final long TO_THE_END = Long.MAX_VALUE;

    /** Of a journal of which nobody wrote down that it was created. */
    public ReadRange(int shardIndex, long firstSequence, long lastSequence) {
        this(shardIndex, firstSequence, lastSequence, false);
    }

    /** Whether it is as it should be that there is no journal. */
    boolean mayBeMissing() {
        return lastSequence < firstSequence || lastSequence == TO_THE_END && !isCreated;
    }
}
