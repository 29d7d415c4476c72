package io.canyon.engine.snapshot;

import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Snapshots on the heap. Thread-safe. */
public final class MemorySnapshotStore implements SnapshotStore {
    private final Map<String, ByteBuffer> snapshots = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<ByteBuffer> load(String room) {
        ByteBuffer snapshot = snapshots.get(room);
        return CompletableFuture.completedFuture(snapshot == null ? null : snapshot.duplicate());
    }

    @Override
    public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
        ByteBuffer copy =
                ByteBuffer.allocate(snapshot.remaining()).put(snapshot).flip();
        snapshots.put(room, copy);
        return CompletableFuture.completedFuture(null);
    }
}
