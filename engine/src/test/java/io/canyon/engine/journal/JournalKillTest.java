package io.canyon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was appended before a kill -9 is there after it. */
@Timeout(300)
class JournalKillTest {
    private static final int ROUNDS = 4;
    private static final TestBatches BATCHES = new TestBatches(3_000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.canyon.engine.journal.TestBatches#storages")
    void shouldKeepWhatWasAppendedBeforeAKill(JournalStorage storage) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Path journal = folder.resolve("round-" + round);
            long killAt = TestBatches.FIRST_SEQUENCE + random.nextInt(10_000);
            Process child = ChildJvm.start(Writer.class, storage.getClass().getName(), journal.toString());
            long acked = killAndDrain(child, killAt);
            ReadResult result = BATCHES.read(storage, journal);
            assertTrue(acked >= killAt, () -> "child ended early: killAt=" + killAt);
            assertTrue(result.lastSequence() >= acked, () -> "lost: acked=" + acked + " " + result);
            assertEquals("", result.damage());
        }
    }

    private static long killAndDrain(Process child, long killAt) throws IOException, InterruptedException {
        long acked = -1;
        try (BufferedReader acks = child.inputReader()) {
            for (String line = acks.readLine(); line != null; line = acks.readLine()) {
                if (line.endsWith(";")) {
                    acked = Long.parseLong(line.substring(0, line.length() - 1));
                }
                if (acked >= killAt) {
                    // Unlike the process's own method, the handle's leaves what it wrote to be read.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        return acked;
    }

    /** Appends until it is killed, and says what it appended. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            JournalStorage storage = TestBatches.storages()
                    .filter(one -> one.getClass().getName().equals(arguments[0]))
                    .findFirst()
                    .orElseThrow();
            PrintStream acks = System.out;
            try (Journal journal = TestBatches.create(storage, Path.of(arguments[1]))) {
                while (BATCHES.append(journal)) {
                    acks.print(journal.nextSequence() - 1 + ";\n");
                    acks.flush();
                }
            }
        }
    }
}
