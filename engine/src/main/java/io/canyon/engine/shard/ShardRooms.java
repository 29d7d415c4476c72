package io.canyon.engine.shard;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RoomKind;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.Object2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms of one shard, from their store into memory and back. All methods run on the shard's thread; what the
 * storage threads have to say comes back through {@code events}.
 */
final class ShardRooms {
    private static final Logger LOG = LoggerFactory.getLogger(ShardRooms.class);
    private static final long NOBODY = 0;
    /** Rooms of which it is known what the store must have. */
    private static final int MAX_SAVED_VERSIONS = 64 << 10;
    /** Rooms that are looked at in a duty cycle. */
    private static final int MAX_LOOKS = 1024;

    private static final long MIN_CHECK_INTERVAL_NS = 1_000_000L;
    /** Memory without which no room comes in. */
    private static final int MIN_HEADROOM_SEGMENTS = 16;

    private static final long MAX_CHECK_INTERVAL_NS = 1_000_000_000L;

    private final ShardSettings settings;
    private final RoomCore core;
    private final Storage storage;
    private final Executor events;
    private final Counters counters;
    private final RoomSlots slots = new RoomSlots();
    private final SavedVersions savedVersions = new SavedVersions(MAX_SAVED_VERSIONS);
    /** I/O threads that watch rooms, a bit each. */
    private final Object2LongHashMap<String> watchers = new Object2LongHashMap<>(NOBODY);

    private final Long2ObjectHashMap<RoomSlot> waitingSessions = new Long2ObjectHashMap<>();
    private final Command waiting = new Command();
    private final RoomSaves saves;
    private final RoomCheckpoint checkpoint;
    private final RoomLoader loader;
    private final RoomDuties duties;
    private final ArrayDeque<Beginning> beginnings = new ArrayDeque<>();

    private long nowNs;
    private long nextCheckNs;
    private long checkIntervalNs;
    private int nextToCheck = -1;
    private long roomsOpened;
    private int loading;

    /** A room that is to begin with something. */
    private record Beginning(RoomSlot slot, RoomLoader.Loaded loaded) {}

    /** Applies what rooms begin with. */
    interface Beginner {
        /** Whether there is room for it in the batch at hand. */
        boolean takes(DirectBuffer edit);

        /** False: it cannot be applied. */
        boolean begin(Room room, RoomKind kind, DirectBuffer edit);
    }

    /** @param events runs what it is given on the shard's thread, within the next duty cycle */
    ShardRooms(
            ShardSettings settings,
            RoomContext context,
            RoomCore core,
            Storage storage,
            Executor events,
            Counters counters) {
        this.settings = settings;
        this.core = core;
        this.storage = storage;
        this.events = events;
        this.counters = counters;
        this.saves = new RoomSaves(storage, events, this::onSaveEnded);
        this.checkpoint = new RoomCheckpoint(slots, saves, storage.checkpoints());
        this.loader = new RoomLoader(settings, context, storage);
        this.duties = new RoomDuties(saves, new DutyActions());
        this.checkIntervalNs = settings.idleTimeoutNs() / 4;
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
        if (slot.isOpen()) {
            enter(slot, command);
        } else {
            wait(slot, command);
            waitingSessions.put(command.sessionId(), slot);
        }
    }

    /** Somebody wants something of a room, which comes into memory for it. */
    void request(Command command) {
        String name = command.buffer().getStringWithoutLengthUtf8(command.nameOffset(), command.nameLength());
        RoomSlot slot = slots.get(name);
        if (slot == null) {
            if (command.type() == CommandType.FLUSH || command.type() == CommandType.CLOSE_ROOM) {
                core.answer(command.sessionId(), true, Output.NO_VERSION);
                return;
            }
            slot = open(name, command.sessionId());
            if (slot == null) {
                return;
            }
        }
        if (slot.isOpen()) {
            serve(slot, command);
        } else {
            wait(slot, command);
        }
    }

