package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        // A thread of the JVM tells of what was collected, when it gets its turn.
        TestServer.await("the leak", () -> LeakCheck.leaks().stream().anyMatch(leak -> leak.contains("ByteBuf")));
    }
}
