package io.canyon.engine.adapter;

import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.recovery.SnapshotDocument;
import io.canyon.engine.spi.DataAdapter;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agrona.ExpandableArrayBuffer;

/** Hands the document of each snapshot to an adapter; has no snapshots itself. Equal for the same adapter. */
public record AdapterStore(DataAdapter adapter) implements SnapshotStore {
    @Override
    public CompletionStage<ByteBuffer> load(String room) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> save(String room, ByteBuffer snapshot) {
        SnapshotDocument document = SnapshotDocument.of(room, snapshot);
        ExpandableArrayBuffer text = new ExpandableArrayBuffer(snapshot.remaining() + 64);
        JsonWriter json = new JsonWriter().wrap(text, 0);
        json.value(document.smile(), 0);
        return adapter.store(room, document.version(), text.getStringWithoutLengthUtf8(0, json.position()));
    }
}
