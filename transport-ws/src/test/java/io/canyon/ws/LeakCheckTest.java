package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LeakCheckTest {
    private static final int LEAKED_BYTES = 100;

    @Test
    void shouldFindABufferThatWasDropped() {
        int writable = PooledByteBufAllocator.DEFAULT.directBuffer(LEAKED_BYTES).writableBytes();
        assertEquals(LEAKED_BYTES, writable);
        assertTrue(LeakCheck.leaks().stream().anyMatch(leak -> leak.contains("ByteBuf")));
    }
}
