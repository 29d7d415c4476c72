package io.canyon.engine.snapshot;

import io.canyon.engine.files.RoomFiles;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A file per room. */
public final class FileSnapshotStore implements SnapshotStore {
    private final RoomFiles files;

    /** @param executor runs the reads and writes */
    public FileSnapshotStore(Path folder, Executor executor) {
        files = new RoomFiles(folder, ".snapshot", executor);
    }

    @Override
    public CompletionStage<ByteBuffer> load(String room) {
        return files.read(room);
    }

    @Override
    public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
        return files.write(room, snapshot);
    }

    /** Where the snapshot of {@code room} stands. */
    public Path fileOf(String room) {
        return files.fileOf(room);
    }
}
