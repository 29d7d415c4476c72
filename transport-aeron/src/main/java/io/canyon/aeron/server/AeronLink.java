package io.canyon.aeron.server;

/** The agent's client of Aeron: its conductor's turn, and publications. */
public interface AeronLink extends ResponseStreams {
    /**
     * Lets the conductor take a turn.
     *
     * @throws org.agrona.concurrent.AgentTerminationException when the driver is gone for good
     */
    int poll();

    /** Whether the driver is gone, and may come back. */
    boolean isLost();

    /** Looks whether the driver is back; if so, all is as at the start. */
    void reopen();
}
