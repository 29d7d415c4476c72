package io.canyon.engine.journal;

/**
 * How the reading of a journal ended.
 *
 * @param entries batches handed out
 * @param lastSequence sequence of the last one; one less than the first expected if there was none
 * @param damage what is wrong behind the last batch, empty if nothing is
 * @param positionBytes where in the file reading stopped
 */
public record ReadResult(long entries, long lastSequence, String damage, long positionBytes) {
    /** True if the journal ended where it should, as far as it can tell. */
    public boolean isClean() {
        return damage.isEmpty();
    }
}
