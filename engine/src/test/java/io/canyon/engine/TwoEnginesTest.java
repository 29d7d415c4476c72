package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two engines in one JVM. */
@Timeout(300)
class TwoEnginesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNotKnowOfEachOther() {
        EngineConfig config = EngineConfig.of(folder.resolve("a"));
        EngineDriver a = new EngineDriver(config);
        EngineDriver b = new EngineDriver(config.withDataFolder(folder.resolve("b")));
        EngineDriver.Editor inA = a.join("r");
        EngineDriver.Editor inB = b.join("r");
        for (int i = 0; i < 3; i++) {
            inA.countAndWait(0);
        }
        inB.countAndWait(0);
        assertEquals(3, a.engine.counter(EngineCounter.EDITS_APPLIED));
        assertEquals(1, b.engine.counter(EngineCounter.EDITS_APPLIED));
        assertEquals(3, a.read("r"));
        assertEquals(1, b.read("r"));
        EngineStartException inUse = assertThrows(EngineStartException.class, () -> Engine.start(config));
        assertSame(EngineStartException.Code.DATA_FOLDER_IN_USE, inUse.code());

        a.close();
        assertTrue(a.engine.isClosedCleanly());
        assertNull(inB.closeReason);
        inB.countAndWait(0);
        assertEquals(2, b.read("r"));
        b.close();
        assertTrue(b.engine.isClosedCleanly());
    }

    @Test
    void shouldRunOnThreadsOfTheirOwn() {
        Engine a = Engine.start(EngineConfig.of(folder.resolve("a")));
        Engine b = Engine.start(EngineConfig.of(folder.resolve("b")));
        assertTrue(a.isReady());
        a.close();
        assertFalse(a.isReady());
        assertTrue(b.isReady());
        b.close();
        assertTrue(a.isClosedCleanly() && b.isClosedCleanly());
    }
}
