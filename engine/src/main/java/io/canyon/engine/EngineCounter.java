package io.canyon.engine;

/** Everything that an engine counts; each only grows. */
public enum EngineCounter {
    EDITS_APPLIED("edits applied to documents"),
    EDITS_REFUSED("edits of which nothing was accepted"),
    KEYS_REFUSED("members of edits that were refused"),
    PRESENCE_CHANGES("presence changes applied"),
    BROADCASTS("outputs for whole rooms"),
    FRAMES_RECEIVED("text frames of editors"),
    FRAMES_MALFORMED("frames ignored because they are no messages of the wire"),
    FRAMES_BUILT("frames built for editors"),
    FRAMES_SENT("frames handed to connections"),
    SESSIONS_OPENED("sessions that became members of a room"),
    SESSIONS_CLOSED("sessions that left"),
    SESSIONS_REFUSED("sessions refused by authenticator, limits or an unavailable room"),
    SESSIONS_LAGGED("times a session's unsent bytes passed its budget"),
    SESSIONS_TOO_SLOW("sessions closed because they lagged and took nothing for too long, or too much was kept"),
    SESSIONS_THROTTLED("times a session was not read for a while because it sent frames too fast"),
    CATCH_UPS("catch-ups sent to sessions that had lagged"),
    STATES_ENCODED("large states of rooms encoded apart from their shard, each for all that wait for it"),
    RESYNCS("sessions of a lost timeline healed"),
    INBOX_FULL("times an I/O thread stopped reading because an inbox was full"),
    OUTBOX_FULL("outputs that found an outbox full"),
    OUTBOX_SHED(
            "times all sessions of an I/O thread lagged, or watchers missed something, because an outbox stayed full"),
    JOURNAL_BATCHES("batches written to the journal"),
    JOURNAL_BYTES("bytes written to the journal"),
    JOURNAL_FULL("batches for which the journal had no room"),
    CHECKPOINTS("times the journal began anew and what was before it was removed"),
    CHECKPOINTS_FAILED("times the journal could not begin anew, or what was before it could not be removed"),
    ROOMS_OPENED("rooms that came into memory"),
    ROOMS_CLOSED("rooms that left memory"),
    ROOMS_FAILED("rooms that could not be loaded"),
    SNAPSHOTS_WRITTEN("snapshots written"),
    SNAPSHOTS_FAILED("snapshots that could not be written"),
    LIMIT_REFUSALS("joins and edits refused by a limit"),
    SOCKET_MESSAGES_TOO_LARGE("attached sockets closed because of a message that was too large"),
    SOCKETS_OVERRUN("attached sockets closed because they did not wait while they were not read"),
    SOCKETS_FAILED("attached sockets that failed, or threw when they were used"),
    LISTENER_FAILURES("times a listener, a subscription or its executor threw something"),
    LISTENER_CALLS_MISSED("calls that were left out because a listener, or the thread that calls it, was too slow"),
    LOCAL_CALLS_REFUSED("calls and listeners of code in this JVM that were refused because there were too many");

    private final String description;

    EngineCounter(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }
}
