package io.canyon.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.Test;

class MessageRingTest {
    private static final int RING_BYTES = 1 << 16;

    @Test
    void shouldHandOverEveryMessageAtOnceAlsoBehindTheEndOfTheRing() {
        RingBuffer[] rings = {
            new OneToOneRingBuffer(MessageRing.allocate(RING_BYTES)),
            new ManyToOneRingBuffer(MessageRing.allocate(RING_BYTES))
        };
        for (RingBuffer buffer : rings) {
            MessageRing ring = new MessageRing(buffer);
            UnsafeBuffer message = new UnsafeBuffer(new byte[100]);
            for (int i = 0; i < 3 * RING_BYTES / 100; i++) {
                message.putInt(0, i);
                assertTrue(ring.offer(message, 0, 100));
                List<Integer> taken = new ArrayList<>();
                ring.drain((source, offset, length) -> taken.add(source.getInt(offset)));
                assertEquals(List.of(i), taken);
            }
        }
    }

    @Test
    void shouldLetALargeMessageGoWhenItsHandlerThrows() {
        MessageRing ring = new MessageRing(new OneToOneRingBuffer(MessageRing.allocate(RING_BYTES)));
        UnsafeBuffer large = new UnsafeBuffer(new byte[LargeMessages.THRESHOLD_BYTES + 1]);
        for (int i = 0; i < 200; i++) {
            assertTrue(ring.offer(large, 0, large.capacity()), "message " + i);
            assertThrows(
                    IllegalStateException.class,
                    () -> ring.drain((source, offset, length) -> {
                        throw new IllegalStateException("thrown by the test");
                    }));
        }
    }

    @Test
    void shouldOfferARefusedMessageAgain() {
        MessageRing ring = new MessageRing(new OneToOneRingBuffer(MessageRing.allocate(RING_BYTES)));
        UnsafeBuffer large = new UnsafeBuffer(new byte[LargeMessages.THRESHOLD_BYTES + 1]);
        large.putInt(0, 42);
        assertTrue(ring.offer(large, 0, large.capacity()));
        ring.drain((source, offset, length) -> false);
        List<Integer> taken = new ArrayList<>();
        ring.drain((source, offset, length) -> taken.add(source.getInt(offset)));
        assertEquals(List.of(42), taken);
    }
}
