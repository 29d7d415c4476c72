package io.canyon.engine.shard;

import io.canyon.engine.EngineCounter;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomCounters;
import io.canyon.engine.room.RoomEncoding;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RoomKind;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One writer for its rooms. A duty cycle takes a batch of commands, hands each to the room core, journals what they
 * applied, and only then lets their outputs go. An error ends the shard with nothing of the batch shown to anybody.
 */
public final class Shard implements Agent {
    private static final int MAX_STAGED_BYTES = 4 << 20;
    /** What the buffer writes of one command fill at most. */
    private static final long MAX_BUFFER_BYTES = 32 << 20;
    /** Most memory for a byte of a command: an empty array in an array. */
    private static final int MAX_MEMORY_PER_COMMAND_BYTE = 64;

    private static final long CLOSE_TIMEOUT_NS = 30_000_000_000L;

    private final ShardSettings settings;
    private final Inbox inbox;
    private final IoThreads ioThreads;
    private final NanoClock clock;
    private final Consumer<Throwable> onFailure;
    private final EditBatch edits;
    private final StagedOutputs staged = new StagedOutputs();
    private final Counters counters = new Counters();
    private final RoomCore core;
    private final RoomCounters roomCounters;
    private final ShardRooms rooms;
    private final ManyToOneConcurrentLinkedQueue<Runnable> events = new ManyToOneConcurrentLinkedQueue<>();
    private final Command command = new Command();
    private final Command ownCommand = new Command();
    private final UnsafeBuffer ownBuffer = new UnsafeBuffer(new byte[Command.HEADER_BYTES]);
    private final MessageHandler onCommand = this::onCommand;
    private final ShardRooms.Beginner beginner = new EditBeginner();

    private final Storage storage;
    private final AtomicReference<Roll> pendingRoll = new AtomicReference<>();

    private Journal journal;
    private long generation;
    private boolean hasFailed;
    private boolean isJournalFull;
    private boolean isMemoryTight;
    private int taken;
    private long tickedNs;
    private volatile boolean isAborted;
    private volatile boolean isClosedCleanly;
    private volatile int sessionCount;

    /** The journal to go on in, and its generation. */
    private record Roll(Journal journal, long generation) {}

    /** @param onFailure told why the shard ended by itself, on its thread */
    public Shard(
            ShardSettings settings,
            Inbox inbox,
            IoThreads ioThreads,
            Journal journal,
            Storage storage,
            NanoClock clock,
            Consumer<Throwable> onFailure) {
        this.settings = settings;
        this.inbox = inbox;
        this.ioThreads = ioThreads;
        this.journal = journal;
        this.generation = settings.generation();
        this.storage = storage;
        this.clock = clock;
        this.tickedNs = clock.nanoTime();
        this.onFailure = onFailure;
        this.edits = new EditBatch(journal, settings.isForced());
        OffThreadEncoder encoder = new OffThreadEncoder(storage.executor(), events::add, this::onEncoded);
        RoomContext context =
                new RoomContext(settings.roomLimits(), storage.segments(), staged, edits, encoder, storage.hashSeed());
        this.core = new RoomCore(context);
        this.roomCounters = context.counters();
        this.rooms = new ShardRooms(settings, context, core, storage, events::add, counters);
    }

    @Override
    public String roleName() {
        return "canyon-shard-" + settings.index();
    }

    @Override
    public int doWork() {
        if (isAborted) {
            hasFailed = true;
            throw new AgentTerminationException("the engine has failed");
        }
        try {
            return runBatch();
        } catch (RuntimeException | Error e) {
            hasFailed = true;
            onFailure.accept(e);
            throw new AgentTerminationException(e);
        }
    }

    /** Works off what is left, saves every room and closes the journal. Nobody may be in a room any more. */
    @Override
    public void onClose() {
        if (hasFailed) {
            // What failed may be half done: nothing of it may reach the journal or the store now.
            journal.close();
            Roll unused = pendingRoll.getAndSet(null);
            if (unused != null) {
                unused.journal().close();
            }
            return;
        }
        boolean isComplete = false;
        try {
            while (runBatch() > 0) {
                Thread.onSpinWait();
            }
            rooms.beginLastSaves();
            runUntilQuiet();
            isComplete = rooms.closeAll();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        } finally {
            journal.close();
            isClosedCleanly = isComplete;
        }
    }

    /** Until there is nothing to do, or the store has given no answer for too long. */
    private void runUntilQuiet() {
        long deadlineNs = clock.nanoTime() + CLOSE_TIMEOUT_NS;
        boolean hasWorked;
        do {
            hasWorked = runBatch() > 0;
            long nowNs = clock.nanoTime();
            if (hasWorked) {
                deadlineNs = nowNs + CLOSE_TIMEOUT_NS;
            } else if (nowNs - deadlineNs >= 0) {
                return;
            } else {
                Thread.onSpinWait();
            }
        } while (hasWorked || rooms.isBusy());
    }

