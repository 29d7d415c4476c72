package io.canyon.aeron.client;

import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.codec.StateContents;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The state of a room, as the room told it. Good during the call that hands it over. */
public final class JoinedState {
    final UnsafeBuffer contents = new UnsafeBuffer(new byte[0]);
    final UnsafeBuffer members = new UnsafeBuffer(new byte[0]);
    long roomId;
    long version;
    long fromVersion;
    long sequence;
    int totalBytes;
    boolean canWrite;
    boolean isAsked;
    boolean isReconnect;
    /** The room does not know what it has applied of this client. */
    boolean isForgotten;

    RoomKind kind;
    StateContents form;

    JoinedState() {}

    public long version() {
        return version;
    }

    /** The version that a delta leads from; -1 with a document. */
    public long fromVersion() {
        return fromVersion;
    }

    /** Last edit of this client that the room has applied; 0: none; -1: forgotten. */
    public long sequence() {
        return sequence;
    }

    public boolean canWrite() {
        return canWrite;
    }

    public RoomKind kind() {
        return kind;
    }

    /** Whether it answers a join; else it ends a lag, and its sequence stands for acks that were not sent. */
    public boolean isAsked() {
        return isAsked;
    }

    /**
     * Whether it is the first answer of a session: edits that are not acked may have been lost with the session before.
     */
    public boolean isReconnect() {
        return isReconnect;
    }

    /** {@code NOTHING_NEW}, {@code DELTA} or {@code DOCUMENT}; chunks have been put together. */
    public StateContents form() {
        return form;
    }

    /** The delta or document, in Smile. */
    public DirectBuffer contents() {
        return contents;
    }

    /** The others: a Smile array of {@code {id, userId, presence?}}. */
    public DirectBuffer members() {
        return members;
    }
}
