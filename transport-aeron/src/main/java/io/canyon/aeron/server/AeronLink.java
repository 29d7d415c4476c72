package io.canyon.aeron.server;

/** The agent's client of Aeron: its conductor's turn, and publications. */
public interface AeronLink extends ResponseStreams {
    /** Lets the conductor take a turn; fails when the client is closed. */
    int poll();
}