    /** Any thread: another part of the engine has failed; nothing further is shown to anybody. */
    public void abort() {
        isAborted = true;
    }

    /** Any thread: true when the shard has ended and every room is in the store. */
    public boolean isClosedCleanly() {
        return isClosedCleanly;
    }

    /**
     * Any thread: sequence of the last batch in the journal of a generation, once the shard has ended; one less than
     * the first if the shard did not come to it.
     */
    public long lastSequence(long inGeneration) {
        return generation == inGeneration ? journal.nextSequence() - 1 : Generation.FIRST_SEQUENCE - 1;
    }

    /**
     * Any thread: from its next batch on the shard writes to another journal, which is its own from here on, and saves
     * every room that has edits in older ones.
     */
    public void roll(Journal next, long nextGeneration) {
        pendingRoll.set(new Roll(next, nextGeneration));
    }

    /** Any thread. */
    public Counters counters() {
        return counters;
    }

    /** Any thread. */
    public RoomCounters roomCounters() {
        return roomCounters;
    }

    /** Any thread: sessions in rooms of this shard. */
    public int sessionCount() {
        return sessionCount;
    }

    private int runBatch() {
        long nowNs = clock.nanoTime();
        rooms.now(nowNs);
        tick(nowNs);
        // Between two batches: nothing is saved that is not in the journal.
        int work = roll() + rooms.doWork() + writeBacklogs() + noteDrained();
        taken = 0;
        work += rooms.begin(beginner) + runEvents();
        inbox.drain(onCommand);
        work += taken;
        if (work > 0) {
            endBatch();
        }
        return work;
    }

    private void tick(long nowNs) {
        if (nowNs - tickedNs < Waker.TICK_NS) {
            return;
        }
        tickedNs = nowNs;
        for (int i = 0; i < ioThreads.capacity() && ioThreads.get(i) != null; i++) {
            ioThreads.get(i).waker().onTick();
        }
    }

    /** Between two batches. */
    private int roll() {
        if (pendingRoll.get() == null) {
            return 0;
        }
        Roll roll = pendingRoll.getAndSet(null);
        edits.journal(roll.journal());
        // Unmapping takes longer than a batch should wait.
        storage.executor().execute(journal::close);
        journal = roll.journal();
        generation = roll.generation();
        rooms.beginCheckpoint();
        storage.checkpoints().onStep(CheckpointStep.SHARD_ROLLED);
        return 1;
    }

    private int runEvents() {
        int count = 0;
        for (Runnable event = events.poll(); event != null; event = events.poll()) {
            event.run();
            count++;
        }
        return count;
    }

    private boolean onCommand(DirectBuffer buffer, int offset, int length) {
        command.wrap(buffer, offset);
        CommandType type = command.type();
        if (staged.lengthBytes() > MAX_STAGED_BYTES || carriesEdit(type) && !edits.takes(length)) {
            return false;
        }
        taken++;
        if (isCongested(type)) {
            turnAway(type);
            return true;
        }
        switch (type) {
            case JOIN -> rooms.join(command);
            case LEAVE -> onLeave();
            case OPEN, READ, VIEW, FLUSH, CLOSE_ROOM -> rooms.request(command);
            case WATCH -> rooms.watch(command);
            case REMOVE -> onRemove();
            case EDIT, RESUME, EDIT_DOCUMENT, UNDO -> {
                noteJournal(edits.reserveCommand(length));
                noteMemory(length);
                core.onCommand(command);
            }
            default -> core.onCommand(command);
        }
        return true;
    }

    private static boolean carriesEdit(CommandType type) {
        return switch (type) {
            case EDIT, RESUME, EDIT_DOCUMENT, UNDO -> true;
            default -> false;
        };
    }

    /** Whether nothing more can be told to the session, which the command asks for. */
    private boolean isCongested(CommandType type) {
        boolean isOfClient = carriesEdit(type) && type != CommandType.UNDO;
        if (type != CommandType.JOIN && type != CommandType.REJOIN && !isOfClient) {
            return false;
        }
        IoThread thread = ioThreads.get(SessionId.ioThread(command.sessionId()));
        return thread.outbox(settings.index()).isCongested();
    }

    private void turnAway(CommandType type) {
        if (type == CommandType.JOIN) {
            counters.increment(EngineCounter.LIMIT_REFUSALS);
            core.refuse(command.sessionId(), CloseReason.LIMIT);
        } else {
            Command.putHeader(ownBuffer, 0, CommandType.EVICT, command.sessionId(), 0, 0);
            core.onCommand(ownCommand.wrap(ownBuffer, 0));
        }
    }

    private void onEncoded(Room room, RoomEncoding encoding, UnsafeBuffer encoded) {
        if (encoding.isView()) {
            core.viewed(room, encoding, encoded);
        } else {
            core.encoded(room, encoded);
        }
    }

