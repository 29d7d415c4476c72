package io.canyon.aeron.server;

/** Where a session stands. */
enum SessionState {
    /** The publication to the service is being opened. */
    CONNECTING,
    /** The engine has been told, and asks the authenticator. */
    ADMITTING,
    /** Messages go both ways. */
    OPEN,
    /** What waits is still sent, for a bounded time; the engine knows that it is over. */
    CLOSING,
    /** Nothing is left of it. */
    CLOSED
}
