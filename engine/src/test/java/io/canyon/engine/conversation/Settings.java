package io.canyon.engine.conversation;

import io.canyon.engine.EngineLimits;

/** Limits of engines under test. */
final class Settings {
    static final EngineLimits SMALL_BUDGET = EngineLimits.DEFAULTS.withSessionBudgetBytes(4096);

    private Settings() {}

    /** The defaults, but for what is given. */
    static EngineLimits limits(int maxSessionsPerRoom, int maxRooms, long maxDocumentBytes) {
        EngineLimits defaults = EngineLimits.DEFAULTS;
        return defaults.withMaxSessionsPerRoom(maxSessionsPerRoom)
                .withMaxRooms(maxRooms)
                .withMaxDocumentBytes(maxDocumentBytes);
    }
}
