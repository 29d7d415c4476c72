package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.recovery.DataImport;
import io.canyon.engine.recovery.DataInspection;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms that are put into the data folder of an engine that does not run. The files are canvas-store-server's own. */
@Timeout(300)
class DataImportTest {
    private static final long RANGE = 1L << 32;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeOverARoomOfCanvasStoreServer() throws Exception {
        try (DataImport data = DataImport.open(folder)) {
            assertEquals(RANGE, data.importCanvasStore("demo", file("demo")));
            assertTrue(data.contains("demo"));
            assertThrows(IllegalArgumentException.class, () -> data.importCanvasStore("demo", file("demo")));
        }
        assertEquals(
                "{\"a/Position\":{\"y\":2.5,\"x\":3},\"b/Text\":{\"text\":\"hé 😀 \\\"q\\\" \\ud800\"},"
                        + "\"d/Pixels\":{\"meta\":{\"deep\":[1,{\"k\":null}],\"n\":-1.0E21},\"data\":[0,9,9,3,0]},"
                        + "\"__proto__x\":{\"constructor\":1}}",
                export("demo"));
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            // What the server itself would send to who has seen as much.
            assertEquals(
                    "{\"b/Text\":{\"_exists\":true},\"__proto__x\":{\"_exists\":true,\"constructor\":1}}",
                    sorted(since(driver, 7), "b/Text", "__proto__x"));
            assertEquals(
                    "{\"d/Pixels\":{\"data\":[0,9,9,3,0]},\"never/Was\":{\"_exists\":false},"
                            + "\"b/Text\":{\"_exists\":true},\"__proto__x\":{\"_exists\":true,\"constructor\":1}}",
                    sorted(since(driver, 5), "d/Pixels", "never/Was", "b/Text", "__proto__x"));
            assertTrue(since(driver, 3).contains("\"c/Gone\":{\"_exists\":false}"));
            assertEquals("", since(driver, 9));
            // It has seen an edit that the server never saved.
            assertEquals("resync 9", since(driver, 10));
        }
    }

    @Test
    void shouldTakeOverARoomThatNobodyHasEdited() throws Exception {
        try (DataImport data = DataImport.open(folder)) {
            assertEquals(RANGE, data.importCanvasStore("demo", file("no-edits")));
        }
        assertEquals("{}", export("demo"));
    }

    @Test
    void shouldNotBelieveATimestampAboveTheClock() throws Exception {
        try (DataImport data = DataImport.open(folder)) {
            data.importCanvasStore("demo", file("racing"));
        }
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            assertEquals("{\"k/K\":{\"_exists\":true,\"x\":1}}", since(driver, 0));
            assertEquals("", since(driver, 1));
            assertEquals("resync 1", since(driver, 2));
        }
    }

    @Test
    void shouldTakeKeysWithoutTimestampsAndWithoutExists() throws Exception {
        String old = "{\"timestamp\":4,\"state\":{\"k\":{\"x\":1},\"l\":{\"_exists\":null,\"y\":2}},"
                + "\"timestamps\":{\"k\":{\"x\":-1,\"gone\":3},\"l\":{\"_exists\":2,\"y\":2.5}}}";
        try (DataImport data = DataImport.open(folder)) {
            data.importCanvasStore("demo", utf8(old));
        }
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            assertEquals("{\"k\":{\"_exists\":true,\"x\":1},\"l\":{\"y\":2}}", sorted(since(driver, 3), "k", "l"));
            assertEquals("", since(driver, 4));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"timestamp\":1}",
                "{\"state\":{}}",
                "{\"timestamp\":\"1\",\"state\":{}}",
                "{\"timestamp\":-1,\"state\":{}}",
                "{\"timestamp\":1,\"state\":{\"k\":1}}",
                "{\"timestamp\":1,\"state\":{\"k\":{\"x\":1e999}}}",
                "{\"timestamp\":1,\"state\":{}}x",
            })
    void shouldRefuseWhatIsNoFileOfARoom(String text) throws IOException {
        try (DataImport data = DataImport.open(folder)) {
            assertThrows(IllegalArgumentException.class, () -> data.importCanvasStore("demo", utf8(text)));
            assertFalse(data.contains("demo"));
        }
    }

    @Test
    void shouldPutBackWhatWasTakenOut() throws Exception {
        String document = "{\"k\":{\"n\":7,\"p\":[1,{\"q\":null}]},\"l\":{}}";
        try (DataImport data = DataImport.open(folder)) {
            assertFalse(data.contains("demo"));
            assertEquals(RANGE + 1, data.importDocument("demo", utf8(document)));
        }
        assertEquals(document, export("demo"));
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            assertEquals(7, driver.read("demo"));
        }
    }

    @Test
    void shouldPutBackARoomThatIsOneDocumentOfAnyShape() throws Exception {
        try (DataImport data = DataImport.open(folder)) {
            assertEquals(RANGE + 1, data.importWhole("demo", utf8("{\"n\":1}")));
            assertEquals(RANGE + 2, data.importWhole("demo", utf8("[1,{\"q\":null}]")));
            assertThrows(IllegalArgumentException.class, () -> data.importDocument("demo", utf8("{}")));
            assertThrows(IllegalArgumentException.class, () -> data.importWhole("demo", utf8("[1,")));
            data.importDocument("records", utf8("{}"));
            assertThrows(IllegalArgumentException.class, () -> data.importWhole("records", utf8("{}")));
        }
        assertEquals("[1,{\"q\":null}]", export("demo"));
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            EngineDriver.Editor editor = driver.open("id=a");
            editor.sends("{\"event\":\"join\",\"room\":\"demo\",\"userId\":\"u\",\"version\":" + (RANGE + 1) + "}");
            driver.runUntil(() -> !editor.received.isEmpty());
            assertTrue(editor.received.get(0).contains("\"doc\":[1,{\"q\":null}]"), editor.received.get(0));
        }
    }

    @Test
    void shouldReplaceARoomByOneEditThatItsEditorsSee() throws Exception {
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            EngineDriver.Editor editor = driver.join("demo");
            editor.countAndWait(1);
            editor.sends("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"old\":{\"_exists\":true}}]}");
            driver.runUntil(() -> editor.acked == 2);
        }
        long version;
        try (DataImport data = DataImport.open(folder)) {
            assertTrue(data.contains("demo"));
            version = data.importDocument("demo", utf8("{\"k\":{\"n\":9}}"));
            assertEquals(version + 1, data.importDocument("demo", utf8("{\"k\":{\"n\":9}}")));
        }
        assertEquals(2 * RANGE + 1, version);
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder))) {
            assertEquals(
                    "{\"k\":{\"_exists\":true,\"n\":9},\"old\":{\"_exists\":false}}",
                    sorted(since(driver, 2), "k", "old"));
            assertEquals(9, driver.read("demo"));
            // The room goes on, and has what came after the import when it comes back.
            driver.join("demo").countAndWait(1);
        }
        assertTrue(export("demo").contains("\"n\":1"), export("demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"k\":1}", "{\"k\":{\"x\":1e999}}", "{\"k\":{}", "\"text\""})
    void shouldRefuseWhatIsNoDocument(String text) throws IOException {
        try (DataImport data = DataImport.open(folder)) {
            assertThrows(IllegalArgumentException.class, () -> data.importDocument("demo", utf8(text)));
            assertFalse(data.contains("demo"));
        }
    }

    @Test
    void shouldSeeRoomsThatOnlyTheJournalHas() throws IOException {
        Path copy = folder.resolve("copy");
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(folder.resolve("data")))) {
            driver.join("demo").countAndWait(1);
            DataCopy.of(folder.resolve("data"), copy);
            assertThrows(DataFolderInUseException.class, () -> DataImport.open(folder.resolve("data")));
        }
        try (DataImport data = DataImport.open(copy)) {
            assertTrue(data.contains("demo"));
            assertFalse(data.contains("other"));
            data.importDocument("demo", utf8("{\"k\":{\"n\":5}}"));
        }
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(copy))) {
            assertEquals(5, driver.read("demo"));
        }
    }

    /** The patch that brings an editor of this version up to date; {@code resync} and a version if it is sent one. */
    private static String since(EngineDriver driver, long version) {
        EngineDriver.Editor editor = driver.join("demo");
        editor.sends("{\"type\":\"reconnect\",\"lastTimestamp\":" + version + ",\"protocolVersion\":2}");
        driver.runUntil(() -> editor.isSynced);
        editor.leave();
        for (String frame : editor.received) {
            if (frame.startsWith("{\"type\":\"resync\",\"since\":")) {
                return "resync " + frame.replaceAll("\\D", "");
            }
        }
        String patch = "\"documentPatches\":[";
        for (String frame : editor.received) {
            int start = frame.indexOf(patch);
            if (start >= 0) {
                return frame.substring(start + patch.length(), frame.indexOf("],\"timestamp\""));
            }
        }
        return "";
    }

    /** The same patch with its keys in this order, which must be all that it has. */
    private static String sorted(String patch, String... keys) {
        StringBuilder sorted = new StringBuilder("{");
        int length = 2 + keys.length - 1;
        for (String key : keys) {
            int start = patch.indexOf('"' + key + "\":{");
            assertTrue(start > 0, key + " is not in " + patch);
            int end = patch.indexOf('}', start) + 1;
            sorted.append(sorted.length() == 1 ? "" : ",").append(patch, start, end);
            length += end - start;
        }
        assertEquals(patch.length(), length, patch);
        return sorted.append('}').toString();
    }

    private String export(String room) throws IOException {
        try (DataInspection data = DataInspection.open(folder)) {
            return data.export(room).orElseThrow();
        }
    }

    private static byte[] file(String room) throws IOException, URISyntaxException {
        return Files.readAllBytes(Path.of(DataImportTest.class
                .getResource("/canvas-store-server/" + room + ".json")
                .toURI()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
