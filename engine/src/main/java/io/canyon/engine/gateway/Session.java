package io.canyon.engine.gateway;

import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Frame;

/** A session in a room, as its I/O thread drives it. */
interface Session {
    long id();

    /**
     * Whether it is told now what happens in its room: it is a member, and neither lags nor waits for anything. It may
     * keep a copy, to tell it later.
     */
    boolean takes(Output output);

    /** Whether it waits for the state of its room that has this number. */
    boolean awaits(long number);

    /** An output for this session alone. */
    void onOutput(Output output);

    /** An output for its room, built already; version of the room, or {@link Output#NO_VERSION}. */
    void onRoomOutput(Frame frame, long version);

    /** The state of its room that it waits for. */
    void onState(StateOutput state);

    /** The shard has forgotten the session. */
    void onLeft();

    /** Tries again what found its inbox full; true when nothing waits any more. */
    boolean retry();
}
