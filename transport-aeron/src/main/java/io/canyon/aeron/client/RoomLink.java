package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.StateContents;
import io.canyon.aeron.wire.MessageAssembler;
import io.canyon.engine.client.Backoff;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;

/**
 * One room of a {@link RoomsSession}: sends edits, and keeps the client in the room, behind gaps and lost sessions,
 * too. Knows versions, and no documents. Used by the thread that drives the session. Sends and receives without
 * garbage, once its buffers have grown.
 */
public final class RoomLink {
    /** Result of an offer: not in the room now. Offer again when the handler sees {@link LinkState#LIVE}. */
    public static final long NOT_LIVE = -1;

    /** Result of an offer: the stream to the server, or the memory for what may be sent again, is full. Try later. */
    public static final long BUSY = -2;

    /** Result of an offer: longer than the server takes, or than may be sent again. It will never go. */
    public static final long TOO_LARGE = -3;

    /** Result of an offer: the room has been left. */
    public static final long LEFT = -4;

    private final RoomsSession session;
    private final int handle;
    private final String room;
    private final String userId;
    private final JoinOptions options;
    private final RoomHandler handler;
    private final Backoff backoff;
    private final JoinedState joined = new JoinedState();
    private final MessageAssembler chunks;
    /** Null when the caller keeps what is not acked. */
    private final UnackedEdits unacked;

    private LinkState state = LinkState.WAITING;
    private byte[] credentials;
    private boolean areCredentialsDue;
    private long version;
    private long lastSequence;
    private boolean canWrite;
    /** The join is still to be sent. */
    private boolean isJoinDue;

    private long askedAtNs;
    private long retryAtNs;
    private boolean hasJoinedInSession;
    private boolean isAssembling;
    /** Number of the last edit that was sent again; {@link Long#MAX_VALUE} when there is nothing to be. */
    private long repeatedUpTo = Long.MAX_VALUE;

    private final LongConsumer confirm = this::confirm;
    /** Below it, only the room's answer tells what became of an edit, and not its last one. */
    private long doubtfulBelow;

    RoomLink(RoomsSession session, int handle, String room, String userId, JoinOptions options, RoomHandler handler) {
        this.session = session;
        this.handle = handle;
        this.room = room;
        this.userId = userId;
        this.options = options;
        this.handler = new GuardedHandler(handler, session.counts(), session.config().errorHandler);
        credentials = options.credentials() == null ? null : Smiles.write(options.credentials());
        version = options.version();
        backoff = session.newBackoff();
        chunks = new MessageAssembler(session.config().maxDocumentBytes);
        unacked = options.repeatBytes() == 0 ? null : new UnackedEdits(options.repeatBytes());
    }

    public String room() {
        return room;
    }

    public LinkState state() {
        return state;
    }

    /** The last version that the handler was told; -1: none. */
    public long version() {
        return version;
    }

    /**
     * The highest number of an edit that was offered here, or that the room has said it knows: the next one is one
     * more.
     */
    public long lastSequence() {
        return lastSequence;
    }

    /** Whether the room would take edits; known from the first join on. */
    public boolean canWrite() {
        return canWrite;
    }

    /**
     * Sends an edit. What is taken is sent again behind a reconnect, unless it has been answered, if the options left
     * memory for that.
     *
     * @param sequence {@link #lastSequence} + 1
     * @param base the version that it was made for, and then the edit before it must have been answered; -1: none
     * @param buffer holds the edit in Smile; the caller's again behind the call
     * @return positive when it was taken, else {@link #NOT_LIVE}, {@link #BUSY}, {@link #TOO_LARGE} or {@link #LEFT}
     * @throws IllegalArgumentException when the sequence is not a new one
     */
    public long offerEdit(long sequence, long base, PayloadForm form, DirectBuffer buffer, int offset, int length) {
        if (state != LinkState.LIVE) {
            return state == LinkState.LEFT ? LEFT : NOT_LIVE;
        }
        if (unacked == null) {
            long result = session.requests().edit(handle, sequence, base, form, buffer, offset, length);
            lastSequence = result > 0 ? Math.max(lastSequence, sequence) : lastSequence;
            return result;
        }
        if (sequence <= lastSequence) {
            throw new IllegalArgumentException("sequence=" + sequence + " not above " + lastSequence);
        }
        if (!unacked.canEverHold(length)) {
            return TOO_LARGE;
        }
        if (repeatedUpTo != Long.MAX_VALUE || !unacked.add(sequence, base, form, buffer, offset, length)) {
            return BUSY;
        }
        long result = session.requests().edit(handle, sequence, base, form, buffer, offset, length);
        if (result > 0) {
            lastSequence = sequence;
        } else {
            unacked.done(sequence);
        }
        return result;
    }

    /**
     * Replaces what others see of this client. Not sent again behind a reconnect.
     *
     * @param buffer holds an object in Smile; the caller's again behind the call
     * @return as of {@link #offerEdit}
     */
    public long offerPresence(DirectBuffer buffer, int offset, int length) {
        if (state != LinkState.LIVE) {
            return state == LinkState.LEFT ? LEFT : NOT_LIVE;
        }
        return session.requests().presence(handle, buffer, offset, length);
    }

