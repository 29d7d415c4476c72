package io.canyon.engine.spi;

import java.util.EnumSet;
import java.util.Set;

/** Why a room refused a key of an edit. */
public enum RefusalReason {
    /** The session may only read. */
    READ_ONLY(1),
    /** There is no room in the journal. */
    JOURNAL_FULL(2),
    /** A limit of the engine: the size of a document, memory, array items of one edit. */
    LIMIT(4),
    /** The edit goes into a record that is not there. */
    NO_RECORD(8),
    /** The edit is none that a room of records takes. */
    INVALID(16);

    private final int bit;

    RefusalReason(int bit) {
        this.bit = bit;
    }

    /** The bit that stands for it inside the engine. */
    public int bit() {
        return bit;
    }

    /** The reasons whose {@link #bit} is set. */
    public static Set<RefusalReason> of(int bits) {
        EnumSet<RefusalReason> reasons = EnumSet.noneOf(RefusalReason.class);
        for (RefusalReason reason : values()) {
            if ((bits & reason.bit) != 0) {
                reasons.add(reason);
            }
        }
        return reasons;
    }
}
