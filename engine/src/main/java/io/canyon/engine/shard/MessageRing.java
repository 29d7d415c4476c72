package io.canyon.engine.shard;

import static org.agrona.concurrent.ControlledMessageHandler.Action.ABORT;
import static org.agrona.concurrent.ControlledMessageHandler.Action.CONTINUE;

import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A ring buffer that also takes messages of any size: large ones travel by reference. Who may produce and who may
 * consume is what the ring buffer says.
 */
final class MessageRing {
    private static final int WHOLE = 1;
    private static final int BY_REFERENCE = 2;

    private final RingBuffer ring;
    private final LargeMessages large = new LargeMessages();
    private final ControlledMessageHandler onMessage = this::onMessage;
    private MessageHandler handler;

    MessageRing(RingBuffer ring) {
        this.ring = ring;
    }

    /** Memory of a ring of {@code capacityBytes}, a power of two. */
    static UnsafeBuffer allocate(int capacityBytes) {
        return new UnsafeBuffer(
                BufferUtil.allocateDirectAligned(capacityBytes + RingBufferDescriptor.TRAILER_LENGTH, 64));
    }

    /** Copies a message into the ring; false when there is no room. */
    boolean offer(DirectBuffer message, int offset, int length) {
        if (length <= LargeMessages.THRESHOLD_BYTES) {
            return ring.write(WHOLE, message, offset, length);
        }
        return announce(large.put(message, offset, length), length);
    }

    /** Like {@link #offer}, but a large message, which nobody changes any more, is not copied. */
    boolean offerShared(DirectBuffer message) {
        int length = message.capacity();
        if (length <= LargeMessages.THRESHOLD_BYTES) {
            return ring.write(WHOLE, message, 0, length);
        }
        return announce(large.share(message), length);
    }

    /** Hands over messages until {@code target} refuses one or none is left; returns how many it was offered. */
    int drain(MessageHandler target) {
        handler = target;
        int count = 0;
        long start = ring.consumerPosition();
        long before;
        // A read ends at the ring's end, and may find nothing there but padding: only a position that stays is the end.
        do {
            before = ring.consumerPosition();
            count += ring.controlledRead(onMessage);
        } while (ring.consumerPosition() != before && before - start < ring.capacity());
        return count;
    }

    private boolean announce(int number, int length) {
        if (number == LargeMessages.FULL) {
            return false;
        }
        int claim = ring.tryClaim(BY_REFERENCE, 2 * Integer.BYTES);
        if (claim < 0) {
            large.release(number, length);
            return false;
        }
        ring.buffer().putInt(claim, number);
        ring.buffer().putInt(claim + Integer.BYTES, length);
        ring.commit(claim);
        return true;
    }

    private ControlledMessageHandler.Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        if (type == WHOLE) {
            return handler.onMessage(buffer, index, length) ? CONTINUE : ABORT;
        }
        int number = buffer.getInt(index);
        int messageLength = buffer.getInt(index + Integer.BYTES);
        boolean isTaken = true;
        try {
            isTaken = handler.onMessage(large.get(number), 0, messageLength);
            return isTaken ? CONTINUE : ABORT;
        } finally {
            if (isTaken) {
                large.release(number, messageLength);
            }
        }
    }
}
