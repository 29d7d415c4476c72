package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.JournalKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look into data folders. */
@Timeout(60)
class DataCommandTest {
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(JournalKind.class)
    void shouldTellWhatIsInTheJournal(JournalKind kind) {
        write(kind);
        assertEquals(0, execute("journal", "verify", folder.toString()));
        assertEquals("generation=1 shard=0 batches=3 edits=3 lastSequence=3 ok\n", out.toString());
        assertEquals(0, execute("journal", "dump", folder.toString()));
        String prefix = "generation=1 shard=0 sequence=";
        String second = prefix + "2 room=\"b\" version=1 author=\"bob\" edit=merge{\"k\":record{\"x\":\"\\u0001\"}}\n";
        assertEquals(
                prefix + "1 room=\"a\" version=1 author=\"ann\" edit=merge{\"k\":record{\"x\":1,\"y\":[1,2]},"
                        + "\"l\":record{\"z\":true}}\n" + second + prefix
                        + "3 room=\"a\" version=2 author=\"ann\" edit=merge{\"l\":remove}\n",
                out.toString());
        assertEquals(0, execute("journal", "dump", folder.toString(), "--room", "b"));
        assertEquals(second, out.toString());
    }

    @Test
    void shouldExportARoom() {
        write(JournalKind.CHRONICLE);
        assertEquals(0, execute("room", "export", "--data", folder.toString(), "a"));
        assertEquals("{\"k\":{\"x\":1,\"y\":[1,2]}}\n", out.toString());
        assertEquals(8, execute("room", "export", "--data", folder.toString(), "c"));
        assertEquals("", out.toString());
        assertEquals("canyon: No such room: c\n", err.toString());
    }

