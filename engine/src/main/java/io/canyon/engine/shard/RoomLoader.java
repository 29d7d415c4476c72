package io.canyon.engine.shard;

import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.snapshot.RoomSnapshot;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** Brings rooms from their stores. Its steps run on storage threads and share nothing with the shard's. */
final class RoomLoader {
    private final ShardSettings settings;
    private final RoomContext context;
    private final Storage storage;
    private final RoomStoreCalls calls;

    RoomLoader(ShardSettings settings, RoomContext context, Storage storage) {
        this.settings = settings;
        this.context = context;
        this.storage = storage;
        this.calls = new RoomStoreCalls(storage.roomStoreTimeoutNs());
    }

    /**
     * A room from its stores.
     *
     * @param isNew whether no store knew it
     * @param isEverywhere whether all stores have it like this
     * @param beginning what a new room begins with; null for nothing
     */
    record Loaded(
            Room room,
            RoomTerms terms,
            RoomStores stores,
            boolean isNew,
            boolean isEverywhere,
            DirectBuffer beginning) {}

    CompletionStage<Loaded> load(String name, long number) {
        return CompletableFuture.supplyAsync(() -> storage.directory().terms(name), storage.executor())
                .thenCompose(terms -> load(name, number, terms));
    }

    private CompletionStage<Loaded> load(String name, long number, RoomTerms terms) {
        RoomStores stores = new RoomStores(storage.store(), terms.store(), calls, storage.executor());
        return stores.load(name)
                .thenComposeAsync(
                        stored -> beginning(name, terms, stored)
                                .thenApplyAsync(
                                        beginning -> new Loaded(
                                                read(name, number, stored.snapshot()),
                                                terms,
                                                stores,
                                                stored.snapshot() == null,
                                                stored.isEverywhere(),
                                                beginning),
                                        storage.executor()),
                        storage.executor());
    }

    private CompletionStage<DirectBuffer> beginning(String name, RoomTerms terms, RoomStores.Stored stored) {
        boolean isGone = storage.lostVersions().getOrDefault(name, 0L) > 0;
        if (stored.snapshot() != null || terms.beginning() == null || isGone) {
            return CompletableFuture.completedFuture(null);
        }
        // Not the source's own future, which is not ours to complete.
        return StoreCalls.answer(() -> terms.beginning().edit(name))
                .thenApply(edit -> edit)
                .toCompletableFuture()
                .orTimeout(storage.roomStoreTimeoutNs(), TimeUnit.NANOSECONDS);
    }

    private Room read(String name, long number, ByteBuffer snapshot) {
        long first = snapshot == null ? settings.firstVersion() : 0;
        Room room = new Room(context, number, name, storage.hashSeed(), first);
        try {
            if (snapshot != null) {
                RoomSnapshot.decode(snapshot, room);
            }
            requireVersion(name, snapshot == null ? 0 : room.version());
            room.document().transferTo(null);
        } catch (RuntimeException | Error e) {
            room.close();
            throw e;
        }
        return room;
    }

    /** What recovery could not bring back must not look as if it had never been there. */
    private void requireVersion(String name, long version) {
        long journaled = storage.lostVersions().getOrDefault(name, 0L);
        if (version < journaled) {
            throw new IllegalStateException(
                    "the store lacks edits of the journal: version=" + version + " journaled=" + journaled);
        }
    }
}
