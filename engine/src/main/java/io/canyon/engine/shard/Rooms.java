package io.canyon.engine.shard;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.CloseReason;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one shard, from their store into memory and back. All methods run on the shard's thread; what the
 * storage threads have to say comes back through {@code events}.
 */
final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    /** Rooms of which it is known what the store must have. */
    private static final int MAX_SAVED_VERSIONS = 64 << 10;
    /** Rooms that are looked at in a duty cycle. */
    private static final int MAX_LOOKS = 1024;

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
    private final RoomSlots slots = new RoomSlots();
    private final SavedVersions savedVersions = new SavedVersions(MAX_SAVED_VERSIONS);
    private final Long2ObjectHashMap<RoomSlot> waitingSessions = new Long2ObjectHashMap<>();
    private final Command waiting = new Command();
    private final RoomSaves saves;
    private final RoomCheckpoint checkpoint;

    private long nowNs;
    private long nextCheckNs;
    private int nextToCheck = -1;
    private long roomsOpened;
    private int loading;

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
        this.saves = new RoomSaves(storage, events, this::onSaveEnded);
        this.checkpoint = new RoomCheckpoint(slots, saves, storage.checkpoints());
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
        checkpoint.begin(nowNs);
    }

    /** Begins to save all rooms for the last time; when the shard {@link #isBusy} no more, they can be closed. */
    void beginLastSaves() {
        checkpoint.beginLast(nowNs);
    }

    /** Between two batches: sends rooms without sessions to their store, and goes on with a checkpoint. */
    int doWork() {
        return checkIdle() + checkpoint.doWork(nowNs);
    }

    /** Whether a storage thread has something to do, or will have. */
    boolean isBusy() {
        return loading > 0 || saves.areRunning() || checkpoint.isRunning();
    }

    /**
     * Closes every room, for the end of the shard.
     *
     * @return false if one has edits that the store lacks
     */
    boolean closeAll() {
        boolean areSaved = true;
        for (int i = slots.size() - 1; i >= 0; i--) {
            RoomSlot slot = slots.at(i);
            if (slot.isDirty()) {
                LOG.error("room is not saved: room={}", slot.name());
                areSaved = false;
            }
            if (slot.state() == RoomState.ACTIVE) {
                close(slot);
            }
        }
        return areSaved;
    }

    private int checkIdle() {
        if (nextToCheck < 0) {
            if (nowNs - nextCheckNs < 0) {
                return 0;
            }
            nextToCheck = slots.size() - 1;
            nextCheckNs = nowNs
                    + Math.max(MIN_CHECK_INTERVAL_NS, Math.min(MAX_CHECK_INTERVAL_NS, settings.idleTimeoutNs() / 4));
        }
        int work = 0;
        nextToCheck = Math.min(nextToCheck, slots.size() - 1);
        for (int looks = 0; nextToCheck >= 0 && looks < MAX_LOOKS; looks++) {
            RoomSlot slot = slots.at(nextToCheck);
            if (isIdle(slot)) {
                if (!slot.isDirty()) {
                    close(slot);
                } else if (saves.takes(slot)) {
                    saves.begin(slot);
                } else {
                    // Goes on here when others have been saved.
                    return work;
                }
                work++;
            }
            nextToCheck--;
        }
        return nextToCheck >= 0 ? work + 1 : work;
    }

    private boolean isIdle(RoomSlot slot) {
        return slot.isIdleSince(nowNs - settings.idleTimeoutNs());
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
        slots.add(slot);
        loading++;
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
        loading--;
        Throwable reason = failure;
        if (room != null) {
            long known = savedVersions.get(slot.name());
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
        slots.remove(slot);
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

    private void onSaveEnded(RoomSlot slot, long version, Throwable failure) {
        if (failure == null) {
            counters.increment(EngineCounter.SNAPSHOTS_WRITTEN);
            savedVersions.put(slot.name(), version);
        } else {
            LOG.error("snapshot cannot be written: room={}", slot.name(), failure);
            counters.increment(EngineCounter.SNAPSHOTS_FAILED);
        }
        checkpoint.onSaveEnded(failure);
        if (isIdle(slot)) {
            if (slot.isDirty()) {
                // Tried again when it has been idle for as long again.
                slot.onBusy(nowNs);
            } else {
                close(slot);
            }
        }
    }

    private void close(RoomSlot slot) {
        slot.room().close();
        slots.remove(slot);
        storage.roomCount().decrementAndGet();
        counters.increment(EngineCounter.ROOMS_CLOSED);
    }
}
