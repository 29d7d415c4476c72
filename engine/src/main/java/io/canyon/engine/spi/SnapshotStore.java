package io.canyon.engine.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the last snapshot of each room. Calls for one room never overlap. The bytes are opaque; a store keeps and
 * returns them as they are.
 *
 * <p>A store that a room has of its own has 20 seconds for a call. One that it has not answered by then has failed, and
 * what it answers later counts for nothing but this: until then the store is not called for that room again, and all
 * that would need it fails at once.
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
