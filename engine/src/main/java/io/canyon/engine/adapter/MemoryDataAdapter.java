package io.canyon.engine.adapter;

import io.canyon.engine.spi.DataAdapter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Documents on the heap. Thread-safe. */
public final class MemoryDataAdapter implements DataAdapter {
    private final Map<String, String> documents = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<String> load(String room) {
        return CompletableFuture.completedFuture(documents.get(room));
    }

    @Override
    public CompletionStage<Void> store(String room, long version, String document) {
        documents.put(room, document);
        return CompletableFuture.completedFuture(null);
    }
}
