package io.canyon.engine;

import io.canyon.engine.spi.RefusalReason;
import java.util.Set;

/**
 * What became of an edit. It is in the journal.
 *
 * @param version of the room; the edit's own, if anything of it was accepted
 * @param refusedKeys keys of which nothing was accepted; all others were applied whole
 * @param reasons why; empty if nothing was refused
 */
public record EditResult(long version, Set<String> refusedKeys, Set<RefusalReason> reasons) {
    /** Whether all of it was applied. */
    public boolean isAccepted() {
        return refusedKeys.isEmpty();
    }
}
