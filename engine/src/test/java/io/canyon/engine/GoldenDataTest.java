package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder with a snapshot of format version 1, a generation header of version 2 and a journal of segments stays
 * readable. {@link Writer} wrote it; new format versions get a folder of their own beside it, and this one is never
 * written again.
 */
class GoldenDataTest {
    private static final String RESOURCE = "/golden/data-v1/";
    private static final List<String> FILES = List.of("gen-2/header", "gen-2/shard-0/entries.seg", GoldenRoom.SNAPSHOT);
    private static final long THIRD_RANGE = 3L << 32;

    @TempDir
    private Path root;

    @Test
    void shouldReadASnapshotAndTheJournalBehindIt() throws IOException {
        GoldenFolder.unpack(RESOURCE, FILES, root);
        try (EngineDriver driver = new EngineDriver(GoldenRoom.config(root))) {
            assertEquals(
                    List.of(
                            "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{"
                                    + "\"a\":{\"_exists\":true,\"n\":12345678901234567,"
                                    + "\"text\":\"\u00e9\ud83d\ude00\",\"list\":[1,-2.5,null,[]]},"
                                    + "\"b\":{\"_exists\":false},\"c\":{\"_exists\":false},"
                                    + "\"d\":{\"_exists\":true,\"o\":{\"p\":{\"q\":1.0E-7}}}}],"
                                    + "\"timestamp\":" + THIRD_RANGE + "}",
                            "{\"type\":\"synced\",\"timestamp\":" + THIRD_RANGE + "}"),
                    reconnect(driver, 0));
            // Of the range that an unclean end closed at 3, version 9 was never given.
            assertEquals(
                    List.of(
                            "{\"type\":\"resync\",\"since\":3}",
                            "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{"
                                    + "\"d\":{\"_exists\":true,\"o\":{\"p\":{\"q\":1.0E-7}}},"
                                    + "\"c\":{\"_exists\":false},\"a\":{\"n\":12345678901234567}}],"
                                    + "\"timestamp\":" + THIRD_RANGE + "}",
                            "{\"type\":\"synced\",\"timestamp\":" + THIRD_RANGE + "}"),
                    reconnect(driver, 9));
        }
    }

    private static List<String> reconnect(EngineDriver driver, long lastTimestamp) {
        EngineDriver.Editor editor = driver.join("golden");
        editor.received.clear();
        editor.sends("{\"type\":\"reconnect\",\"lastTimestamp\":" + lastTimestamp + ",\"protocolVersion\":2}");
        driver.runUntil(() -> editor.isSynced);
        List<String> received = List.copyOf(editor.received);
        editor.leave();
        return received;
    }

    /** Writes the folder: {@code java ... GoldenDataTest$Writer <empty folder> <folder for the packed files>}. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path killed = folder.resolve("killed");
            try (EngineDriver driver = new EngineDriver(GoldenRoom.config(folder.resolve("first")))) {
                patch(
                        driver,
                        "\"a\":{\"_exists\":true,\"n\":1,\"text\":\"\\u00e9\\ud83d\\ude00\","
                                + "\"list\":[1,-2.5,null,[]]}");
                patch(driver, "\"b\":{\"_exists\":true,\"m\":1}", "\"c\":{\"_exists\":true,\"flag\":true}");
                patch(driver, "\"b\":{\"_exists\":false}");
                DataCopy.of(folder.resolve("first"), killed);
            }
            Path golden = folder.resolve("golden");
            try (EngineDriver driver = new EngineDriver(GoldenRoom.config(killed))) {
                patch(driver, "\"a\":{\"n\":12345678901234567}");
                // Idle rooms are saved; what comes then is in the journal only.
                driver.runUntil(() -> driver.engine.roomCount() == 0);
                patch(driver, "\"d\":{\"_exists\":true,\"o\":{\"p\":{\"q\":1e-7}}}", "\"c\":{\"_exists\":false}");
                DataCopy.of(killed, golden);
            }
            GoldenFolder.pack(golden, Path.of(arguments[1]));
        }

        private static void patch(EngineDriver driver, String... members) {
            EngineDriver.Editor editor = driver.join("golden");
            editor.sends("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{" + String.join(",", members)
                    + "}]}");
            driver.runUntil(() -> editor.acked == 1);
            editor.leave();
        }
    }
}
