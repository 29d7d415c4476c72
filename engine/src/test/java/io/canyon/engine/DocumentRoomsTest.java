package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.adapter.FileDataAdapter;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.DataAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms that are one document, as an embedder sees them. */
class DocumentRoomsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldBeginWithTheInitialDocument() {
        RoomOptions options = RoomOptions.DEFAULTS.withInitialJson(() -> "{\"title\":\"new\",\"items\":[1]}");
        try (EngineDriver driver = new EngineDriver(config().withRoomOptions(name -> options))) {
            EngineDriver.Editor editor = join(driver, "a");
            assertEquals(
                    "{\"event\":\"joined\",\"room\":\"r\",\"version\":1,\"seq\":0,\"permission\":\"readwrite\","
                            + "\"doc\":{\"title\":\"new\",\"items\":[1]},\"members\":[],\"asked\":true}",
                    editor.received.get(0));
        }
        RoomOptions other = RoomOptions.DEFAULTS.withInitialJson(() -> "{\"title\":\"other\"}");
        try (EngineDriver driver = new EngineDriver(config().withRoomOptions(name -> other))) {
            assertTrue(join(driver, "a").received.get(0).contains("\"doc\":{\"title\":\"new\",\"items\":[1]}"));
        }
    }

    @Test
    void shouldRefuseJoinsWhenTheInitialDocumentIsNoJson() {
        RoomOptions options = RoomOptions.DEFAULTS.withInitialJson(() -> "{\"title\":");
        try (EngineDriver driver = new EngineDriver(config().withRoomOptions(name -> options))) {
            assertEquals(
                    "{\"event\":\"error\",\"code\":\"unavailable\","
                            + "\"message\":\"the room cannot be loaded\",\"room\":\"r\"}",
                    join(driver, "a").received.get(0));
        }
    }

    @Test
    void shouldLoadFromTheAdapterOnceAndStoreWhenTheRoomIsSaved() {
        List<String> calls = new ArrayList<>();
        DataAdapter adapter = new DataAdapter() {
            @Override
            public CompletionStage<String> load(String room) {
                calls.add("load " + room);
                return CompletableFuture.completedFuture("{\"n\":1}");
            }

            @Override
            public CompletionStage<Void> store(String room, long version, String document) {
                calls.add("store " + room + " " + (version & 0xFFFF) + " " + document);
                return CompletableFuture.completedFuture(null);
            }
        };
        RoomOptions options = RoomOptions.DEFAULTS.withAdapter(adapter).withIdleTimeout(Duration.ofMillis(1));
        try (EngineDriver driver = new EngineDriver(config().withRoomOptions(name -> options))) {
            EngineDriver.Editor editor = join(driver, "a");
            edit(driver, editor, 1, "{\"n\":[1,2]}");
            editor.leave();
            driver.runUntil(() -> driver.engine.roomCount() == 0);
            assertEquals(List.of("load r", "store r 2 {\"n\":2}"), calls);
            assertTrue(join(driver, "b").received.get(0).contains("\"doc\":{\"n\":2}"));
        }
        assertEquals(1, calls.stream().filter(call -> call.startsWith("load")).count(), calls::toString);
    }

    @Test
    void shouldKeepDocumentsInFiles() throws IOException {
        FileDataAdapter adapter = new FileDataAdapter(folder.resolve("documents"), Runnable::run);
        RoomOptions options = RoomOptions.DEFAULTS.withAdapter(adapter).withIdleTimeout(Duration.ofMillis(1));
        try (EngineDriver driver = new EngineDriver(config().withRoomOptions(name -> options))) {
            EngineDriver.Editor editor = join(driver, "a");
            edit(driver, editor, 1, "{\"text\":[\"\u00e9\"]}");
            editor.leave();
            driver.runUntil(() -> driver.engine.roomCount() == 0);
        }
        assertEquals("{\"text\":\"\u00e9\"}", Files.readString(adapter.fileOf("r")));
        Path other = folder.resolve("other");
        try (EngineDriver driver = new EngineDriver(EngineConfig.of(other).withRoomOptions(name -> options))) {
            assertTrue(join(driver, "b").received.get(0).contains("\"doc\":{\"text\":\"\u00e9\"}"));
        }
    }

    @Test
    void shouldNotTakeOptionsThatContradictEachOther() {
        RoomOptions adapted = RoomOptions.DEFAULTS.withAdapter(DataAdapters.inMemory());
        assertThrows(IllegalArgumentException.class, () -> adapted.withStore(SnapshotStores.inMemory()));
        Edit records = Edit.put("k", Map.of("n", 1));
        assertThrows(IllegalArgumentException.class, () -> adapted.withInitialRecords(records));
    }

    @Test
    void shouldTellListenersAndShowTheWholeDocument() {
        try (EngineDriver driver = new EngineDriver(config())) {
            Room room = driver.await(driver.engine.rooms().open("r"));
            List<String> heard = new ArrayList<>();
            RoomListener listener = new RoomListener() {
                @Override
                public void onDocumentChange(Room of, DocumentChange change) {
                    heard.add((change.version() & 0xFFFF) + " " + change.clientId() + " " + change.userId() + " "
                            + change.delta());
                }
            };
            room.addListener(listener, Runnable::run);
            EngineDriver.Editor editor = join(driver, "a");
            edit(driver, editor, 1, "{\"list\":[[1,2]]}");
            edit(driver, editor, 2, "{\"list\":{\"_t\":\"a\",\"_0\":[1,0,0]}}");
            edit(driver, editor, 3, "{\"gone\":[1,0,0]}");
            driver.runUntil(() -> heard.size() == 3);
            assertEquals(
                    List.of(
                            "1 a user {\"list\":[[1,2]]}",
                            "2 a user {\"list\":{\"_t\":\"a\",\"_0\":[1,0,0]}}",
                            "3 a user null"),
                    heard);
            RoomView view = driver.await(room.snapshot());
            assertEquals(Map.of("list", List.of(2L)), view.document());
            assertEquals("{\"list\":[2]}", view.toJson());
            assertTrue(view.keys().isEmpty());
        }
    }

    @Test
    void shouldUndoForASession() {
        try (EngineDriver driver = new EngineDriver(config())) {
            EngineDriver.Editor editor = join(driver, "a");
            edit(driver, editor, 1, "{\"n\":[1]}");
            edit(driver, editor, 2, "{\"n\":[1,2]}");
            Room room = driver.await(driver.engine.rooms().open("r"));
            long session = room.sessions().get(0).id();
            assertTrue(driver.await(room.undo(session)));
            assertTrue(driver.await(room.undo(session)));
            assertFalse(driver.await(room.undo(session)));
            assertTrue(driver.await(room.redo(session)));
            assertEquals("{\"n\":1}", driver.await(room.snapshot()).toJson());
            assertFalse(driver.await(room.undo(session + 1)));
            assertTrue(editor.received.get(editor.received.size() - 1).contains("\"delta\":{\"n\":[1]}"));
        }
    }

    @Test
    void shouldKeepCanvasEditorsFromRoomsThatAreOneDocument() {
        try (EngineDriver driver = new EngineDriver(config())) {
            edit(driver, join(driver, "a"), 1, "{\"n\":[1]}");
            EngineDriver.Editor canvas = driver.open("roomId=r&clientId=c");
            driver.runUntil(() -> canvas.closeReason != null);
            assertEquals(CloseReason.OTHER_KIND, canvas.closeReason);
        }
    }

    @Test
    void shouldUndoNothingOfSessionsThatEditRecords() {
        try (EngineDriver driver = new EngineDriver(config())) {
            Room records = driver.await(driver.engine.rooms().open("records"));
            LocalSession local = driver.await(records.join("local"));
            driver.await(local.edit(Edit.put("k", Map.of("n", 1))));
            assertFalse(driver.await(records.undo(local.id())));
        }
    }

    private EngineConfig config() {
        return EngineConfig.of(folder.resolve("data"));
    }

    private static EngineDriver.Editor join(EngineDriver driver, String id) {
        EngineDriver.Editor editor = driver.open("id=" + id);
        editor.sends("{\"event\":\"join\",\"room\":\"r\",\"userId\":\"user\"}");
        driver.runUntil(() -> !editor.received.isEmpty());
        return editor;
    }

    /** Waits for the ack. */
    private static void edit(EngineDriver driver, EngineDriver.Editor editor, int sequence, String delta) {
        editor.sends("{\"event\":\"edit\",\"room\":\"r\",\"seq\":" + sequence + ",\"delta\":" + delta + "}");
        String ack = "{\"event\":\"ack\",\"room\":\"r\",\"seq\":" + sequence + ",";
        driver.runUntil(() -> editor.received.stream().anyMatch(frame -> frame.startsWith(ack)));
    }
}
