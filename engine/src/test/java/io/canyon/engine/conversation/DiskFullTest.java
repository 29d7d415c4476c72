package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.journal.Tmpfs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine on a disk that fills up. Skipped where no small file system can be mounted. */
@Timeout(300)
class DiskFullTest {
    private static final int DISK_MIB = 256;
    private static final int MAX_EDITS = 400;
    private static final long LITTLE_BYTES = 8 << 20;
    private static final long RETRY_NS = 1_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void shouldRefuseEditsWhileTheDiskIsFullAndTakeThemWhenThereIsRoom() throws Exception {
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), DISK_MIB);
                TestEngine engine = new TestEngine(EngineConfig.of(disk.path().resolve("data")))) {
            TestEngine.Editor editor = engine.connect("r", "c", "");
            disk.fillUpTo(LITTLE_BYTES);
            editor.connection.take();
            int accepted = 0;
            List<String> answers = edit(engine, editor, accepted);
            while (answers.get(0).equals(ack(accepted, accepted + 1, "")) && accepted < MAX_EDITS) {
                accepted++;
                answers = edit(engine, editor, accepted);
            }
            assertTrue(accepted > 0 && accepted < MAX_EDITS, "accepted=" + accepted);
            String wasTrue = "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"k" + accepted
                    + "\":{\"_exists\":false}}],\"timestamp\":" + accepted + "}";
            String refused = ack(accepted, accepted, ",\"rejected\":[\"k" + accepted + "\"]");
            assertEquals(List.of(refused, wasTrue), answers);
            assertEquals(1, engine.counter(EngineCounter.JOURNAL_FULL));

            disk.empty();
            long startNs = System.nanoTime();
            // The journal asks the disk again only after a while.
            engine.runUntil(() -> System.nanoTime() - startNs > RETRY_NS);
            assertEquals(List.of(ack(accepted, accepted + 1, "")), edit(engine, editor, accepted));
        }
    }

    private static List<String> edit(TestEngine engine, TestEngine.Editor editor, int number) {
        editor.sends("{\"type\":\"patch\",\"messageId\":\"m" + number + "\",\"documentPatches\":[{\"k" + number
                + "\":{\"_exists\":true,\"x\":\"" + "x".repeat(100_000) + "\"}}]}");
        engine.run();
        return editor.connection.take();
    }

    private static String ack(int number, int version, String more) {
        return "{\"type\":\"ack\",\"messageId\":\"m" + number + "\",\"timestamp\":" + version + more + "}";
    }
}
