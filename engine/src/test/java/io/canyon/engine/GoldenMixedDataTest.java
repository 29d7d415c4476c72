package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
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
    private static final List<String> FILES =
            List.of("gen-1/header", "gen-1/CREATED", "gen-1/shard-0/entries.seg", GoldenRoom.SNAPSHOT);

    @TempDir
    Path root;

    @Test
    void shouldReadASnapshotAndTheJournalBehindIt() throws IOException {
        GoldenFolder.unpack(RESOURCE, FILES, root);
        long second = 2L << 32;
        try (EngineDriver driver = new EngineDriver(GoldenRoom.config(root))) {
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"golden\",\"version\":" + second + ",\"seq\":3,"
                            + "\"permission\":\"readwrite\",\"doc\":{\"s/1\":{\"b\":[0,5,7,0],\"y\":2},"
                            + "\"s/3\":{\"n\":1}},\"members\":[],\"asked\":true}",
                    GoldenRoom.join(driver, "one", null));
            // From a version in the snapshot's history on, over the journal.
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"golden\",\"version\":" + second + ",\"seq\":0,"
                            + "\"permission\":\"readwrite\",\"from\":2,\"delta\":{\"s/1\":{\"b\":{\"1\":[0,5],"
                            + "\"2\":[7],\"3\":[0],\"_t\":\"a\"},\"x\":[1,0,0],\"y\":[2]},\"s/2\":[{},0,0],"
                            + "\"s/3\":[{\"n\":1}]},\"members\":[{\"id\":\"one\",\"userId\":\"user\"}],\"asked\":true}",
                    GoldenRoom.join(driver, "two", 2L));
            assertEquals(
                    "{\"event\":\"ack\",\"room\":\"golden\",\"seq\":1,\"version\":2}",
                    GoldenRoom.repeat(driver, "one", 1, "{\"s/2\":[{}]}"));
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

    /** Writes the folder: {@code java ... GoldenMixedDataTest$Writer <empty folder> <folder for the packed files>}. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path golden = folder.resolve("golden");
            try (EngineDriver driver = new EngineDriver(GoldenRoom.config(folder.resolve("first")))) {
                patch(driver, "{\"s/1\":{\"_exists\":true,\"x\":1,\"b\":[0,0]}}");
                GoldenRoom.edit(driver, "one", 1, "{\"s/2\":[{}]}");
                patch(driver, "{\"s/1\":{\"b\":{\"__buf\":1,\"len\":4,\"runs\":[[1,[5]]]}}}");
                // Idle rooms are saved; what comes then is in the journal only.
                driver.runUntil(() -> driver.engine.roomCount() == 0);
                GoldenRoom.edit(
                        driver,
                        "one",
                        2,
                        "{\"s/1\":{\"b\":{\"_t\":\"a\",\"2\":[0,7]},\"x\":[1,0,0],\"y\":[2]},\"s/2\":[{},0,0]}");
                patch(driver, "{\"s/3\":{\"_exists\":true,\"n\":1}}");
                GoldenRoom.edit(driver, "one", 3, "{\"missing\":[0,0,0]}");
                DataCopy.of(folder.resolve("first"), golden);
            }
            GoldenFolder.pack(golden, Path.of(arguments[1]));
        }

        private static void patch(EngineDriver driver, String patch) {
            EngineDriver.Editor editor = driver.join("golden");
            editor.sends("{\"type\":\"patch\",\"messageId\":\"1\",\"documentPatches\":[" + patch + "]}");
            driver.runUntil(() -> editor.acked == 1);
            editor.leave();
        }
    }
}
