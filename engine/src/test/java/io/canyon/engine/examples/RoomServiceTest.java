package io.canyon.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.SnapshotStores;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the README shows. */
@Timeout(300)
class RoomServiceTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTakePartInARoom() throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        Engine engine = Engine.start(EngineConfig.of(folder));
        assertEquals(1, RoomService.paint(engine, SnapshotStores.inMemory(), executor, log::add));
        Set<String> lines = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            lines.add(log.poll(60, TimeUnit.SECONDS).replaceFirst(":.*RecordChange.*", ""));
        }
        assertEquals(Set.of("color: null", "color: red", "painter made version 1"), lines);
        engine.close();
        executor.shutdown();
    }
}
