package io.canyon.engine.room;

/** Sessions that lag are told nothing but what is addressed to them, until they have drained and caught up. */
final class Lagging {
    private final RoomContext context;
    private final Outputs outputs;

    Lagging(RoomContext context, Outputs outputs) {
        this.context = context;
        this.outputs = outputs;
    }

    /** The session lags from here on, if it does not yet. */
    void begin(Member member) {
        begin(member, member.room().version());
    }

    /** The same for a session that has been told all up to a version. */
    void begin(Member member, long lastSent) {
        if (!member.isLagging()) {
            member.room().onLagging(member);
            member.laggedAt(lastSent);
            context.counters.onSessionLagged();
            outputs.lagging(member);
        }
    }

    /** Whether a session that has drained can catch up: what it waits for, if anything, is encoded. */
    boolean mayEnd(Member member) {
        return member.isLagging() && member.encoding() <= member.room().encodingsEnded();
    }

    /** The session has caught up, or is about to be told what it misses. */
    void end(Member member) {
        member.room().onCaughtUp(member);
        context.counters.onCatchUp();
    }
}
