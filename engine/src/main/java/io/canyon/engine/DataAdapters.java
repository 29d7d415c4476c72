package io.canyon.engine;

import io.canyon.engine.adapter.FileDataAdapter;
import io.canyon.engine.adapter.MemoryDataAdapter;
import io.canyon.engine.spi.DataAdapter;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** Adapters that come with the engine, for {@link RoomOptions}. Thread-safe; several rooms may share one. */
public final class DataAdapters {
    private DataAdapters() {}

    /** Documents on the heap, gone with the JVM. */
    public static DataAdapter inMemory() {
        return new MemoryDataAdapter();
    }

    /**
     * A JSON file per room, named by a hash of the room's name.
     *
     * @param folder created when needed, in a folder that is there; not the engine's data folder
     * @param executor runs the reads and writes, which wait for the disk
     */
    public static DataAdapter inFiles(Path folder, Executor executor) {
        return new FileDataAdapter(folder, executor);
    }
}
