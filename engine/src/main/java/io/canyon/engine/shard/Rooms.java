package io.canyon.engine.shard;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.Object2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one shard, from their store into memory and back. All methods run on the shard's thread; what the
 * storage threads have to say comes back through {@code events}.
 */
final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    private static final long UNKNOWN = -1;
    /** Snapshots in memory at a time when all rooms are saved at the end. */
    private static final int MAX_LAST_SAVES = 8;

    private static final long MIN_CHECK_INTERVAL_NS = 1_000_000L;
    /** Memory without which no room comes in. */
    private static final int MIN_HEADROOM_SEGMENTS = 16;

    private static final long MAX_CHECK_INTERVAL_NS = 1_000_000_000L;

    private final ShardSettings settings;
    private final RoomContext context;
    private final RoomCore core;
    private final Storage storage;
    private final Executor events;
    private final Counters counters;
    private final HashMap<String, RoomSlot> slots = new HashMap<>();
    /** Versions that were saved since the start: the store must know no less. */
    private final Object2LongHashMap<String> savedVersions = new Object2LongHashMap<>(UNKNOWN);

    private final Long2ObjectHashMap<RoomSlot> waitingSessions = new Long2ObjectHashMap<>();
    private final ArrayList<RoomSlot> idle = new ArrayList<>();
    private final Command waiting = new Command();
    private final RoomCheckpoint checkpoint;

    private long nowNs;
    private long nextCheckNs;
    private long roomsOpened;

    private record LastSave(RoomSlot slot, CompletableFuture<Void> saved) {}

    /** @param events runs what it is given on the shard's thread, within the next duty cycle */
    Rooms(
            ShardSettings settings,
            RoomContext context,
            RoomCore core,
            Storage storage,
            Executor events,
            Counters counters) {
        this.settings = settings;
        this.context = context;
        this.core = core;
        this.storage = storage;
        this.events = events;
        this.counters = counters;
        this.checkpoint = new RoomCheckpoint(storage, events, this::noteSave);
    }

    void now(long ns) {
        nowNs = ns;
    }

    /** A session wants to enter a room: at once if the room is in memory, else when it is. */
    void join(Command command) {
        String name = command.buffer().getStringWithoutLengthUtf8(command.nameOffset(), command.nameLength());
        RoomSlot slot = slots.get(name);
        if (slot == null) {
            slot = open(name, command.sessionId());
            if (slot == null) {
                return;
            }
        }
        if (slot.state() == RoomState.ACTIVE) {
            enter(slot, command);
        } else {
            UnsafeBuffer copy = new UnsafeBuffer(new byte[command.lengthBytes()]);
            copy.putBytes(0, command.buffer(), command.offset(), command.lengthBytes());
            slot.waitingJoins().add(copy);
            waitingSessions.put(command.sessionId(), slot);
        }
    }

    /** A session is gone that may still wait for its room. */
    void leaveWaiting(long sessionId) {
        RoomSlot slot = waitingSessions.remove(sessionId);
        if (slot != null) {
            slot.waitingJoins().removeIf(join -> waiting.wrap(join, 0).sessionId() == sessionId);
        }
    }

    void onLeft(Room room) {
        slots.get(room.name()).onBusy(nowNs);
    }

    /** Begins to save all rooms that have edits which the store lacks. */
    void beginCheckpoint() {
        checkpoint.begin(slots.values(), nowNs);
    }

    /** Goes on with a checkpoint, if there is one. */
    int checkpoint() {
        return checkpoint.doWork(nowNs);
    }

    /** Sends rooms without sessions to their store; returns how many. */
    int checkIdle() {
        if (nowNs - nextCheckNs < 0) {
            return 0;
        }
        nextCheckNs =
                nowNs + Math.max(MIN_CHECK_INTERVAL_NS, Math.min(MAX_CHECK_INTERVAL_NS, settings.idleTimeoutNs() / 4));
        for (RoomSlot slot : slots.values()) {
            if (slot.isIdleSince(nowNs - settings.idleTimeoutNs())) {
                idle.add(slot);
            }
        }
        int count = idle.size();
        for (RoomSlot slot : idle) {
            if (slot.isDirty()) {
                save(slot);
            } else {
                close(slot);
            }
        }
        idle.clear();
        return count;
    }

    /**
     * Saves every room and closes it, for the end of the shard. Waits for the store.
     *
     * @return false if a room could not be saved
     */
    boolean closeAll() {
        boolean allSaved = true;
        ArrayDeque<LastSave> saves = new ArrayDeque<>();
        for (RoomSlot slot : new ArrayList<>(slots.values())) {
            if (slot.state() == RoomState.LOADING) {
                continue;
            }
            if (slot.state() != RoomState.ACTIVE || slot.isCheckpointing()) {
                LOG.error("the store does not answer: room={}", slot.name());
                allSaved = false;
            } else if (slot.isDirty()) {
                if (saves.size() == MAX_LAST_SAVES) {
                    allSaved &= end(saves.poll());
                }
                saves.add(new LastSave(slot, write(slot.room())));
            } else {
                close(slot);
            }
        }
        while (!saves.isEmpty()) {
            allSaved &= end(saves.poll());
        }
        return allSaved;
    }

    /** Whether some room is in the hands of a storage thread. */
    boolean isStorageBusy() {
        return slots.values().stream().anyMatch(slot -> slot.state() != RoomState.ACTIVE || slot.isCheckpointing());
    }

    private RoomSlot open(String name, long sessionId) {
        boolean hasMemory = storage.segments().headroomSegments() >= MIN_HEADROOM_SEGMENTS;
        if (storage.roomCount().incrementAndGet() > storage.maxRooms() || !hasMemory) {
            storage.roomCount().decrementAndGet();
            counters.increment(EngineCounter.LIMIT_REFUSALS);
            refuse(sessionId, CloseReason.LIMIT);
            return null;
        }
        RoomSlot slot = new RoomSlot(name);
        slots.put(name, slot);
        long number = (long) settings.index() << 48 | roomsOpened++;
        StoreCalls.load(storage.store(), name)
                .thenApplyAsync(snapshot -> read(name, number, snapshot), storage.executor())
                .whenComplete((room, failure) -> events.execute(() -> onLoaded(slot, room, failure)));
        return slot;
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

    private void onLoaded(RoomSlot slot, Room room, Throwable failure) {
        Throwable reason = failure;
        if (room != null) {
            long known = savedVersions.getValue(slot.name());
            if (room.version() < known) {
                reason = new IllegalStateException(
                        "the store is behind: version=" + room.version() + " expected=" + known);
                room.close();
            }
        }
        if (reason != null) {
            onLoadFailed(slot, reason);
            return;
        }
        room.openRange(settings.firstVersion());
        counters.increment(EngineCounter.ROOMS_OPENED);
        slot.onLoaded(room, nowNs);
        enterWaiting(slot);
    }

    private void onLoadFailed(RoomSlot slot, Throwable reason) {
        LOG.error("room cannot be loaded: room={}", slot.name(), reason);
        counters.increment(EngineCounter.ROOMS_FAILED);
        for (UnsafeBuffer join : slot.waitingJoins()) {
            refuse(waiting.wrap(join, 0).sessionId(), CloseReason.UNAVAILABLE);
        }
        slots.remove(slot.name());
        storage.roomCount().decrementAndGet();
    }

    private void enterWaiting(RoomSlot slot) {
        for (UnsafeBuffer join : slot.waitingJoins()) {
            enter(slot, waiting.wrap(join, 0));
        }
        slot.waitingJoins().clear();
    }

    private void enter(RoomSlot slot, Command join) {
        waitingSessions.remove(join.sessionId());
        slot.onBusy(nowNs);
        if (!core.join(slot.room(), join)) {
            refuse(join.sessionId(), CloseReason.LIMIT);
        }
    }

    private void refuse(long sessionId, CloseReason reason) {
        waitingSessions.remove(sessionId);
        counters.increment(EngineCounter.SESSIONS_REFUSED);
        core.refuse(sessionId, reason);
    }

    private void save(RoomSlot slot) {
        slot.onSaving();
        write(slot.room()).whenComplete((done, failure) -> events.execute(() -> onSaveEnded(slot, failure)));
    }

    /** Hands the room to another thread until it is encoded. */
    private CompletableFuture<Void> write(Room room) {
        room.document().transferTo(null);
        return CompletableFuture.completedFuture(room)
                .thenApplyAsync(Rooms::encode, storage.executor())
                .thenCompose(snapshot -> StoreCalls.save(storage.store(), room.name(), () -> snapshot));
    }

    /** Runs on the thread that the room was handed to, and hands it on to the next that asks. */
    private static ByteBuffer encode(Room room) {
        try {
            return RoomSnapshot.encode(room);
        } finally {
            room.document().transferTo(null);
        }
    }

    private void onSaveEnded(RoomSlot slot, Throwable failure) {
        slot.onSaveEnded(nowNs);
        noteSave(slot, slot.room().version(), failure);
        if (failure == null && slot.waitingJoins().isEmpty()) {
            close(slot);
        } else {
            enterWaiting(slot);
        }
    }

    private boolean end(LastSave save) {
        Throwable failure = null;
        try {
            save.saved().join();
        } catch (CompletionException e) {
            failure = e.getCause();
        }
        noteSave(save.slot(), save.slot().room().version(), failure);
        close(save.slot());
        return failure == null;
    }

    private void noteSave(RoomSlot slot, long version, Throwable failure) {
        if (failure == null) {
            counters.increment(EngineCounter.SNAPSHOTS_WRITTEN);
            slot.onSaved(version);
            savedVersions.put(slot.name(), version);
        } else {
            LOG.error("snapshot cannot be written: room={}", slot.name(), failure);
            counters.increment(EngineCounter.SNAPSHOTS_FAILED);
        }
    }

    private void close(RoomSlot slot) {
        slot.room().close();
        slots.remove(slot.name());
        storage.roomCount().decrementAndGet();
        counters.increment(EngineCounter.ROOMS_CLOSED);
    }
}
