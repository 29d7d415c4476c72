package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** The futures of a client that wait for its room. Not thread-safe; they complete where listeners are called. */
final class Pending {
    /**
     * @param update complete when this one is acknowledged
     * @param needsAll whether it fails with any other, too
     */
    private record Save(long update, boolean needsAll, CompletableFuture<Void> future) {}

    private final ListenerCalls calls;
    private final Deque<Save> saves = new ArrayDeque<>();
    private CompletableFuture<JsonNode> join;

    Pending(ListenerCalls calls) {
        this.calls = calls;
    }

    CompletableFuture<JsonNode> joining() {
        join = new CompletableFuture<>();
        return join;
    }

    /**
     * Complete when an update is acknowledged.
     *
     * @param needsAll fails with any update that is not
     */
    CompletableFuture<Void> saving(long update, boolean needsAll) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        saves.addLast(new Save(update, needsAll, future));
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
        while (!saves.isEmpty() && saves.getFirst().update() <= update) {
            Save save = saves.removeFirst();
            calls.add(() -> save.future().complete(null));
        }
    }

    void lost(long after, long upTo, SyncException reason) {
        saves.removeIf(save -> {
            boolean isLost = save.needsAll() || save.update() > after && save.update() <= upTo;
            if (isLost) {
                calls.add(() -> save.future().completeExceptionally(reason));
            }
            return isLost;
        });
    }
}
