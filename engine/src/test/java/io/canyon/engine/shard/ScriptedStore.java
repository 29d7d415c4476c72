package io.canyon.engine.shard;

import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in memory whose answers come when its test says so. */
final class ScriptedStore implements SnapshotStore {
    final Map<String, ByteBuffer> snapshots = new HashMap<>();
    final Queue<Runnable> answers = new ArrayDeque<>();
    Misbehaviour misbehaviour = Misbehaviour.NONE;
    boolean isBroken;
    /** The one room whose snapshots cannot be saved. */
    String brokenRoom;

    boolean answersAtOnce;
    /** As soon as so many wait for an answer, all get theirs. */
    int answersFrom = Integer.MAX_VALUE;

    int loads;
    int saves;

    /** What no store should do. */
    enum Misbehaviour {
        NONE,
        THROWS_AN_EXCEPTION,
        THROWS_AN_ERROR,
        ANSWERS_WITH_AN_ERROR,
        GIVES_NO_ANSWER;

        private <T> CompletionStage<T> answer() {
            return switch (this) {
                case THROWS_AN_EXCEPTION -> throw new IllegalStateException("broken by the test");
                case THROWS_AN_ERROR -> throw new OutOfMemoryError("broken by the test");
                case ANSWERS_WITH_AN_ERROR -> CompletableFuture.failedFuture(new OutOfMemoryError("broken"));
                case NONE, GIVES_NO_ANSWER -> null;
            };
        }
    }

    @Override
    public CompletionStage<ByteBuffer> load(String room) {
        loads++;
        if (misbehaviour != Misbehaviour.NONE) {
            return misbehaviour.answer();
        }
        CompletableFuture<ByteBuffer> result = new CompletableFuture<>();
        answers.add(() -> {
            if (isBroken) {
                result.completeExceptionally(new IllegalStateException("broken by the test"));
            } else {
                ByteBuffer snapshot = snapshots.get(room);
                result.complete(snapshot == null ? null : snapshot.duplicate());
            }
        });
        answerIfAtOnce();
        return result;
    }

    @Override
    public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
        saves++;
        if (misbehaviour != Misbehaviour.NONE) {
            return misbehaviour.answer();
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        answers.add(() -> {
            if (isBroken || room.equals(brokenRoom)) {
                result.completeExceptionally(new IllegalStateException("broken by the test"));
            } else {
                snapshots.put(room, snapshot);
                result.complete(null);
            }
        });
        answerIfAtOnce();
        return result;
    }

    private void answerIfAtOnce() {
        if (answersAtOnce || answers.size() >= answersFrom) {
            answer();
        }
    }

    /** Answers everything that was asked so far. */
    void answer() {
        while (!answers.isEmpty()) {
            answers.remove().run();
        }
    }
}
