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
    /** As many updates, and as many who wait for all of them. */
    private final int maxOfEach;

    private final Deque<Save> saves = new ArrayDeque<>();
    private int waitingForAll;
    private CompletableFuture<JsonNode> join;

    Pending(ListenerCalls calls, int maxOfEach) {
        this.calls = calls;
        this.maxOfEach = maxOfEach;
    }

    CompletableFuture<JsonNode> joining() {
        join = new CompletableFuture<>();
        return join;
    }

    /** @throws SyncException when no other update can wait */
    void requireRoom() {
        if (saves.size() - waitingForAll >= maxOfEach) {
            throw full();
        }
    }

    /** Complete when an update is acknowledged. */
    CompletableFuture<Void> saving(long update) {
        return add(update, false);
    }

    /** Complete when an update and all before it are acknowledged; fails with any that is not. */
    CompletableFuture<Void> savingAll(long update) {
        if (waitingForAll >= maxOfEach) {
            return CompletableFuture.failedFuture(full());
        }
        waitingForAll++;
        return add(update, true);
    }

    private CompletableFuture<Void> add(long update, boolean needsAll) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        saves.addLast(new Save(update, needsAll, future));
        return future;
    }

    private SyncException full() {
        return new SyncException(SyncException.FULL, maxOfEach + " wait for the room");
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
            ended(save);
            calls.add(() -> save.future().complete(null));
        }
    }

    void lost(long after, long upTo, SyncException reason) {
        saves.removeIf(save -> {
            boolean isLost = save.needsAll() || save.update() > after && save.update() <= upTo;
            if (isLost) {
                ended(save);
                calls.add(() -> save.future().completeExceptionally(reason));
            }
            return isLost;
        });
    }

    private void ended(Save save) {
        if (save.needsAll()) {
            waitingForAll--;
        }
    }
}