    /** Shows new credentials, now and in later joins; one that was refused tries again. */
    public void authenticate(JsonNode newCredentials) {
        credentials = Smiles.write(newCredentials);
        areCredentialsDue = state == LinkState.LIVE;
        if (state == LinkState.REFUSED) {
            askAgain();
        }
    }

    /**
     * Asks the room for what came behind a version that the caller has, or for the document.
     *
     * @param fromVersion -1 for the document
     */
    public void rejoin(long fromVersion) {
        version = fromVersion;
        if (state == LinkState.LIVE || state == LinkState.JOINING) {
            gap();
        }
    }

    /** Leaves the room, for ever. */
    public void leave() {
        if (state != LinkState.LEFT) {
            boolean isThere = state == LinkState.LIVE || state == LinkState.JOINING && !isJoinDue;
            enter(LinkState.LEFT);
            session.left(this, isThere);
        }
    }

    /** The longest edit that the server takes, as far as is known. */
    int maxEditBytes() {
        return session.requests().maxEditBytes();
    }

    int handle() {
        return handle;
    }

    JoinedState joinedState() {
        return joined;
    }

    /** There is no session any more. */
    void onSessionLost() {
        hasJoinedInSession = false;
        isAssembling = false;
        areCredentialsDue = false;
        repeatedUpTo = Long.MAX_VALUE;
        chunks.reset();
        if (state != LinkState.LEFT && state != LinkState.REFUSED) {
            enter(LinkState.WAITING);
        }
    }

    /** The session is closed. */
    void onSessionClosed() {
        enter(LinkState.LEFT);
    }

    /** The client goes on under another name. */
    void onForgotten() {
        lastSequence = 0;
        if (unacked != null) {
            unacked.clear();
        }
        handler.onForgotten();
    }

    /** There is a session. */
    int doWork(long nowNs) {
        switch (state) {
            case WAITING -> {
                askAgain();
                return state == LinkState.JOINING ? 1 + sendJoin(nowNs) : 1;
            }
            case JOINING -> {
                if (isJoinDue) {
                    return sendJoin(nowNs);
                }
                isJoinDue = nowNs - askedAtNs > session.config().answerTimeoutNs;
            }
            case BACKING_OFF -> {
                if (nowNs - retryAtNs >= 0) {
                    askAgain();
                    return 1;
                }
            }
            case LIVE -> {
                return areCredentialsDue ? sendCredentials() : repeat();
            }
            case REFUSED, LEFT -> {
                // nothing to do
            }
        }
        return 0;
    }

    private int sendJoin(long nowNs) {
        long result = session.requests().join(handle, room, userId, options.kind(), version, credentials);
        if (result == TOO_LARGE) {
            refuse(RefusedReason.LIMIT, "the join is longer than the server takes");
            return 1;
        }
        if (result > 0) {
            isJoinDue = false;
            askedAtNs = nowNs;
            return 1;
        }
        return 0;
    }

    private int sendCredentials() {
        areCredentialsDue = session.requests().authenticate(handle, credentials) == BUSY;
        return areCredentialsDue ? 0 : 1;
    }

    private int repeat() {
        if (repeatedUpTo == Long.MAX_VALUE) {
            return 0;
        }
        repeatedUpTo = unacked.repeat(
                repeatedUpTo,
                (sequence, base, form, buffer, offset, length) ->
                        session.requests().edit(handle, sequence, base, form, buffer, offset, length));
        for (int i = 0; i < unacked.repeated(); i++) {
            session.counts().count(RoomsCounter.REPEATED_EDITS);
        }
        return unacked.repeated();
    }

    private void askAgain() {
        isJoinDue = true;
        isAssembling = false;
        repeatedUpTo = Long.MAX_VALUE;
        enter(LinkState.JOINING);
    }

    private void refuse(RefusedReason reason, String message) {
        enter(LinkState.REFUSED);
        handler.onRefused(reason, true, message);
    }

    /** The state has come, the document of it perhaps not yet. */
    void onJoined() {
        isAssembling = joined.form == StateContents.CHUNKS;
        chunks.reset();
        if (!isAssembling) {
            settle();
        } else if (joined.totalBytes > session.config().maxDocumentBytes) {
            isAssembling = false;
            session.leave(handle);
            refuse(RefusedReason.LIMIT, "a document of " + joined.totalBytes + " bytes");
        } else {
            // what the server sent is gone when the chunks come
            byte[] copy = new byte[joined.members.capacity()];
            joined.members.getBytes(0, copy);
            joined.members.wrap(copy);
        }
    }

    void onChunk(int totalBytes, int offsetBytes, DirectBuffer chunk) {
        if (!isAssembling) {
            return;
        }
        MessageAssembler.Result result = totalBytes == joined.totalBytes
                ? chunks.add(totalBytes, offsetBytes, chunk, 0, chunk.capacity())
                : MessageAssembler.Result.OUT_OF_ORDER;
        switch (result) {
            case MORE -> {
                // a large document takes its time
                askedAtNs = session.nowNs();
            }
            case WHOLE -> {
                isAssembling = false;
                joined.form = StateContents.DOCUMENT;
                joined.contents.wrap(chunks.buffer(), 0, chunks.length());
                settle();
                chunks.reset();
            }
            case OUT_OF_ORDER, TOO_LARGE -> {
                isAssembling = false;
                session.onMalformed("chunks: " + result + " totalBytes=" + totalBytes + " offsetBytes=" + offsetBytes);
            }
        }
    }

