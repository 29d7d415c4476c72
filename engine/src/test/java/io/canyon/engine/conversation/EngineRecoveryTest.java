package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine finds when the one before it was killed, or was not. */
class EngineRecoveryTest {
    private static final int ROOMS = 20;
    private static final int EDITS = 10;

    @TempDir
    Path folder;

    @Test
    void shouldFindEveryAckedEditWhateverTheNumberOfShards() {
        EngineConfig config = EngineConfig.of(folder.resolve("0"));
        try (TestEngine engine = new TestEngine(config.withShards(2))) {
            edit(engine, 0, EDITS);
            engine.crash(folder.resolve("1"), config.withShards(3));
            require(engine, EDITS);
            edit(engine, EDITS, 2 * EDITS);
            engine.crash(folder.resolve("2"), config.withShards(1));
            require(engine, 2 * EDITS);
            edit(engine, 2 * EDITS, 3 * EDITS);
            engine.restart();
            require(engine, 3 * EDITS);
            engine.crash(folder.resolve("3"), config.withShards(2));
            require(engine, 3 * EDITS);
        }
    }

    @Test
    void shouldEndOnlyTheGenerationThatIsDamaged() throws IOException {
        EngineConfig config = EngineConfig.of(folder.resolve("0"));
        try (TestEngine engine = new TestEngine(config)) {
            edit(engine, 0, EDITS);
            engine.crash(folder.resolve("1"));
            edit(engine, EDITS, 2 * EDITS);
            TestEngine.copy(folder.resolve("1"), folder.resolve("2"));
        }
        flipABit(folder.resolve("2"), 2);
        try (TestEngine engine = new TestEngine(EngineConfig.of(folder.resolve("2")))) {
            int found = 0;
            int lost = 0;
            for (int room = 0; room < ROOMS; room++) {
                Map<String, Object> state = read(engine, room);
                assertTrue(state.size() >= EDITS, "edits of the generation before are there");
                for (int i = 0; i < state.size(); i++) {
                    assertEquals(Json.object("_exists", true, "x", (double) i), state.get("k" + i));
                }
                found += state.size() - EDITS;
                lost += 2 * EDITS - state.size();
            }
            assertTrue(found > 0, "edits before the damage are there");
            assertTrue(lost > 0, "edits behind the damage are not");
            assertTrue(hasCut(engine.folder(), 2));
            assertEquals(3L << 32, version(engine, 0));
        }
    }

    @Test
    void shouldKeepNothingButWhatACleanStopSavedWithoutAJournal() {
        EngineConfig config = EngineConfig.of(folder.resolve("0")).withDurability(DurabilityLevel.NONE);
        try (TestEngine engine = new TestEngine(config)) {
            edit(engine, 0, EDITS);
            engine.restart();
            require(engine, EDITS);
            assertEquals(EDITS, version(engine, 0));
            edit(engine, EDITS, 2 * EDITS);
            engine.crash(folder.resolve("1"));
            require(engine, EDITS);
            assertEquals(3L << 32, version(engine, 0));
        }
    }

    /** Sets key n to n in every room, for each n from one number to the other. */
    private static void edit(TestEngine engine, int from, int to) {
        for (int room = 0; room < ROOMS; room++) {
            TestEngine.Editor editor = engine.connect("room " + room, "editor", "");
            editor.takeFrames();
            for (int i = from; i < to; i++) {
                Object patch = Json.object("k" + i, Json.object("_exists", true, "x", i));
                editor.sends(Json.object("type", "patch", "messageId", "m", "documentPatches", List.of(patch)));
                engine.run();
                assertEquals("ack", editor.takeFrames().get(0).get("type"));
            }
        }
    }

    private static void require(TestEngine engine, int edits) {
        for (int room = 0; room < ROOMS; room++) {
            Map<String, Object> state = read(engine, room);
            assertEquals(edits, state.size());
            for (int i = 0; i < edits; i++) {
                assertEquals(Json.object("_exists", true, "x", (double) i), state.get("k" + i));
            }
        }
    }

    private static Map<String, Object> read(TestEngine engine, int room) {
        return Json.map(
                Json.list(reconnect(engine, room).get(0).get("documentPatches")).get(0));
    }

    private static long version(TestEngine engine, int room) {
        List<Map<String, Object>> frames = reconnect(engine, room);
        return ((Double) frames.get(frames.size() - 1).get("timestamp")).longValue();
    }

    private static List<Map<String, Object>> reconnect(TestEngine engine, int room) {
        TestEngine.Editor reader = engine.connect("room " + room, "reader", "");
        reader.takeFrames();
        reader.sends(Json.object("type", "reconnect", "lastTimestamp", 0, "protocolVersion", 2));
        engine.run();
        List<Map<String, Object>> frames = reader.takeFrames();
        engine.close(reader);
        return frames;
    }

    private static void flipABit(Path data, int generation) throws IOException {
        Path file;
        try (Stream<Path> files = Files.walk(data)) {
            file = files.filter(path -> path.toString().contains("gen-" + generation)
                            && path.toString().endsWith(".cq4")
                            && !path.getFileName().toString().startsWith("metadata"))
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] start = new byte[1 << 20];
            journal.readFully(start);
            int at = new String(start, StandardCharsets.ISO_8859_1).indexOf("room 10");
            assertFalse(at < 0, "the edits of the room are not where they should be");
            journal.seek(at);
            journal.write(start[at] ^ 4);
        }
    }

    private static boolean hasCut(Path data, int generation) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.anyMatch(path -> path.getFileName().toString().equals("gen-" + generation + ".cut"));
        }
    }
}