    /** An I/O thread watches a room from here on, in memory or not, or does not any more. */
    void watch(Command command) {
        String name = command.buffer().getStringWithoutLengthUtf8(command.nameOffset(), command.nameLength());
        long bit = 1L << SessionId.ioThread(command.sessionId());
        long before = watchers.getValue(name);
        long after = command.value() == 0 ? before & ~bit : before | bit;
        if (after == NOBODY) {
            watchers.removeKey(name);
        } else {
            watchers.put(name, after);
        }
        RoomSlot slot = slots.get(name);
        if (slot != null && slot.room() != null) {
            core.watch(slot.room(), after);
        }
    }

    /** A session is gone that may still wait for its room. */
    void leaveWaiting(long sessionId) {
        RoomSlot slot = waitingSessions.remove(sessionId);
        if (slot != null) {
            slot.waitingCommands().removeIf(join -> waiting.wrap(join, 0).sessionId() == sessionId);
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
        return checkIdle() + checkpoint.doWork(nowNs) + duties.doWork();
    }

    /** Applies what rooms begin with, as far as the batch at hand has room for it. */
    int begin(Beginner beginner) {
        int count = 0;
        while (!beginnings.isEmpty()
                && beginner.takes(beginnings.peek().loaded().beginning())) {
            Beginning next = beginnings.remove();
            Room room = next.loaded().room();
            RoomKind kind = next.loaded().terms().beginning().kind();
            if (beginner.begin(room, kind, next.loaded().beginning())) {
                onReady(next.slot(), next.loaded());
            } else {
                room.close();
                onLoadFailed(next.slot(), new IllegalStateException("the initial document is refused"));
            }
            count++;
        }
        return count;
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
            if (slot.isUnsaved()) {
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
            nextCheckNs = nowNs + Math.max(MIN_CHECK_INTERVAL_NS, Math.min(MAX_CHECK_INTERVAL_NS, checkIntervalNs));
        }
        int work = 0;
        nextToCheck = Math.min(nextToCheck, slots.size() - 1);
        for (int looks = 0; nextToCheck >= 0 && looks < MAX_LOOKS; looks++) {
            RoomSlot slot = slots.at(nextToCheck);
            if (slot.isSaveDue(nowNs)) {
                duties.save(slot);
            }
            if (slot.isIdle(nowNs)) {
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
        loader.load(name, number)
                .whenComplete((loaded, failure) -> events.execute(() -> onLoaded(slot, loaded, failure)));
        return slot;
    }

    private void onLoaded(RoomSlot slot, RoomLoader.Loaded loaded, Throwable failure) {
        if (failure != null) {
            onLoadFailed(slot, failure);
            return;
        }
        Room room = loaded.room();
        long known = savedVersions.get(slot.name());
        if (room.version() < known) {
            String reason = "the store is behind: version=" + room.version() + " expected=" + known;
            room.close();
            onLoadFailed(slot, new IllegalStateException(reason));
        } else if (loaded.isNew() && loaded.beginning() != null) {
            beginnings.add(new Beginning(slot, loaded));
        } else {
            RoomKind kind = loaded.terms().kind();
            if (loaded.isNew() && kind != null) {
                room.becomes(kind);
            }
            room.openRange(settings.firstVersion());
            onReady(slot, loaded);
        }
    }

    private void onReady(RoomSlot slot, RoomLoader.Loaded loaded) {
        loading--;
        counters.increment(EngineCounter.ROOMS_OPENED);
        slot.onLoaded(loaded, nowNs);
        checkIntervalNs = Math.min(checkIntervalNs, slot.checkIntervalNs());
        storage.directory().onOpened(slot.name());
        core.watch(loaded.room(), watchers.getValue(slot.name()));
        enterWaiting(slot);
    }

    private void onLoadFailed(RoomSlot slot, Throwable reason) {
        loading--;
        LOG.error("room cannot be loaded: room={}", slot.name(), reason);
        counters.increment(EngineCounter.ROOMS_FAILED);
        for (UnsafeBuffer join : slot.waitingCommands()) {
            refuse(waiting.wrap(join, 0).sessionId(), CloseReason.UNAVAILABLE);
        }
        slots.remove(slot);
        storage.roomCount().decrementAndGet();
    }

    private static void wait(RoomSlot slot, Command command) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[command.lengthBytes()]);
        copy.putBytes(0, command.buffer(), command.offset(), command.lengthBytes());
        slot.waitingCommands().add(copy);
    }

    private void enterWaiting(RoomSlot slot) {
        while (slot.isOpen() && !slot.waitingCommands().isEmpty()) {
            waiting.wrap(slot.waitingCommands().remove(), 0);
            if (waiting.type() == CommandType.JOIN) {
                enter(slot, waiting);
            } else {
                serve(slot, waiting);
            }
        }
    }

    private void serve(RoomSlot slot, Command command) {
        Room room = slot.room();
        slot.onBusy(nowNs);
        switch (command.type()) {
            case OPEN -> {
                RoomTerms agreed = storage.directory().agreed(slot.name());
                core.answer(command.sessionId(), agreed == null || agreed.equals(slot.terms()), room.version());
            }
            case READ, VIEW -> core.read(room, command);
            case FLUSH -> duties.save(slot, command.sessionId());
            case CLOSE_ROOM -> {
                core.closeSessions(room);
                duties.close(slot, command.sessionId());
            }
            default -> throw new IllegalArgumentException("not asked of a room: " + command.type());
        }
    }

    private void enter(RoomSlot slot, Command join) {
        waitingSessions.remove(join.sessionId());
        slot.onBusy(nowNs);
        CloseReason refusal = core.join(slot.room(), join);
        if (refusal != null) {
            refuse(join.sessionId(), refusal);
        }
    }

    private void refuse(long sessionId, CloseReason reason) {
        waitingSessions.remove(sessionId);
        counters.increment(EngineCounter.SESSIONS_REFUSED);
        core.refuse(sessionId, reason);
    }

    private void onSaveEnded(RoomSlot slot, long version, Throwable failure) {
        boolean isInOwnStore = failure == null || failure instanceof RoomStores.NotEverywhereException;
        if (isInOwnStore) {
            counters.increment(EngineCounter.SNAPSHOTS_WRITTEN);
            savedVersions.put(slot.name(), version);
        }
        if (failure != null) {
            LOG.error("snapshot cannot be written: room={}", slot.name(), failure);
            counters.increment(EngineCounter.SNAPSHOTS_FAILED);
            duties.onSaveFailed(slot);
        } else {
            duties.onSaved(slot);
        }
        checkpoint.onSaveEnded(isInOwnStore ? null : failure);
        if (slot.isIdle(nowNs)) {
            if (slot.isDirty()) {
                // Tried again when it has been idle for as long again.
                slot.onBusy(nowNs);
            } else {
                close(slot);
            }
        }
    }

    private void onClosed(RoomSlot slot) {
        if (slot.isDirty() || !slot.waitingCommands().isEmpty()) {
            enterWaiting(slot);
        } else {
            close(slot);
        }
    }

    private final class DutyActions implements RoomDuties.Actions {
        @Override
        public void answer(long number, boolean isDone, long version) {
            if (isDone) {
                core.answer(number, true, version);
            } else {
                core.refuse(number, CloseReason.UNAVAILABLE);
            }
        }

        @Override
        public void closed(RoomSlot slot) {
            onClosed(slot);
        }
    }

    private void close(RoomSlot slot) {
        core.forget(slot.room());
        storage.directory().onClosed(slot.name());
        slot.room().close();
        slots.remove(slot);
        storage.roomCount().decrementAndGet();
        counters.increment(EngineCounter.ROOMS_CLOSED);
    }
}
