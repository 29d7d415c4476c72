package io.canyon.engine.simulation;

import io.canyon.engine.DurabilityLevel;

/** What a simulated engine is to withstand. */
enum Profile {
    /** Kills lose nothing that was shown. */
    KILLED(DurabilityLevel.PROCESS),
    /** The loss of power loses nothing that was shown. */
    FORCED(DurabilityLevel.POWER),
    /** The loss of power may lose what was shown, and the editors bring it back. */
    UNFORCED(DurabilityLevel.PROCESS),
    /** Many rooms, whose editors may write, or only read, or not even that, and not always the same. */
    GUARDED(DurabilityLevel.PROCESS);

    final DurabilityLevel durability;

    Profile(DurabilityLevel durability) {
        this.durability = durability;
    }

    boolean losesPower() {
        return this == FORCED || this == UNFORCED;
    }

    /** Whether clients come back that know more than the server. */
    boolean losesTimelines() {
        return this == UNFORCED;
    }

    boolean isGuarded() {
        return this == GUARDED;
    }
}
