package io.canyon.aeron.wire;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts the parts of one message together, in the order in which they come, into memory that grows with what has come
 * and not with what was promised. Not thread-safe.
 */
public final class MessageAssembler {
    /** What has become of a part. */
    public enum Result {
        /** More parts are to come. */
        MORE,
        /** The message is whole: {@link #buffer} holds {@link #length} bytes of it, until the next call. */
        WHOLE,
        /** It does not follow the part before it. */
        OUT_OF_ORDER,
        /** The message is longer than it may be. */
        TOO_LARGE
    }

    private static final int INITIAL_BYTES = 4 << 10;
    private static final int KEPT_BYTES = 1 << 20;

    private final int maxBytes;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    private int totalBytes;
    private int length;
    private boolean isWhole;

    /** @param maxBytes of a message */
    public MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes a part that tells where it belongs. After a part that cannot be used, the message is forgotten.
     *
     * @param totalBytes length of the whole message
     * @param offsetBytes where in it the part belongs
     */
    public Result add(int totalBytes, int offsetBytes, DirectBuffer part, int partOffset, int partLength) {
        if (isWhole) {
            reset();
        }
        if (length == 0) {
            this.totalBytes = totalBytes;
        }
        // A part of nothing would let a peer send parts for ever.
        if (offsetBytes != length || totalBytes != this.totalBytes || partLength <= 0) {
            reset();
            return Result.OUT_OF_ORDER;
        }
        if (totalBytes > maxBytes) {
            reset();
            return Result.TOO_LARGE;
        }
        if (partLength > totalBytes - length) {
            reset();
            return Result.OUT_OF_ORDER;
        }
        append(part, partOffset, partLength);
        isWhole = length == totalBytes;
        return isWhole ? Result.WHOLE : Result.MORE;
    }

    /**
     * Takes a part that tells only whether it is the last.
     *
     * @return {@link Result#MORE}, {@link Result#WHOLE} or {@link Result#TOO_LARGE}
     */
    public Result append(DirectBuffer part, int partOffset, int partLength, boolean isLast) {
        if (isWhole) {
            reset();
        }
        if (partLength > maxBytes - length) {
            reset();
            return Result.TOO_LARGE;
        }
        append(part, partOffset, partLength);
        isWhole = isLast;
        return isLast ? Result.WHOLE : Result.MORE;
    }

    /** Where the message is. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Bytes that have come. */
    public int length() {
        return length;
    }

    /** Forgets what has come, and lets go of much memory. */
    public void reset() {
        length = 0;
        isWhole = false;
        if (buffer.capacity() > KEPT_BYTES) {
            buffer.wrap(new byte[0]);
        }
    }

    private void append(DirectBuffer part, int partOffset, int partLength) {
        int needed = length + partLength;
        if (needed > buffer.capacity()) {
            long doubled = Math.max(INITIAL_BYTES, 2L * buffer.capacity());
            byte[] grown = new byte[(int) Math.max(needed, Math.min(doubled, maxBytes))];
            buffer.getBytes(0, grown, 0, length);
            buffer.wrap(grown);
        }
        buffer.putBytes(length, part, partOffset, partLength);
        length = needed;
    }
}
