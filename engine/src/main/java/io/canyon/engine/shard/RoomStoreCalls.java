package io.canyon.engine.shard;

import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls of stores that rooms have of their own. One that is not answered in time has failed, so that nobody else waits
 * for it; as long as it is out, the store is not called for that room again. Thread-safe.
 */
final class RoomStoreCalls {
    /** Beyond it no store is called: so many that never answer are no accident. */
    private static final int MAX_CALLS = 64 << 10;

    private final long timeoutNs;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    /** A call that the store has not answered. */
    private record Call(SnapshotStore store, String room) {}

    RoomStoreCalls(long timeoutNs) {
        this.timeoutNs = timeoutNs;
    }

    CompletionStage<ByteBuffer> load(SnapshotStore store, String room) {
        return begin(new Call(store, room), () -> StoreCalls.load(store, room));
    }

    CompletionStage<Void> save(SnapshotStore store, String room, ByteBuffer snapshot) {
        return begin(new Call(store, room), () -> StoreCalls.save(store, room, snapshot));
    }

    private <T> CompletionStage<T> begin(Call call, Supplier<CompletionStage<T>> beginning) {
        if (calls.size() >= MAX_CALLS) {
            return CompletableFuture.failedFuture(new IllegalStateException("too many calls are not answered"));
        }
        if (!calls.add(call)) {
            return CompletableFuture.failedFuture(new IllegalStateException("the last call is not answered"));
        }
        // Not the store's own future, which is not ours to complete.
        CompletableFuture<T> answer = new CompletableFuture<>();
        beginning.get().whenComplete((value, failure) -> {
            calls.remove(call);
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer.orTimeout(timeoutNs, TimeUnit.NANOSECONDS);
    }
}
