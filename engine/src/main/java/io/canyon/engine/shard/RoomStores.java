package io.canyon.engine.shard;

import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.SnapshotStore;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The engine's own store, and beside it that of one room, if it has one. The own store and the journal are the truth: a
 * room's store is written behind the own one, and what is newer in it is taken into the own one before anybody sees it.
 */
final class RoomStores {
    private final SnapshotStore own;
    private final SnapshotStore rooms;
    private final RoomStoreCalls calls;
    private final Executor executor;

    /**
     * @param rooms null if the room has none
     * @param calls those of {@code rooms}
     */
    RoomStores(SnapshotStore own, SnapshotStore rooms, RoomStoreCalls calls, Executor executor) {
        this.own = own;
        this.rooms = rooms;
        this.calls = calls;
        this.executor = executor;
    }

    /**
     * What stores have of a room.
     *
     * @param snapshot null if none knows it
     * @param isEverywhere whether all stores have this one
     */
    record Stored(ByteBuffer snapshot, boolean isEverywhere) {}

    /** The own store has the snapshot, but the room's has not. */
    static final class NotEverywhereException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotEverywhereException(Throwable cause) {
            super(cause);
        }
    }

    CompletionStage<Stored> load(String room) {
        CompletionStage<ByteBuffer> fromOwn = StoreCalls.load(own, room);
        if (rooms == null) {
            return fromOwn.thenApply(snapshot -> new Stored(snapshot, true));
        }
        return fromOwn.thenCombineAsync(calls.load(rooms, room), (a, b) -> newer(room, a, b), executor)
                .thenCompose(stage -> stage);
    }

    /** Fails with {@link NotEverywhereException} when only the room's store failed, or gave no answer in time. */
    CompletionStage<Void> save(String room, ByteBuffer snapshot) {
        if (rooms == null) {
            return StoreCalls.save(own, room, snapshot);
        }
        ByteBuffer second = snapshot.duplicate();
        return StoreCalls.save(own, room, snapshot)
                .thenCompose(done -> calls.save(rooms, room, second).handle((saved, failure) -> failure))
                .thenAccept(failure -> {
                    if (failure != null) {
                        throw new NotEverywhereException(failure);
                    }
                });
    }

    /** What a stage that failed did fail of. */
    static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private CompletionStage<Stored> newer(String room, ByteBuffer fromOwn, ByteBuffer fromRooms) {
        long ownVersion = fromOwn == null ? -1 : RoomSnapshot.version(fromOwn);
        long roomsVersion = fromRooms == null ? -1 : RoomSnapshot.version(fromRooms);
        if (roomsVersion <= ownVersion) {
            return CompletableFuture.completedFuture(new Stored(fromOwn, roomsVersion == ownVersion));
        }
        ByteBuffer copy = fromRooms.duplicate();
        return StoreCalls.save(own, room, copy).thenApply(saved -> new Stored(fromRooms, true));
    }
}
