package io.canyon.aeron.client;

import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectReason;
import org.agrona.DirectBuffer;

/**
 * Sees what happens in a room, by the thread that drives the {@link RoomsSession}. Buffers are filled by what they
 * hold, and good during the call; deltas, documents and presence are Smile, names are UTF-8. What it throws is counted,
 * told to the error handler, and harms nothing.
 */
public interface RoomHandler {
    /**
     * The state of the room: the answer to a join, the first one, one behind a lost session or one behind a gap; or
     * what ends a lag.
     */
    void onJoined(JoinedState joined);

    /**
     * The room has applied an edit of this client. One that is told again has its first version.
     *
     * @param delta what was applied; only if {@code appliedAs} says so
     */
    void onAck(long sequence, long version, Durability durability, AppliedAs appliedAs, DirectBuffer delta);

    /**
     * The room has applied an edit of this client, whose ack was lost with a session or left out in a lag: told before
     * the {@link #onJoined} that it is known by, of links that keep what is not acked.
     *
     * @param version of the room, in which the edit is
     */
    default void onConfirmed(long sequence, long version) {}

    /**
     * Somebody else's edit. Versions follow one another.
     *
     * @param delta a jsondiffpatch delta; empty: the version changed nothing
     */
    void onEdit(long version, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta);

    /** The room has not applied an edit of this client. */
    void onReject(long sequence, RejectReason reason, long version, DirectBuffer message);

    default void onEntered(DirectBuffer clientId, DirectBuffer userId) {}

    default void onDeparted(DirectBuffer clientId, DirectBuffer userId) {}

    default void onPresence(DirectBuffer clientId, DirectBuffer userId, DirectBuffer payload) {}

    /** What this client may do has changed. */
    default void onPermission(boolean canWrite) {}

    /**
     * Something was refused.
     *
     * @param isOver whether the client is not in the room
     * @param message for people
     */
    default void onRefused(RefusedReason reason, boolean isOver, String message) {}

    default void onState(LinkState state) {}

    /**
     * The session goes on under another name, because a room has forgotten what it has applied of the one before. What
     * is not acked cannot be confirmed any more, and is not sent again; the count of edits begins anew, with 1.
     */
    default void onForgotten() {}
}
