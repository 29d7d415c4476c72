package io.canyon.aeron.client;

import io.canyon.aeron.codec.PayloadForm;
import java.util.function.LongConsumer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableRingBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Edits that are not answered yet, in the order of their numbers, so that they can be sent again as they were. Grows to
 * a bound; allocates nothing below what it has grown to. Not thread-safe.
 *
 * <pre>
 *   record: sequence int64 | base int64 | form uint8, at most 7 unused | isDone int32 at 20 | payload from 24 on
 * </pre>
 */
final class UnackedEdits {
    /** Where an edit goes. */
    @FunctionalInterface
    interface Target {
        /** @return positive when it went */
        long send(long sequence, long base, PayloadForm form, DirectBuffer buffer, int offset, int length);
    }

    private static final LongConsumer NOBODY = sequence -> {};
    private static final int SEQUENCE = 0;
    private static final int BASE = 8;
    private static final int FORM = 16;
    private static final int IS_DONE = 20;
    private static final int PAYLOAD = 24;
    private static final int INITIAL_BYTES = 4 << 10;

    private final ExpandableRingBuffer edits;
    private final int maxBytes;
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[0]);
    private byte[] recordBytes = new byte[0];

    private final ExpandableRingBuffer.MessageConsumer dropDone = this::dropDone;
    private final ExpandableRingBuffer.MessageConsumer markDone = this::markDone;
    private final ExpandableRingBuffer.MessageConsumer repeatNext = this::repeatNext;
    private final ExpandableRingBuffer.MessageConsumer findFirst = this::findFirst;
    private LongConsumer found = NOBODY;
    private long doneFrom;
    private long doneTo;
    private boolean isAllSent;
    private Target target;
    private long sentSequence;
    private int repeated;

    UnackedEdits(int maxBytes) {
        this.maxBytes = maxBytes;
        int roundBytes = BitUtil.findNextPositivePowerOfTwo(maxBytes);
        edits = new ExpandableRingBuffer(Math.min(INITIAL_BYTES, roundBytes), roundBytes, false);
    }

    boolean isEmpty() {
        return edits.isEmpty();
    }

    /** Whether an edit of this length would fit if nothing else were there. */
    boolean canEverHold(int payloadBytes) {
        return payloadBytes <= maxBytes - PAYLOAD - 2 * ExpandableRingBuffer.HEADER_LENGTH;
    }

    /** @return false when it does not fit now */
    boolean add(long sequence, long base, PayloadForm form, DirectBuffer buffer, int offset, int length) {
        int bytes = PAYLOAD + length;
        if (!makesRoom(
                BitUtil.align(ExpandableRingBuffer.HEADER_LENGTH + bytes, ExpandableRingBuffer.HEADER_ALIGNMENT))) {
            return false;
        }
        if (recordBytes.length < bytes) {
            recordBytes = new byte[Integer.highestOneBit(bytes) << 1];
            record.wrap(recordBytes);
        }
        record.putLong(SEQUENCE, sequence);
        record.putLong(BASE, base);
        record.putByte(FORM, (byte) form.value());
        record.putInt(IS_DONE, 0);
        record.putBytes(PAYLOAD, buffer, offset, length);
        return edits.append(record, 0, bytes);
    }

    /**
     * Whether so many bytes are free in one piece, or will be when the buffer grows. One that cannot grow writes past
     * its end where they are free in two pieces, each of which is too small.
     */
    private boolean makesRoom(int recordBytesAligned) {
        if (edits.isEmpty()) {
            edits.reset(Math.max(edits.capacity(), recordBytesAligned));
            return true;
        }
        long grown = BitUtil.findNextPositivePowerOfTwo((long) edits.capacity() + recordBytesAligned);
        return grown <= edits.maxCapacity() || edits.capacity() - edits.size() >= 2 * recordBytesAligned;
    }

    /** One is answered, or could not be sent. */
    void done(long sequence) {
        doneFrom = sequence;
        doneTo = sequence;
        edits.consume(dropDone, Integer.MAX_VALUE);
        if (doneFrom <= doneTo) {
            found = NOBODY;
            edits.forEach(markDone, Integer.MAX_VALUE);
        }
    }

    /**
     * All from the one number to the other are answered.
     *
     * @param each told of those that were not yet
     */
    void done(long fromSequence, long toSequence, LongConsumer each) {
        doneFrom = fromSequence;
        doneTo = toSequence;
        found = each;
        edits.forEach(markDone, Integer.MAX_VALUE);
        edits.consume(dropDone, Integer.MAX_VALUE);
    }

    /** Whether one below a number is not answered. */
    boolean hasBelow(long sequence) {
        sentSequence = Long.MAX_VALUE;
        edits.forEach(findFirst, 1);
        return sentSequence < sequence;
    }

    void clear() {
        edits.reset(0);
    }

    /**
     * Sends those above a number, until one does not go.
     *
     * @return the number of the last that went; {@link Long#MAX_VALUE} when all are gone
     */
    long repeat(long aboveSequence, Target to) {
        target = to;
        sentSequence = aboveSequence;
        repeated = 0;
        isAllSent = true;
        edits.forEach(repeatNext, Integer.MAX_VALUE);
        return isAllSent ? Long.MAX_VALUE : sentSequence;
    }

    /** How many the last {@link #repeat} sent. */
    int repeated() {
        return repeated;
    }

    /** Drops from the oldest on; one that was looked for alone needs no further look. */
    private boolean dropDone(MutableDirectBuffer buffer, int offset, int length, int headOffset) {
        if (buffer.getInt(offset + IS_DONE) != 0) {
            // perhaps one that could not be sent, whose number came again
            return true;
        }
        long sequence = buffer.getLong(offset + SEQUENCE);
        boolean isIt = sequence >= doneFrom && sequence <= doneTo;
        if (isIt && doneFrom == doneTo) {
            doneTo = doneFrom - 1;
        }
        return isIt;
    }

    private boolean markDone(MutableDirectBuffer buffer, int offset, int length, int headOffset) {
        long sequence = buffer.getLong(offset + SEQUENCE);
        if (sequence >= doneFrom && sequence <= doneTo && buffer.getInt(offset + IS_DONE) == 0) {
            buffer.putInt(offset + IS_DONE, 1);
            found.accept(sequence);
        }
        return sequence <= doneTo;
    }

    private boolean findFirst(MutableDirectBuffer buffer, int offset, int length, int headOffset) {
        sentSequence = buffer.getLong(offset + SEQUENCE);
        return true;
    }

    private boolean repeatNext(MutableDirectBuffer buffer, int offset, int length, int headOffset) {
        long sequence = buffer.getLong(offset + SEQUENCE);
        if (sequence <= sentSequence || buffer.getInt(offset + IS_DONE) != 0) {
            return true;
        }
        PayloadForm form = PayloadForm.get(buffer.getByte(offset + FORM));
        long base = buffer.getLong(offset + BASE);
        if (target.send(sequence, base, form, buffer, offset + PAYLOAD, length - PAYLOAD) < 0) {
            isAllSent = false;
            return false;
        }
        sentSequence = sequence;
        repeated++;
        return true;
    }
}
