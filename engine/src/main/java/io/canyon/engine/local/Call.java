package io.canyon.engine.local;

import io.canyon.engine.RoomException;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.CloseReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** A question to a shard, and the future that waits for its answer. Belongs to the local thread. */
final class Call<T> {
    private final CompletableFuture<T> future;
    private final Executor completions;
    private final Function<Output, T> answer;
    private final Runnable onEnd;

    /**
     * @param completions completes the future
     * @param answer what an output says; keeps nothing of it
     * @param onEnd run when whoever waited has been told
     */
    Call(CompletableFuture<T> future, Executor completions, Function<Output, T> answer, Runnable onEnd) {
        this.future = future;
        this.completions = completions;
        this.answer = answer;
        this.onEnd = onEnd;
    }

    void onAnswer(Output output) {
        try {
            T value = answer.apply(output);
            end(() -> future.complete(value));
        } catch (RuntimeException e) {
            end(() -> future.completeExceptionally(e));
        }
    }

    void onRefused(CloseReason reason) {
        RoomException.Code code = switch (reason) {
            case LIMIT -> RoomException.Code.LIMIT;
            case SHUTDOWN, REMOVED, ROOM_CLOSED, REPLACED -> RoomException.Code.CLOSED;
            case UNAUTHORIZED, MALFORMED, UNAVAILABLE, OTHER_KIND -> RoomException.Code.UNAVAILABLE;
        };
        fail(new RoomException(code, "refused: reason=" + reason));
    }

    void fail(RoomException reason) {
        end(() -> future.completeExceptionally(reason));
    }

    private void end(Runnable completion) {
        completions.execute(() -> {
            completion.run();
            onEnd.run();
        });
    }
}
