package io.canyon.aeron.wire;

import io.aeron.Publication;
import org.agrona.DirectBuffer;

/** A publication, as far as a {@link MessageOffer} uses it. Results of offers are those of {@link Publication}. */
public interface MessageSink {
    /** Longest message that may be offered. */
    int maxMessageBytes();

    long offer(DirectBuffer buffer, int offset, int length);

    /** Offers one message that lies in two pieces. */
    long offer(DirectBuffer head, int headLength, DirectBuffer body, int bodyOffset, int bodyLength);

    /** Offers to a publication. */
    static MessageSink of(Publication publication) {
        return new MessageSink() {
            @Override
            public int maxMessageBytes() {
                return publication.maxMessageLength();
            }

            @Override
            public long offer(DirectBuffer buffer, int offset, int length) {
                return publication.offer(buffer, offset, length);
            }

            @Override
            public long offer(DirectBuffer head, int headLength, DirectBuffer body, int bodyOffset, int bodyLength) {
                return publication.offer(head, 0, headLength, body, bodyOffset, bodyLength);
            }
        };
    }
}
