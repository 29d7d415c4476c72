package io.canyon.engine.shard;

import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls of a store that somebody else wrote: one that throws, or gives no answer to wait for, has failed. */
final class StoreCalls {
    private StoreCalls() {}

    static CompletionStage<ByteBuffer> load(SnapshotStore store, String room) {
        return answer(() -> store.load(room));
    }

    static CompletionStage<Void> save(SnapshotStore store, String room, ByteBuffer snapshot) {
        return answer(() -> store.save(room, snapshot));
    }

    /** What a call answers that may throw. */
    static <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> call) {
        try {
            CompletionStage<T> answer = call.get();
            return answer == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("the store gave no answer"))
                    : answer;
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
