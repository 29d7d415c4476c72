package io.canyon.engine.gateway;

/** Where a session stands. */
enum SessionState {
    /** The authenticator is thinking; frames wait. */
    AUTHENTICATING,
    /** The room has been asked; frames wait. */
    JOINING,
    /** A member of its room. */
    ACTIVE,
    /** Waits for the state of its room, which takes long to encode: it gets nothing else and is not read. */
    SYNCING,
    /** Too slow: it gets nothing and is not read until it has drained and caught up. */
    LAGGING,
    /** Gone, or on its way out; its room may not know yet. */
    CLOSED
}
