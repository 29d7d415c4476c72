package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomEncoder;
import io.canyon.engine.room.RoomEncoding;
import java.util.concurrent.Executor;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes states of rooms on the storage threads. */
final class OffThreadEncoder implements RoomEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(OffThreadEncoder.class);
    private static final int INITIAL_BYTES = 1 << 20;

    private final Executor executor;
    private final Executor events;
    private final Result onEncoded;

    /** Takes what an encoding gave. */
    interface Result {
        /** @param encoded null if it failed */
        void onEncoded(Room room, RoomEncoding encoding, UnsafeBuffer encoded);
    }

    /**
     * @param events runs what it is given on the shard's thread
     * @param onEncoded told on the shard's thread
     */
    OffThreadEncoder(Executor executor, Executor events, Result onEncoded) {
        this.executor = executor;
        this.events = events;
        this.onEncoded = onEncoded;
    }

    @Override
    public void encode(Room room, RoomEncoding encoding) {
        executor.execute(() -> {
            UnsafeBuffer state = encoded(room, encoding);
            events.execute(() -> onEncoded.onEncoded(room, encoding, state));
        });
    }

    private static UnsafeBuffer encoded(Room room, RoomEncoding encoding) {
        try {
            return encoding.encode(new ExpandableArrayBuffer(INITIAL_BYTES));
        } catch (RuntimeException | Error e) {
            LOG.error("room cannot be encoded: room={}", room.name(), e);
            return null;
        }
    }
}
