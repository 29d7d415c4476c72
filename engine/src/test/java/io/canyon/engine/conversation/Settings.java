package io.canyon.engine.conversation;

import io.canyon.engine.EngineLimits;

/** Limits of engines under test. */
final class Settings {
    static final EngineLimits SMALL_BUDGET = new EngineLimits(
            EngineLimits.DEFAULTS.maxFrameBytes(),
            EngineLimits.DEFAULTS.maxDepth(),
            EngineLimits.DEFAULTS.maxBufferLength(),
            EngineLimits.DEFAULTS.maxRoomNameBytes(),
            EngineLimits.DEFAULTS.maxSessionsPerRoom(),
            EngineLimits.DEFAULTS.maxRooms(),
            EngineLimits.DEFAULTS.maxDocumentBytes(),
            4096,
            EngineLimits.DEFAULTS.maxPendingFrameBytes(),
            EngineLimits.DEFAULTS.maxDocumentMemoryBytes(),
            EngineLimits.DEFAULTS.session());

    private Settings() {}

    /** The defaults, but for what is given. */
    static EngineLimits limits(int maxSessionsPerRoom, int maxRooms, long maxDocumentBytes) {
        EngineLimits defaults = EngineLimits.DEFAULTS;
        return new EngineLimits(
                defaults.maxFrameBytes(),
                defaults.maxDepth(),
                defaults.maxBufferLength(),
                defaults.maxRoomNameBytes(),
                maxSessionsPerRoom,
                maxRooms,
                maxDocumentBytes,
                defaults.sessionBudgetBytes(),
                defaults.maxPendingFrameBytes(),
                defaults.maxDocumentMemoryBytes(),
                defaults.session());
    }
}
