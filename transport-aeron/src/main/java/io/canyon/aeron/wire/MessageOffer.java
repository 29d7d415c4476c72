package io.canyon.aeron.wire;

import io.canyon.aeron.codec.FragmentEncoder;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Offers messages of a session, one behind the other, and those that are longer than Aeron takes as Fragments. Keeps
 * how much of a message is gone between two tries. Not thread-safe; allocates nothing.
 */
public final class MessageOffer {
    /** Of a Fragment, without its part. */
    public static final int HEAD_BYTES =
            MessageHeaderEncoder.ENCODED_LENGTH + FragmentEncoder.BLOCK_LENGTH + FragmentEncoder.partHeaderLength();

    /** Longer parts would let what comes behind a long message wait for longer. */
    private static final int MAX_FRAGMENT_BYTES = 32 << 10;

    private final UnsafeBuffer head = new UnsafeBuffer(new byte[HEAD_BYTES]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final FragmentEncoder fragment = new FragmentEncoder();
    private int goneBytes;

    /**
     * Offers a message, or what is not gone of it. One that was begun is to be offered again, the same bytes, before
     * any other, until all of it is gone.
     *
     * @return the position behind it when all of it is gone; else the negative result of the offer that failed
     */
    public long offer(MessageSink sink, long sessionId, DirectBuffer buffer, int offset, int length) {
        if (length <= sink.maxMessageBytes()) {
            return sink.offer(buffer, offset, length);
        }
        int maxPartBytes = Math.min(sink.maxMessageBytes(), MAX_FRAGMENT_BYTES) - HEAD_BYTES;
        fragment.wrapAndApplyHeader(head, 0, header).sessionId(sessionId).totalBytes(length);
        long position = 0;
        while (goneBytes < length) {
            int partBytes = Math.min(maxPartBytes, length - goneBytes);
            fragment.offsetBytes(goneBytes);
            head.putInt(HEAD_BYTES - FragmentEncoder.partHeaderLength(), partBytes, ByteOrder.LITTLE_ENDIAN);
            position = sink.offer(head, HEAD_BYTES, buffer, offset + goneBytes, partBytes);
            if (position < 0) {
                return position;
            }
            goneBytes += partBytes;
        }
        goneBytes = 0;
        return position;
    }

    /** Bytes that are gone of the message that was begun; 0: none was. */
    public int goneBytes() {
        return goneBytes;
    }

    /** Forgets a message that was begun, because its publication is. */
    public void reset() {
        goneBytes = 0;
    }
}
