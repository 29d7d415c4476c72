package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder with a room that is one document stays readable: a snapshot of format version 2 with history and
 * applied sequences, and behind it a journal of segments with edits of all operations. {@link Writer} wrote it; new
 * format versions get a folder of their own beside it, and this one is never written again.
 */
class GoldenDocumentDataTest {
    private static final String RESOURCE = "/golden/data-v2/";
    private static final List<String> FILES = List.of("gen-1/header", "gen-1/shard-0/entries.seg", GoldenRoom.SNAPSHOT);
    private static final String TEXT = "This text is long enough to be sent as a patch, and not as a whole. ";
    private static final String PATCH = "@@ -1,4 +1,4 @@\\n-This\\n+That\\n";

    private static final String APPLIED = "@@ -1,12 +1,12 @@\\n Th\\n-is\\n+at\\n  text is\\n";

    @TempDir
    private Path root;

    @Test
    void shouldReadASnapshotAndTheJournalBehindIt() throws IOException {
        GoldenFolder.unpack(RESOURCE, FILES, root);
        try (EngineDriver driver = new EngineDriver(GoldenRoom.config(root))) {
            long second = 2L << 32;
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"golden\",\"version\":" + second + ",\"seq\":7,"
                            + "\"permission\":\"readwrite\",\"doc\":{\"n\":2,\"text\":\"" + TEXT.replace("This", "That")
                            + "\",\"list\":[{\"id\":3,\"x\":1.5},{\"id\":1},4]},\"members\":[],\"asked\":true}",
                    GoldenRoom.join(driver, "one", null));
            // From a version in the snapshot's history on, over the journal.
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"golden\",\"version\":" + second + ",\"seq\":1,"
                            + "\"permission\":\"readwrite\",\"from\":3,\"delta\":{\"list\":{\"0\":{\"x\":[1.5]},"
                            + "\"2\":[4],\"_t\":\"a\",\"_1\":[{\"id\":2},0,0],\"_2\":[\"\",0,3]},\"gone\":[true,0,0],"
                            + "\"text\":[\"" + APPLIED + "\",0,2]},\"members\":[{\"id\":\"one\",\"userId\":\"user\"}],"
                            + "\"asked\":true}",
                    GoldenRoom.join(driver, "two", 3L));
            assertEquals(
                    "{\"event\":\"ack\",\"room\":\"golden\",\"seq\":1,\"version\":2}",
                    GoldenRoom.repeat(driver, "two", 1, "{\"n\":[1,2]}"));
        }
    }

    /**
     * Writes the folder: {@code java ... GoldenDocumentDataTest$Writer <empty folder> <folder for the packed files>}.
     */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path golden = folder.resolve("golden");
            try (EngineDriver driver = new EngineDriver(GoldenRoom.config(folder.resolve("first")))) {
                GoldenRoom.edit(driver, "one", 1, "{\"n\":[1],\"gone\":[true],\"text\":[\"" + TEXT + "\"]}");
                GoldenRoom.edit(driver, "two", 1, "{\"n\":[1,2]}");
                GoldenRoom.edit(driver, "one", 3, "{\"list\":[[{\"id\":1},{\"id\":2},{\"id\":3}]]}");
                // Idle rooms are saved; what comes then is in the journal only.
                driver.runUntil(() -> driver.engine.roomCount() == 0);
                GoldenRoom.edit(
                        driver,
                        "one",
                        4,
                        "{\"list\":{\"_t\":\"a\",\"_1\":[{\"id\":2},0,0],\"_2\":[\"\",0,3],\"2\":[4]}}");
                GoldenRoom.edit(driver, "one", 5, "{\"list\":{\"_t\":\"a\",\"0\":{\"x\":[1.5]}},\"gone\":[true,0,0]}");
                GoldenRoom.edit(driver, "one", 6, "{\"missing\":[0,0,0]}");
                GoldenRoom.edit(driver, "one", 7, "{\"text\":[\"" + PATCH + "\",0,2]}");
                DataCopy.of(folder.resolve("first"), golden);
            }
            GoldenFolder.pack(golden, Path.of(arguments[1]));
        }
    }
}
