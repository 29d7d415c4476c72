package io.canyon.engine.simulation;

import io.canyon.engine.DurabilityLevel;

/** What a simulated engine is to withstand. */
enum Profile {
    /** Kills lose nothing that was shown. */
    KILLED(DurabilityLevel.PROCESS, false),
    /** The loss of power loses nothing that was shown. */
    FORCED(DurabilityLevel.POWER, true),
    /** The loss of power may lose what was shown, and the editors bring it back. */
    UNFORCED(DurabilityLevel.PROCESS, true);

    final DurabilityLevel durability;
    final boolean losesPower;

    Profile(DurabilityLevel durability, boolean losesPower) {
        this.durability = durability;
        this.losesPower = losesPower;
    }

    /** Whether clients come back that know more than the server. */
    boolean losesTimelines() {
        return this == UNFORCED;
    }
}