    @Test
    void shouldImportARoom() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "{\"k\":{\"x\":1}}");
        String data = folder.resolve("data").toString();
        assertEquals(0, execute("room", "import", "--data", data, "a", file.toString()));
        assertEquals("version=4294967297\n", out.toString());
        assertEquals(9, execute("room", "import", "--data", data, "a", file.toString()));
        assertEquals("canyon: There is such a room: a\n", err.toString());
        Files.writeString(file, "{\"k\":{\"x\":2}}");
        assertEquals(0, execute("room", "import", "--replace", "--data", data, "a", file.toString()));
        assertEquals(0, execute("room", "export", "--data", data, "a"));
        assertEquals("{\"k\":{\"x\":2}}\n", out.toString());
        Files.writeString(file, "{\"k\":2}");
        assertEquals(10, execute("room", "import", "--data", data, "b", file.toString()));
        assertEquals("canyon: Not a document of a room: not an object: key=k\n", err.toString());
    }

    @Test
    void shouldNameAFileThatCannotBeReadAndMakeNoFolderForIt() {
        Path data = folder.resolve("data");
        assertEquals(10, execute("room", "import", "--data", data.toString(), "b", "missing.json"));
        assertEquals("canyon: File cannot be read: missing.json: there is no such file\n", err.toString());
        assertEquals(10, execute("room", "import", "--data", data.toString(), "b", folder.toString()));
        assertTrue(err.toString().startsWith("canyon: File cannot be read: " + folder + ": "), err.toString());
        assertEquals(10, execute("import-canvas-store", "--data", data.toString(), "missing"));
        assertEquals("canyon: Files cannot be read: missing: there is no such folder\n", err.toString());
        assertEquals("", out.toString());
        assertFalse(Files.exists(data));
    }

    @Test
    void shouldSayOnceWhyAFolderCannotBeUsed() throws IOException {
        Path json = Files.writeString(folder.resolve("a.json"), "{}");
        String path = json.toString();
        String expected = "canyon: Data folder cannot be used: " + path + ": not a folder\n";
        assertEquals(4, execute("room", "import", "--data", path, "a", path));
        assertEquals(expected, err.toString());
        assertEquals(4, execute("serve", "--port", "0", "--data", path));
        assertEquals(expected, err.toString());
        String inner = json.resolve("data").toString();
        assertEquals(4, execute("room", "import", "--data", inner, "a", path));
        assertEquals("canyon: Data folder cannot be used: " + inner + ": Not a directory\n", err.toString());
    }

    @Test
    void shouldImportFilesOfCanvasStoreServerAndLeaveOutWhatIsNone() throws IOException {
        Path files = folder.resolve("files");
        Files.createDirectories(files.resolve("inner"));
        String content = "{\"timestamp\":1,\"state\":{\"k\":{\"_exists\":true,\"x\":1}},"
                + "\"timestamps\":{\"k\":{\"_exists\":1,\"x\":1}}}";
        Files.writeString(files.resolve("a & café.json"), content);
        Files.writeString(files.resolve("inner/c.json"), content);
        Files.writeString(files.resolve("c.json.7c1f.tmp"), "{\"timest");
        String data = folder.resolve("data").toString();
        assertEquals(0, execute("import-canvas-store", "--data", data, files.toString()));
        assertEquals(
                "room=a & café version=4294967296\nroom=inner/c version=4294967296\nrooms=2 left out=0\n",
                out.toString());
        Files.writeString(files.resolve("bad.json"), "{\"timest");
        Files.writeString(files.resolve("d.json"), content);
        assertEquals(10, execute("import-canvas-store", "--data", data, files.toString()));
        assertEquals("room=d version=4294967296\nrooms=1 left out=3\n", out.toString());
        assertTrue(err.toString().contains("Left out: " + files.resolve("bad.json") + ": no JSON"), err.toString());
        assertTrue(err.toString().contains("a & café.json: the room exists"), err.toString());
        for (String room : new String[] {"a & café", "inner/c", "d"}) {
            assertEquals(0, execute("room", "export", "--data", data, room));
            assertEquals("{\"k\":{\"x\":1}}\n", out.toString());
        }
        assertEquals(10, execute("import-canvas-store", "--data", data, "missing"));
    }

    @Test
    void shouldReportDamage() throws IOException {
        write(JournalKind.SEGMENTS);
        Path journal = folder.resolve("gen-1/shard-0/entries.seg");
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {-1}), 40);
        }
        assertEquals(7, execute("journal", "verify", folder.toString()));
        assertEquals(
                "generation=1 shard=0 batches=0 edits=0 lastSequence=0 position=0 damage=\"wrong checksum\"\n",
                out.toString());
        assertEquals(7, execute("journal", "dump", folder.toString()));
        assertEquals("", out.toString());
        // The snapshots have it all.
        assertEquals(0, execute("room", "export", "--data", folder.toString(), "b"));
    }

    @Test
    void shouldRefuseAFolderInUse() {
        try (EngineData data = new EngineData(EngineConfig.of(folder))) {
            data.patch("a", "ann", "\"k\":{\"_exists\":true}");
            assertEquals(4, execute("journal", "verify", folder.toString()));
            assertEquals("canyon: Data folder is in use by a server: " + folder + "\n", err.toString());
            assertEquals(4, execute("journal", "dump", folder.toString()));
            assertEquals(4, execute("room", "export", "--data", folder.toString(), "a"));
            assertEquals("", out.toString());
        }
        assertEquals(0, execute("journal", "verify", folder.toString()));
    }

    @Test
    void shouldNotMakeAFolder() {
        Path missing = folder.resolve("missing");
        assertEquals(4, execute("journal", "verify", missing.toString()));
        assertEquals("canyon: Data folder cannot be used: " + missing + ": there is no such folder\n", err.toString());
        assertFalse(Files.exists(missing));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal",
                "journal verify",
                "journal dump x --room",
                "room",
                "room export a",
                "room x",
                "room import a",
                "import-canvas-store"
            })
    void shouldExitWith2WhenTheUsageIsWrong(String args) {
        assertEquals(2, execute(args.split(" ")));
        assertTrue(err.toString().startsWith("canyon: "), err.toString());
        String name = args.split(" ")[0];
        assertTrue(err.toString().lines().anyMatch(line -> line.startsWith("Try 'canyon " + name)), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal",
                "journal verify",
                "journal dump",
                "room",
                "room export",
                "room import",
                "import-canvas-store"
            })
    void shouldExplainItself(String command) {
        assertEquals(0, execute((command + " --help").split(" ")));
        assertTrue(out.toString().startsWith("Usage: canyon " + command), out.toString());
    }

    private void write(JournalKind kind) {
        try (EngineData data = new EngineData(EngineConfig.of(folder).withJournal(kind))) {
            data.patch("a", "ann", "\"k\":{\"_exists\":true,\"x\":1,\"y\":[1,2]},\"l\":{\"_exists\":true,\"z\":true}");
            data.patch("b", "bob", "\"k\":{\"_exists\":true,\"x\":\"\\u0001\"}");
            data.patch("a", "ann", "\"l\":{\"_exists\":false}");
        }
    }

    private int execute(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
