package io.canyon.engine.gateway;

import io.canyon.engine.room.CommandType;

/** What a session and its shard tell each other about lag: that it lags, and that it has drained. */
final class Lag {
    private final Link link;
    private final CommandQueue commands;
    private boolean isAsked;
    private boolean isDrainAsked;
    /** Length of the last frame that ended a lag, or began the session. */
    private long grantedBytes;
    /** How many grants had ended then. */
    private long grantNumber;

    Lag(Link link, CommandQueue commands) {
        this.link = link;
        this.commands = commands;
    }

    /** Whether the shard has been told that the session lags, and it has not caught up since. */
    boolean isAsked() {
        return isAsked;
    }

    /** Whether it has drained, and the shard has been told. */
    boolean isDrainAsked() {
        return isDrainAsked;
    }

    /** The connection has been flushed; true when the session begins to lag by that. */
    boolean onFlushed(SessionState state) {
        onDrained(state);
        if (state == SessionState.ACTIVE && !isAsked && link.isOverGrants()) {
            isAsked = true;
            commands.post(CommandType.LAGGING, 0);
            return true;
        }
        return false;
    }

    /** The connection may have drained. */
    void onDrained(SessionState state) {
        if (state == SessionState.LAGGING && !isDrainAsked && link.isDrained()) {
            isDrainAsked = true;
            commands.post(CommandType.DRAINED, 0);
        }
    }

    /** The session lags from here on. */
    void begins() {
        isDrainAsked = false;
        link.startLagWatch();
    }

    /**
     * The session has caught up, by a frame of that length. It does not lag for that frame, which would only be sent
     * again then: once at a time that goes on top of the budget, until the connection has drained.
     */
    void ends(long lengthBytes) {
        isAsked = false;
        isDrainAsked = false;
        long ended = link.grantsEnded();
        link.grant(lengthBytes - (grantNumber == ended ? grantedBytes : 0));
        grantedBytes = lengthBytes;
        grantNumber = ended;
    }
}
