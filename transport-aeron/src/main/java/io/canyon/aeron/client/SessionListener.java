package io.canyon.aeron.client;

/** Sees how a {@link RoomsSession} stands. Called by the thread that drives it. */
@FunctionalInterface
public interface SessionListener {
    /** @param reason for people; empty if there is nothing to say */
    void onState(SessionState state, String reason);
}
