package io.canyon.engine.shard;

import io.canyon.engine.spi.RoomKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agrona.DirectBuffer;

/** What a room that never was begins with. */
public interface Beginning {
    /** The kind that the room then is. */
    RoomKind kind();

    /**
     * An edit that makes the document of an empty room; of nothing, null. Failing refuses the room's joins. Called on a
     * storage thread.
     */
    CompletionStage<DirectBuffer> edit(String room);

    /** The same records for every room. */
    static Beginning ofRecords(DirectBuffer edit) {
        return new Records(edit);
    }

    /** Those with the same bytes are the same. */
    record Records(DirectBuffer made) implements Beginning {
        @Override
        public RoomKind kind() {
            return RoomKind.RECORDS;
        }

        @Override
        public CompletionStage<DirectBuffer> edit(String room) {
            return CompletableFuture.completedFuture(made);
        }
    }
}
