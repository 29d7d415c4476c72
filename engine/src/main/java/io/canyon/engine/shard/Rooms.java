package io.canyon.engine.shard;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;
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
    private static final long NOBODY = 0;
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

    /** I/O threads that watch rooms, a bit each. */
    private final Object2LongHashMap<String> watchers = new Object2LongHashMap<>(NOBODY);

    private final Long2ObjectHashMap<RoomSlot> waitingSessions = new Long2ObjectHashMap<>();
    private final ArrayList<RoomSlot> idle = new ArrayList<>();
    private final Command waiting = new Command();
    private final RoomCheckpoint checkpoint;
    private final RoomLoader loader;
    private final RoomDuties duties;
    private final ArrayDeque<Beginning> beginnings = new ArrayDeque<>();

    private long nowNs;
    private long nextCheckNs;
    private long checkIntervalNs;
    private long roomsOpened;

    private record LastSave(RoomSlot slot, CompletableFuture<Void> saved) {}

    /** A room that is to begin with something. */
    private record Beginning(RoomSlot slot, RoomLoader.Loaded loaded) {}

    /** Applies what rooms begin with. */
    interface Beginner {
        /** Whether there is room for it in the batch at hand. */
        boolean takes(DirectBuffer edit);

        /** False: it cannot be applied. */
        boolean begin(Room room, DirectBuffer edit);
    }

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
        this.loader = new RoomLoader(settings, context, storage);
        this.duties = new RoomDuties(new DutyActions());
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

    /** Goes on with a checkpoint, if there is one, and with what else is to be saved. */
    int checkpoint() {
        return checkpoint.doWork(nowNs) + duties.doWork();
    }

    /** Applies what rooms begin with, as far as the batch at hand has room for it. */
    int begin(Beginner beginner) {
        int count = 0;
        while (!beginnings.isEmpty()
                && beginner.takes(beginnings.peek().loaded().terms().beginning())) {
            Beginning next = beginnings.remove();
            Room room = next.loaded().room();
            room.openRange(settings.firstVersion());
            if (beginner.begin(room, next.loaded().terms().beginning())) {
                onReady(next.slot(), next.loaded());
            } else {
                room.close();
                onLoadFailed(next.slot(), new IllegalStateException("the initial document is refused"));
            }
            count++;
        }
        return count;
    }

    /** Sends rooms without sessions to their store; returns how many. */
    int checkIdle() {
        if (nowNs - nextCheckNs < 0) {
            return 0;
        }
        nextCheckNs = nowNs + Math.max(MIN_CHECK_INTERVAL_NS, Math.min(MAX_CHECK_INTERVAL_NS, checkIntervalNs));
        for (RoomSlot slot : slots.values()) {
            if (slot.isIdleSince(nowNs)) {
                idle.add(slot);
            } else if (slot.isSaveDue(nowNs)) {
                duties.save(slot);
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
                saves.add(new LastSave(slot, write(slot)));
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
        return slots.values().stream().anyMatch(RoomSlot::isStorageBusy);
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
        long known = savedVersions.getValue(slot.name());
        if (room.version() < known) {
            String reason = "the store is behind: version=" + room.version() + " expected=" + known;
            room.close();
            onLoadFailed(slot, new IllegalStateException(reason));
        } else if (loaded.isNew() && loaded.terms().beginning() != null) {
            beginnings.add(new Beginning(slot, loaded));
        } else {
            onReady(slot, loaded);
        }
    }

    private void onReady(RoomSlot slot, RoomLoader.Loaded loaded) {
        Room room = loaded.room();
        room.openRange(settings.firstVersion());
        counters.increment(EngineCounter.ROOMS_OPENED);
        slot.onLoaded(loaded, nowNs);
        checkIntervalNs = Math.min(checkIntervalNs, slot.checkIntervalNs());
        storage.directory().onOpened(slot.name());
        core.watch(room, watchers.getValue(slot.name()));
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

    private static void wait(RoomSlot slot, Command command) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[command.lengthBytes()]);
        copy.putBytes(0, command.buffer(), command.offset(), command.lengthBytes());
        slot.waitingJoins().add(copy);
    }

    private void enterWaiting(RoomSlot slot) {
        while (slot.isOpen() && !slot.waitingJoins().isEmpty()) {
            waiting.wrap(slot.waitingJoins().remove(0), 0);
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
        write(slot)
                .whenComplete((done, failure) -> events.execute(() -> onSaveEnded(slot, RoomStores.causeOf(failure))));
    }

    /** Hands the room to another thread until it is encoded. */
    private CompletableFuture<Void> write(RoomSlot slot) {
        Room room = slot.room();
        room.document().transferTo(null);
        return CompletableFuture.completedFuture(room)
                .thenApplyAsync(Rooms::encode, storage.executor())
                .thenCompose(snapshot -> slot.stores().save(room.name(), snapshot));
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
        answer(slot.closers(), failure == null, slot.room().version());
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
        boolean isSaved = !save.slot().isUnsaved();
        close(save.slot());
        return isSaved;
    }

    private void noteSave(RoomSlot slot, long version, Throwable failure) {
        boolean isInOwnStore = failure == null || failure instanceof RoomStores.NotEverywhereException;
        if (isInOwnStore) {
            counters.increment(EngineCounter.SNAPSHOTS_WRITTEN);
            slot.onSaved(version, failure == null);
            savedVersions.put(slot.name(), version);
        }
        if (failure != null) {
            LOG.error("snapshot cannot be written: room={}", slot.name(), failure);
            counters.increment(EngineCounter.SNAPSHOTS_FAILED);
        }
    }

    private void close(RoomSlot slot) {
        core.forget(slot.room());
        storage.directory().onClosed(slot.name());
        slot.room().close();
        slots.remove(slot.name());
        storage.roomCount().decrementAndGet();
        counters.increment(EngineCounter.ROOMS_CLOSED);
    }

    private void saveInUse(RoomSlot slot) {
        long version = slot.room().version();
        slot.checkpointing(true);
        StoreCalls.answer(() -> slot.stores().save(slot.name(), RoomSnapshot.encode(slot.room())))
                .whenComplete((done, failure) -> events.execute(() -> {
                    slot.checkpointing(false);
                    noteSave(slot, version, RoomStores.causeOf(failure));
                    duties.onSaved(slot, failure == null);
                }));
    }

    private void saveAndClose(RoomSlot slot) {
        if (slot.isDirty()) {
            save(slot);
        } else {
            answer(slot.closers(), true, slot.room().version());
            close(slot);
        }
    }

    private void answer(LongArrayList numbers, boolean isDone, long version) {
        for (int i = 0; i < numbers.size(); i++) {
            if (isDone) {
                core.answer(numbers.getLong(i), true, version);
            } else {
                core.refuse(numbers.getLong(i), CloseReason.UNAVAILABLE);
            }
        }
        numbers.clear();
    }

    private final class DutyActions implements RoomDuties.Actions {
        @Override
        public void saveInUse(RoomSlot slot) {
            Rooms.this.saveInUse(slot);
        }

        @Override
        public void saveAndClose(RoomSlot slot) {
            Rooms.this.saveAndClose(slot);
        }

        @Override
        public void answer(LongArrayList numbers, boolean isDone, long version) {
            Rooms.this.answer(numbers, isDone, version);
        }
    }
}
