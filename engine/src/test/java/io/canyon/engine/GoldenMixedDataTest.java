package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder with a room of records that document sessions have edited stays readable: a snapshot of format version
 * 3, and behind it a journal of segments with edits of both wires. {@link Writer} wrote it; new format versions get a
 * folder of their own beside it, and this one is never written again.
 */
class GoldenMixedDataTest {
    private static final String RESOURCE = "/golden/data-v3/";
    private static final String SNAPSHOT =
            "rooms/dd/dd56de4137951d9c92681b03416ec15f886b4482a27e3a517d32f085244cbe5d.snapshot";
    private static final List<String> FILES =
            List.of("gen-1/header", "gen-1/CREATED", "gen-1/shard-0/entries.seg", SNAPSHOT);

    @TempDir
    Path root;

    @Test
    void shouldReadASnapshotAndTheJournalBehindIt() throws IOException {
        GoldenFolder.unpack(RESOURCE, FILES, root);
        long second = 2L << 32;
        try (EngineDriver driver = new EngineDriver(config(root))) {
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"golden\",\"version\":" + second + ",\"seq\":3,"
                            + "\"permission\":\"readwrite\",\"doc\":{\"s/1\":{\"b\":[0,5,7,0],\"y\":2},"
                            + "\"s/3\":{\"n\":1}},\"members\":[],\"asked\":true}",
                    join(driver, "one", ""));
            // From a version in the snapshot's history on, over the journal.
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"golden\",\"version\":" + second + ",\"seq\":0,"
                            + "\"permission\":\"readwrite\",\"from\":2,\"delta\":{\"s/1\":{\"b\":{\"1\":[0,5],"
                            + "\"2\":[7],\"3\":[0],\"_t\":\"a\"},\"x\":[1,0,0],\"y\":[2]},\"s/2\":[{},0,0],"
                            + "\"s/3\":[{\"n\":1}]},\"members\":[{\"id\":\"one\",\"userId\":\"user\"}],\"asked\":true}",
                    join(driver, "two", ",\"version\":2"));
            EngineDriver.Editor editor = driver.open("id=one");
            editor.sends("{\"event\":\"join\",\"room\":\"golden\",\"userId\":\"user\"}");
            editor.sends("{\"event\":\"edit\",\"room\":\"golden\",\"seq\":1,\"base\":1,\"delta\":{\"s/2\":[{}]}}");
            driver.runUntil(() -> editor.received.size() > 1);
            assertEquals("{\"event\":\"ack\",\"room\":\"golden\",\"seq\":1,\"version\":2}", editor.received.get(1));
            EngineDriver.Editor canvas = driver.open("roomId=golden&clientId=d");
            canvas.sends("{\"type\":\"reconnect\",\"lastTimestamp\":3,\"protocolVersion\":2}");
            driver.runUntil(() -> canvas.isSynced);
            assertEquals(
                    "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"s/3\":{\"_exists\":true,\"n\":1},"
                            + "\"s/2\":{\"_exists\":false},\"s/1\":{\"_exists\":true,\"b\":[0,5,7,0],\"y\":2}}],"
                            + "\"timestamp\":" + second + "}",
                    canvas.received.get(1));
        }
    }

    private static String join(EngineDriver driver, String id, String more) {
        EngineDriver.Editor editor = driver.open("id=" + id);
        editor.sends("{\"event\":\"join\",\"room\":\"golden\",\"userId\":\"user\"" + more + "}");
        driver.runUntil(() -> !editor.received.isEmpty());
        return editor.received.get(0);
    }

    private static EngineConfig config(Path data) {
        return EngineConfig.of(data).withJournal(JournalKind.SEGMENTS).withIdleTimeout(Duration.ofMillis(1));
    }

    /** Writes the folder: {@code java ... GoldenMixedDataTest$Writer <empty folder> <folder for the packed files>}. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path golden = folder.resolve("golden");
            try (EngineDriver driver = new EngineDriver(config(folder.resolve("first")))) {
                patch(driver, "{\"s/1\":{\"_exists\":true,\"x\":1,\"b\":[0,0]}}");
                edit(driver, 1, "{\"s/2\":[{}]}");
                patch(driver, "{\"s/1\":{\"b\":{\"__buf\":1,\"len\":4,\"runs\":[[1,[5]]]}}}");
                // Idle rooms are saved; what comes then is in the journal only.
                driver.runUntil(() -> driver.engine.roomCount() == 0);
                edit(
                        driver,
                        2,
                        "{\"s/1\":{\"b\":{\"_t\":\"a\",\"2\":[0,7]},\"x\":[1,0,0],\"y\":[2]},\"s/2\":[{},0,0]}");
                patch(driver, "{\"s/3\":{\"_exists\":true,\"n\":1}}");
                edit(driver, 3, "{\"missing\":[0,0,0]}");
                DataCopy.of(folder.resolve("first"), golden);
            }
            GoldenFolder.pack(golden, Path.of(arguments[1]));
        }

        private static void edit(EngineDriver driver, int sequence, String delta) {
            EngineDriver.Editor editor = driver.open("id=one");
            editor.sends("{\"event\":\"join\",\"room\":\"golden\",\"userId\":\"user\"}");
            editor.sends("{\"event\":\"edit\",\"room\":\"golden\",\"seq\":" + sequence + ",\"delta\":" + delta + "}");
            driver.runUntil(() -> editor.received.stream().anyMatch(frame -> frame.startsWith("{\"event\":\"ack\"")));
            editor.leave();
        }

        private static void patch(EngineDriver driver, String patch) {
            EngineDriver.Editor editor = driver.join("golden");
            editor.sends("{\"type\":\"patch\",\"messageId\":\"1\",\"documentPatches\":[" + patch + "]}");
            driver.runUntil(() -> editor.acked == 1);
            editor.leave();
        }
    }
}
