package io.canyon.aeron.server;

import io.aeron.Publication;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.wire.MessageOffer;
import java.util.ArrayDeque;

/**
 * What one session is sent and its publication has not taken yet. A message is offered at once when nothing waits
 * before it.
 */
final class SendQueue {
    /** What an offer ended in. */
    enum Result {
        /** All is gone, or as much as may go in one turn. */
        SENT,
        /** The service, or a change of terms, has to be waited for. */
        WAITS,
        /** The publication is of no use any more. */
        LOST
    }

    /** One session's share of a turn. */
    private static final int TURN_BYTES = 256 << 10;

    private static final int ADMIN_ACTION_TRIES = 3;
    /** What waiting costs beside the bytes of a message. */
    private static final int OVERHEAD_BYTES = 64;

    private final ResponseStream stream;
    private final long sessionId;
    private final AeronCounters counters;
    private final MessageOffer offer = new MessageOffer();
    private final ArrayDeque<AeronFrame> waiting = new ArrayDeque<>();
    private long waitingBytes;

    SendQueue(ResponseStream stream, long sessionId, AeronCounters counters) {
        this.stream = stream;
        this.sessionId = sessionId;
        this.counters = counters;
    }

    /** Sends a frame behind those that wait. */
    Result send(AeronFrame frame) {
        if (!waiting.isEmpty()) {
            add(frame);
            return Result.WAITS;
        }
        Result result = offer(frame);
        if (result == Result.WAITS) {
            add(frame);
        }
        return result;
    }

    /** Offers what waits, as much as may go in one turn. */
    Result drain() {
        long sentBytes = 0;
        while (!waiting.isEmpty() && sentBytes < TURN_BYTES) {
            AeronFrame frame = waiting.peekFirst();
            Result result = offer(frame);
            if (result != Result.SENT) {
                return result;
            }
            waiting.removeFirst();
            waitingBytes -= frame.lengthBytes();
            sentBytes += frame.lengthBytes();
            frame.release();
        }
        return Result.SENT;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long unsentBytes() {
        return waitingBytes - offer.goneBytes();
    }

    /** Memory that what waits keeps from others. */
    long heldBytes() {
        return waitingBytes + (long) OVERHEAD_BYTES * waiting.size();
    }

    /** Forgets what waits. */
    void clear() {
        for (AeronFrame frame = waiting.pollFirst(); frame != null; frame = waiting.pollFirst()) {
            frame.release();
        }
        waitingBytes = 0;
        offer.reset();
    }

    private void add(AeronFrame frame) {
        frame.retain();
        waiting.addLast(frame);
        waitingBytes += frame.lengthBytes();
    }

    private Result offer(AeronFrame frame) {
        long result = Publication.ADMIN_ACTION;
        for (int tries = 0; tries < ADMIN_ACTION_TRIES && result == Publication.ADMIN_ACTION; tries++) {
            result = offer.offer(stream, sessionId, frame.buffer(), 0, frame.lengthBytes());
            if (result == Publication.ADMIN_ACTION) {
                counters.increment(AeronCounter.OFFERS_ADMIN_ACTION);
            }
        }
        if (result > 0) {
            counters.increment(AeronCounter.MESSAGES_SENT);
            counters.add(AeronCounter.BYTES_SENT, frame.lengthBytes());
            return Result.SENT;
        }
        return onFailed(result);
    }

    private Result onFailed(long result) {
        if (result == Publication.ADMIN_ACTION) {
            return Result.WAITS;
        }
        if (result == Publication.BACK_PRESSURED) {
            counters.increment(AeronCounter.OFFERS_BACK_PRESSURED);
            return Result.WAITS;
        }
        if (result == Publication.NOT_CONNECTED) {
            counters.increment(AeronCounter.OFFERS_NOT_CONNECTED);
        } else if (result == Publication.MAX_POSITION_EXCEEDED) {
            counters.increment(AeronCounter.OFFERS_MAX_POSITION);
        } else if (result == Publication.CLOSED) {
            counters.increment(AeronCounter.OFFERS_CLOSED);
        } else {
            throw new IllegalStateException("result of an offer: " + result);
        }
        return Result.LOST;
    }
}
