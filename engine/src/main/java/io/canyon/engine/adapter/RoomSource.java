package io.canyon.engine.adapter;

import io.canyon.engine.spi.DataAdapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a new room's document comes from: the adapter, and where that has none, what rooms begin with. Equal for the
 * same two.
 *
 * @param adapter null if there is none
 * @param initial null if there is none
 */
public record RoomSource(DataAdapter adapter, Supplier<String> initial)
        implements Function<String, CompletionStage<String>> {
    @Override
    public CompletionStage<String> apply(String room) {
        return adapter == null
                ? CompletableFuture.completedFuture(initial.get())
                : adapter.load(room).thenApply(found -> found != null || initial == null ? found : initial.get());
    }
}
