package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RoomContextTest {
    private final RoomContext context = new RoomContext(new RoomLimits(1, 1, 1), null, null, null, 7);

    @Test
    void shouldLetGoOfBuffersThatHaveGrownTooMuch() {
        DirectBuffer kept = context.spare;
        context.spare.putByte(RoomContext.MAX_KEPT_BYTES / 2, (byte) 1);
        context.trim();
        assertSame(kept, context.spare);
        context.spare.putByte(RoomContext.MAX_KEPT_BYTES, (byte) 1);
        context.trim();
        assertNotSame(kept, context.spare);
        assertTrue(context.spare.capacity() < RoomContext.MAX_KEPT_BYTES);
        context.writer.writeRaw(new UnsafeBuffer(new byte[3]), 0, 3);
        assertEquals(3, context.writer.position());
    }

    @Test
    void shouldLetGoOfNamesOfALargeCommand() {
        DirectBuffer kept = context.refused.buffer();
        UnsafeBuffer name = new UnsafeBuffer(new byte[60_000]);
        for (int i = 0; i < 100; i++) {
            name.putInt(0, i);
            assertTrue(context.refused.add(name, 0, name.capacity()));
        }
        context.trim();
        assertNotSame(kept, context.refused.buffer());
        assertEquals(0, context.refused.count());
        assertTrue(context.refused.add(name, 0, 10));
        assertEquals(12, context.refused.lengthBytes());
    }
}
