package io.canyon.engine.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the last snapshot of each room. Calls for one room never overlap. The bytes are opaque; a store keeps and
 * returns them as they are.
 */
public interface SnapshotStore {
    /** The snapshot of {@code room}, or null if there never was one. Failing refuses the room's joins. */
    CompletionStage<ByteBuffer> load(String room);

    /**
     * Replaces the snapshot of {@code room}. Completes only when the new one survives the loss of power; until then the
     * old one stays. The store owns {@code snapshot} from here on.
     */
    CompletionStage<Void> save(String room, ByteBuffer snapshot);
}
