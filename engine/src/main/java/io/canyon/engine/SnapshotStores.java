package io.canyon.engine;

import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.snapshot.MemorySnapshotStore;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** Stores that come with the engine, for {@link RoomOptions}. Thread-safe; several rooms may share one. */
public final class SnapshotStores {
    private SnapshotStores() {}

    /** A store on the heap, gone with the JVM. */
    public static SnapshotStore inMemory() {
        return new MemorySnapshotStore();
    }

    /**
     * A file per room, named by a hash of the room's name.
     *
     * @param folder created when needed, in a folder that is there; not the engine's data folder
     * @param executor runs the reads and writes, which wait for the disk
     */
    public static SnapshotStore inFiles(Path folder, Executor executor) {
        return new FileSnapshotStore(folder, executor);
    }
}
