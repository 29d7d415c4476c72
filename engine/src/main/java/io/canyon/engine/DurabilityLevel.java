package io.canyon.engine;

/** What an ack says. */
public enum DurabilityLevel {
    /** Applied in memory; rooms are written when they close and at a clean stop. */
    NONE,
    /** In the journal, in the memory of the operating system: survives the death of the process, not of the machine. */
    PROCESS,
    /** In the journal and forced to the disk, once per batch: survives the loss of power. */
    POWER
}
