package io.canyon.engine.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSnapshotStoreTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheLastSnapshotOfEveryRoom() {
        FileSnapshotStore store = store();
        assertNull(load(store, "a"));
        save(store, "a", "first");
        save(store, "b", "other");
        save(store, "a", "second");
        assertEquals("second", load(store, "a"));
        assertEquals("other", load(store, "b"));
    }

    @Test
    void shouldNotTakeASnapshotThatCannotBeReadForNone() throws IOException {
        FileSnapshotStore store = store();
        save(store, "a", "first");
        Path file = store.fileOf("a");
        Files.delete(file);
        // Nobody, whatever their rights, can open a link that leads to itself.
        Files.createSymbolicLink(file, file.getFileName());
        assertInstanceOf(IOException.class, failureOf(store.load("a")));
    }

    @Test
    void shouldNotTakeAFolderThatCannotBeEnteredForNone() throws IOException {
        FileSnapshotStore store = store();
        Path parent = store.fileOf("a").getParent();
        Files.createDirectories(parent.getParent());
        Files.writeString(parent, "not a folder");
        assertInstanceOf(IOException.class, failureOf(store.load("a")));
    }

    @Test
    void shouldAnswerWhenAnErrorEndsTheWork() throws IOException {
        FileSnapshotStore store = store();
        save(store, "a", "first");
        try (RandomAccessFile file = new RandomAccessFile(store.fileOf("a").toFile(), "rw")) {
            // No array is as long; of the file itself nearly all is a hole.
            file.setLength(Integer.MAX_VALUE);
        }
        assertInstanceOf(OutOfMemoryError.class, failureOf(store.load("a")));
    }

    private FileSnapshotStore store() {
        return new FileSnapshotStore(folder.resolve("rooms"), Runnable::run);
    }

    private static void save(FileSnapshotStore store, String room, String snapshot) {
        store.save(room, ByteBuffer.wrap(snapshot.getBytes(StandardCharsets.UTF_8)))
                .toCompletableFuture()
                .join();
    }

    private static String load(FileSnapshotStore store, String room) {
        ByteBuffer snapshot = store.load(room).toCompletableFuture().join();
        return snapshot == null ? null : StandardCharsets.UTF_8.decode(snapshot).toString();
    }

    private static Throwable failureOf(CompletionStage<?> stage) {
        return assertThrows(
                        CompletionException.class,
                        () -> stage.toCompletableFuture().join())
                .getCause();
    }
}
