package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.ChildJvm;
import io.canyon.engine.journal.LoopDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an engine of level power has acked is there when the power is cut, checkpoints or not. */
@Timeout(300)
class EnginePowerCutTest {
    private static final int CUTS = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(JournalKind.class)
    void shouldKeepWhatWasAcked(JournalKind kind) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (LoopDisk disk = LoopDisk.mount(folder)) {
            Process child = ChildJvm.start(
                    Counter.class, kind.name(), disk.path().resolve("data").toString());
            try (BufferedReader acks = child.inputReader()) {
                long acked = 0;
                for (int cut = 0; cut < CUTS; cut++) {
                    long target = acked + 1 + random.nextInt(150);
                    while (acked < target) {
                        acked = Long.parseLong(acks.readLine());
                    }
                    ChildJvm.halt(child);
                    long found = recover(disk, kind, "cut-" + cut);
                    long expected = acked;
                    assertTrue(found >= expected, () -> "lost: acked=" + expected + " found=" + found);
                    ChildJvm.goOn(child);
                }
            } finally {
                child.destroyForcibly().onExit().join();
            }
        }
    }

    private long recover(LoopDisk disk, JournalKind kind, String name) throws IOException {
        try (LoopDisk cut = disk.cutPower(folder.resolve(name))) {
            EngineConfig config = EngineConfig.of(cut.path().resolve("data")).withJournal(kind);
            try (EngineDriver driver = new EngineDriver(config)) {
                return driver.read("r");
            }
        }
    }

    /** Counts up in a room until it is killed, with a checkpoint every dozen edits, and says what was acked. */
    static final class Counter {
        private Counter() {}

        public static void main(String[] arguments) {
            EngineConfig config = EngineConfig.of(Path.of(arguments[1]))
                    .withDurability(DurabilityLevel.POWER)
                    .withJournal(JournalKind.valueOf(arguments[0]))
                    .withCheckpointBytes(64 << 10);
            PrintStream acks = System.out;
            try (EngineDriver driver = new EngineDriver(config)) {
                EngineDriver.Editor editor = driver.join("r");
                while (true) {
                    editor.countAndWait(5_000);
                    acks.print(editor.acked + "\n");
                    acks.flush();
                }
            }
        }
    }
}
