package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** The futures of a client that wait for its room. Not thread-safe; they complete where listeners are called. */
final class Pending {
    /** @param update complete when this one is acknowledged */
    private record Flush(long update, CompletableFuture<Void> future) {}

    private final ListenerCalls calls;
    private final Deque<Flush> flushes = new ArrayDeque<>();
    private CompletableFuture<JsonNode> join;

    Pending(ListenerCalls calls) {
        this.calls = calls;
    }

    CompletableFuture<JsonNode> joining() {
        join = new CompletableFuture<>();
        return join;
    }

    CompletableFuture<Void> flushing(long update, boolean isSaved) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        flushes.addLast(new Flush(update, future));
        if (isSaved) {
            confirmed(update);
        }
        return future;
    }

    void joined(JsonNode document) {
        CompletableFuture<JsonNode> joined = join;
        join = null;
        if (joined != null) {
            calls.add(() -> joined.complete(document));
        }
    }

    void joinFailed(SyncException reason) {
        CompletableFuture<JsonNode> failed = join;
        join = null;
        if (failed != null) {
            calls.add(() -> failed.completeExceptionally(reason));
        }
    }

    void confirmed(long update) {
        while (!flushes.isEmpty() && flushes.getFirst().update() <= update) {
            Flush flush = flushes.removeFirst();
            calls.add(() -> flush.future().complete(null));
        }
    }

    void lost(SyncException reason) {
        while (!flushes.isEmpty()) {
            Flush flush = flushes.removeFirst();
            calls.add(() -> flush.future().completeExceptionally(reason));
        }
    }
}
