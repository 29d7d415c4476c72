package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.document.SegmentPool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DocumentMemoryTest {
    private static final long LIMIT_BYTES = 4 << 20;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeWhatIsSetAndMostOfWhatThereIsOtherwise() {
        assertEquals(LIMIT_BYTES, DocumentMemory.maxBytes(limits(LIMIT_BYTES)));
        long most = DocumentMemory.maxBytes(EngineLimits.DEFAULTS);
        assertTrue(most > LIMIT_BYTES, "bytes: " + most);
        assertThrows(IllegalArgumentException.class, () -> limits(LIMIT_BYTES - 1));
        assertThrows(IllegalArgumentException.class, () -> limits(-1));
    }

    @Test
    void shouldOpenNoMoreRoomsThanItsMemoryTakes() {
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder).withLimits(limits(LIMIT_BYTES)))) {
            int rooms = 0;
            while (driver.engine.counter(EngineCounter.LIMIT_REFUSALS) == 0) {
                driver.open("roomId=r" + rooms + "&clientId=c");
                long answers = ++rooms;
                driver.runUntil(() -> driver.engine.counter(EngineCounter.SESSIONS_OPENED)
                                + driver.engine.counter(EngineCounter.LIMIT_REFUSALS)
                        == answers);
            }
            assertTrue(rooms <= LIMIT_BYTES / SegmentPool.SEGMENT_BYTES, "rooms: " + rooms);
            assertTrue(driver.engine.documentMemoryBytes() <= LIMIT_BYTES);
        }
    }

    private static EngineLimits limits(long maxDocumentMemoryBytes) {
        EngineLimits defaults = EngineLimits.DEFAULTS;
        return defaults.withMaxDocumentMemoryBytes(maxDocumentMemoryBytes);
    }
}