    private void onRemove() {
        Room room = core.roomOf(command.sessionId());
        core.onCommand(command);
        if (room != null) {
            rooms.onLeft(room);
        }
    }

    private void onLeave() {
        Room room = core.roomOf(command.sessionId());
        if (room == null) {
            rooms.leaveWaiting(command.sessionId());
            core.leaveUnknown(command.sessionId());
        } else {
            core.onCommand(command);
            rooms.onLeft(room);
        }
    }

    private void noteJournal(boolean hasRoom) {
        if (hasRoom == isJournalFull) {
            isJournalFull = !hasRoom;
            if (isJournalFull) {
                counters.increment(EngineCounter.JOURNAL_FULL);
            }
            issue(CommandType.JOURNAL_FULL, isJournalFull ? 1 : 0);
        }
    }

    private void noteMemory(int length) {
        int left = storage.segments().headroomSegments();
        long mostBytes = MAX_BUFFER_BYTES + (long) MAX_MEMORY_PER_COMMAND_BYTE * length;
        boolean isTight = left < mostBytes / SegmentPool.SEGMENT_BYTES;
        if (isTight || isMemoryTight) {
            isMemoryTight = isTight;
            issue(CommandType.MEMORY, isTight ? left : -1);
        }
    }

    private void endBatch() {
        shedListeners();
        issue(CommandType.BATCH_END, 0);
        int journaled = edits.commit();
        if (journaled > 0 && journal.bytesWritten() > 0) {
            counters.increment(EngineCounter.JOURNAL_BATCHES);
            counters.add(EngineCounter.JOURNAL_BYTES, journaled);
            storage.checkpoints().onJournaled(journaled);
        }
        // From here on the batch is as durable as an ack says: now it may be seen.
        counters.add(EngineCounter.OUTBOX_FULL, staged.release(ioThreads, settings.index()));
        sessionCount = core.sessionCount();
        for (int i = 0; i < ioThreads.capacity(); i++) {
            IoThread thread = ioThreads.get(i);
            if (thread == null) {
                break;
            }
            thread.outbox(settings.index()).signal();
            if (taken > 0) {
                thread.waker().onInboxTaken();
            }
        }
    }

    private int writeBacklogs() {
        int written = 0;
        for (int i = 0; i < ioThreads.capacity(); i++) {
            IoThread thread = ioThreads.get(i);
            if (thread == null) {
                break;
            }
            written += thread.outbox(settings.index()).writeBacklog();
        }
        return written;
    }

    /**
     * An I/O thread that does not keep up costs its own sessions, which lag, and those who watch rooms from there, who
     * miss something: they catch up when it does.
     */
    private void shedListeners() {
        for (int i = 0; i < ioThreads.capacity() && ioThreads.get(i) != null; i++) {
            if (core.listenerCount(i) + core.watchedCount(i) > 0
                    && ioThreads.get(i).outbox(settings.index()).isFull()) {
                counters.increment(EngineCounter.OUTBOX_SHED);
                issue(CommandType.OUTBOX_FULL, i);
            }
        }
    }

    private int noteDrained() {
        int count = 0;
        for (int i = 0; i < ioThreads.capacity() && ioThreads.get(i) != null; i++) {
            if (core.isFull(i) && ioThreads.get(i).outbox(settings.index()).hasDrained()) {
                issue(CommandType.OUTBOX_DRAINED, i);
                count++;
            }
        }
        return count;
    }

    /** Applies what rooms begin with like the edits of editors. */
    private final class EditBeginner implements ShardRooms.Beginner {
        @Override
        public boolean takes(DirectBuffer edit) {
            return edits.takes(Command.HEADER_BYTES + Long.BYTES + edit.capacity());
        }

        @Override
        public boolean begin(Room room, RoomKind kind, DirectBuffer edit) {
            int length = Command.HEADER_BYTES + Long.BYTES + edit.capacity();
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
            CommandType type = kind == RoomKind.RECORDS ? CommandType.EDIT : CommandType.EDIT_DOCUMENT;
            // Nobody's edit: its sequence is 0.
            Command.putHeader(buffer, 0, type, 0, 0, Command.NONE);
            Command.putFlags(buffer, 0, Command.HAS_DOCUMENT);
            Command.putLengths(buffer, 0, Long.BYTES, 0, edit.capacity(), 0);
            buffer.putBytes(Command.HEADER_BYTES + Long.BYTES, edit, 0, edit.capacity());
            noteJournal(edits.reserveCommand(length));
            noteMemory(length);
            return core.begin(room, new Command().wrap(buffer, 0));
        }
    }

    private void issue(CommandType type, int value) {
        Command.putHeader(ownBuffer, 0, type, 0, value, 0);
        core.onCommand(ownCommand.wrap(ownBuffer, 0));
    }
}
