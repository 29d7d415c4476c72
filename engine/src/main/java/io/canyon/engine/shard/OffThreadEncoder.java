package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomEncoder;
import io.canyon.engine.room.RoomEncoding;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes states of rooms on the storage threads. */
final class OffThreadEncoder implements RoomEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(OffThreadEncoder.class);
    private static final int INITIAL_BYTES = 1 << 20;

    private final Executor executor;
    private final Executor events;
    private final BiConsumer<Room, DirectBuffer> onEncoded;

    /**
     * @param events runs what it is given on the shard's thread
     * @param onEncoded takes what an encoding gave, null if it failed
     */
    OffThreadEncoder(Executor executor, Executor events, BiConsumer<Room, DirectBuffer> onEncoded) {
        this.executor = executor;
        this.events = events;
        this.onEncoded = onEncoded;
    }

    @Override
    public void encode(Room room, RoomEncoding encoding) {
        executor.execute(() -> {
            DirectBuffer state = encoded(room, encoding);
            events.execute(() -> onEncoded.accept(room, state));
        });
    }

    private static DirectBuffer encoded(Room room, RoomEncoding encoding) {
        try {
            return encoding.encode(new ExpandableArrayBuffer(INITIAL_BYTES));
        } catch (RuntimeException | Error e) {
            LOG.error("room cannot be encoded: room={}", room.name(), e);
            return null;
        }
    }
}