    /** The state is here: takes it, unless it is of no use. */
    private void settle() {
        boolean isAnswer = joined.isAsked && state == LinkState.JOINING && !isJoinDue;
        if (!isAnswer && state != LinkState.LIVE) {
            return;
        }
        boolean isWhole = joined.form == StateContents.DOCUMENT;
        if (!isAnswer && joined.version < version || !isWhole && joined.version < version) {
            return;
        }
        if (!isWhole && joined.fromVersion != version) {
            // an answer to an earlier question, of which the next has been told already
            if (isAnswer || joined.version > version) {
                gap();
            }
            return;
        }
        version = joined.version;
        canWrite = joined.canWrite;
        joined.isAsked = isAnswer;
        joined.isReconnect = isAnswer && !hasJoinedInSession;
        joined.isForgotten = joined.sequence < 0 ? lastSequence > 0 : isUnknown(joined.sequence);
        if (!joined.isForgotten) {
            settleEdits();
        }
        if (isAnswer) {
            hasJoinedInSession = true;
            backoff.reset();
            enter(LinkState.LIVE);
        }
        handler.onJoined(joined);
        if (joined.isForgotten) {
            session.takeNewId();
        }
    }

    /** Whether the room knows edits of this name that nobody here has made. */
    private boolean isUnknown(long sequence) {
        return lastSequence > 0 && sequence > lastSequence;
    }

    private void settleEdits() {
        lastSequence = Math.max(lastSequence, joined.sequence);
        if (unacked == null) {
            return;
        }
        if (joined.isReconnect) {
            // Those before the last may have been applied, or rejected by an answer that was lost: the room says again.
            doubtfulBelow = joined.sequence;
        }
        unacked.done(doubtfulBelow, joined.sequence, confirm);
        if (unacked.hasBelow(doubtfulBelow)) {
            repeatedUpTo = 0;
        } else if (joined.isAsked) {
            repeatedUpTo = unacked.isEmpty() ? Long.MAX_VALUE : joined.sequence;
        }
    }

    private void confirm(long sequence) {
        handler.onConfirmed(sequence, joined.version);
    }

    private void gap() {
        session.counts().count(RoomsCounter.GAPS);
        askAgain();
    }

    void onAck(long sequence, long ackVersion, Durability durability, AppliedAs appliedAs, DirectBuffer delta) {
        if (state != LinkState.LIVE) {
            return;
        }
        if (ackVersion > version + 1) {
            gap();
            return;
        }
        version = Math.max(version, ackVersion);
        if (unacked != null) {
            unacked.done(sequence);
        }
        handler.onAck(sequence, ackVersion, durability, appliedAs, delta);
    }

    void onEdit(long editVersion, DirectBuffer clientId, DirectBuffer userId, DirectBuffer delta) {
        if (state != LinkState.LIVE || editVersion <= version) {
            return;
        }
        if (editVersion > version + 1) {
            gap();
            return;
        }
        version = editVersion;
        handler.onEdit(editVersion, clientId, userId, delta);
    }

    void onReject(long sequence, RejectReason reason, long roomVersion, DirectBuffer message) {
        if (unacked != null) {
            unacked.done(sequence);
        }
        handler.onReject(sequence, reason, roomVersion, message);
    }

    void onEntered(DirectBuffer clientId, DirectBuffer enteredUserId) {
        handler.onEntered(clientId, enteredUserId);
    }

    void onDeparted(DirectBuffer clientId, DirectBuffer departedUserId) {
        handler.onDeparted(clientId, departedUserId);
    }

    void onPresence(DirectBuffer clientId, DirectBuffer shownUserId, DirectBuffer payload) {
        handler.onPresence(clientId, shownUserId, payload);
    }

    void onPermission(boolean isWritable) {
        canWrite = isWritable;
        handler.onPermission(isWritable);
    }

    void onRefused(RefusedReason reason, boolean isOver, String message) {
        if (state == LinkState.LEFT || state == LinkState.WAITING) {
            return;
        }
        if (!isOver) {
            handler.onRefused(reason, false, message);
            return;
        }
        isAssembling = false;
        switch (reason) {
            case FORBIDDEN, MALFORMED, REPLACED -> enter(LinkState.REFUSED);
            case NOT_JOINED, LIMIT, ROOM_CLOSED, UNAVAILABLE, NULL_VAL, SBE_UNKNOWN -> {
                retryAtNs = session.nowNs() + backoff.nextMs() * 1_000_000;
                enter(LinkState.BACKING_OFF);
            }
        }
        handler.onRefused(reason, true, message);
    }

    private void enter(LinkState next) {
        if (next != state) {
            state = next;
            handler.onState(next);
        }
    }
}
