package io.canyon.engine.shard;

import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;

/** One shard with a scripted journal, store and clock, and one I/O thread; everything runs in the test's thread. */
final class ShardHarness implements AutoCloseable {
    static final long IDLE_TIMEOUT_NS = 1_000_000;
    static final int OF_SECOND = 100;
    /** In the time of the machine, not of {@link #nowNs}. */
    static final long ROOM_STORE_TIMEOUT_NS = 1_000_000;

    final ScriptedJournal journal = new ScriptedJournal();
    final ScriptedStore store = new ScriptedStore();
    final SegmentPool segments;
    final AtomicInteger roomCount = new AtomicInteger();
    final List<Throwable> failures = new ArrayList<>();
    final AtomicInteger wakeUps = new AtomicInteger();
    final IoThreads ioThreads = new IoThreads(1);
    final IoThread ioThread = ioThreads.add(wakeUps::incrementAndGet);
    final Inbox inbox = new Inbox(1 << 20);
    final RoomDirectory directory;
    final Shard shard;
    final List<CheckpointStep> steps = new ArrayList<>();
    /** What the storage threads have to do, while they are held up. */
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    boolean holdsTasks;
    long nowNs = 1;
    /** By how much the time goes on whenever somebody asks for it. */
    long stepNs;

    ShardHarness() {
        this(new SegmentPool(16), Map.of(), IDLE_TIMEOUT_NS);
    }

    ShardHarness(SegmentPool segments) {
        this(segments, Map.of(), IDLE_TIMEOUT_NS);
    }

    ShardHarness(Map<String, Long> lostVersions, long idleTimeoutNs) {
        this(new SegmentPool(16), lostVersions, idleTimeoutNs);
    }

    private ShardHarness(SegmentPool segments, Map<String, Long> lostVersions, long idleTimeoutNs) {
        this.segments = segments;
        RoomTerms terms = RoomTerms.of(idleTimeoutNs);
        directory = new RoomDirectory(room -> terms);
        Storage storage = new Storage(
                segments,
                store,
                this::execute,
                roomCount,
                10,
                42,
                lostVersions,
                new Steps(),
                ROOM_STORE_TIMEOUT_NS,
                directory);
        RoomLimits limits = new RoomLimits(100, 64 << 20, 1 << 20);
        shard = new Shard(
                new ShardSettings(0, 1, 0, limits, false, idleTimeoutNs),
                inbox,
                ioThreads,
                journal,
                storage,
                () -> nowNs += stepNs,
                failures::add);
    }

    private final class Steps implements CheckpointListener {
        @Override
        public void onJournaled(int lengthBytes) {}

        @Override
        public void onStep(CheckpointStep step) {
            steps.add(step);
        }
    }

    private void execute(Runnable task) {
        if (holdsTasks) {
            tasks.add(task);
        } else {
            task.run();
        }
    }

    /** Sessions from {@link #OF_SECOND} on are those of the second I/O thread. */
    static long session(int number) {
        return number < OF_SECOND ? SessionId.of(0, number) : SessionId.of(1, number);
    }

    boolean join(int session, String room) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        byte[] clientId = ("c" + session).getBytes(StandardCharsets.UTF_8);
        byte[] name = room.getBytes(StandardCharsets.UTF_8);
        Command.putHeader(buffer, 0, CommandType.JOIN, session(session), Permission.READ_WRITE.code(), 0);
        Command.putLengths(buffer, 0, clientId.length, name.length, 0, 0);
        buffer.putBytes(Command.HEADER_BYTES, clientId);
        buffer.putBytes(Command.HEADER_BYTES + clientId.length, name);
        return inbox.offer(buffer, 0, Command.HEADER_BYTES + clientId.length + name.length);
    }

    boolean leave(int session) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        Command.putHeader(buffer, 0, CommandType.LEAVE, session(session), 0, 0);
        return inbox.offer(buffer, 0, Command.HEADER_BYTES);
    }

    /** Creates the key with one field, a string of that length. */
    boolean edit(int session, String key, int fieldBytes) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        byte[] id = ("m-" + key).getBytes(StandardCharsets.UTF_8);
        buffer.putBytes(Command.HEADER_BYTES, id);
        int documentOffset = Command.HEADER_BYTES + id.length;
        EditWriter writer = new EditWriter().wrap(buffer, documentOffset);
        UnsafeBuffer text = new UnsafeBuffer(new byte[Math.max(fieldBytes, 1)]);
        text.setMemory(0, text.capacity(), (byte) 'x');
        UnsafeBuffer keyBytes = new UnsafeBuffer(key.getBytes(StandardCharsets.UTF_8));
        int step = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        int member = writer.beginMember(keyBytes, 0, keyBytes.capacity());
        writer.operation(EditFormat.RECORD);
        int field = writer.beginMember(text, 0, 1);
        writer.operation(EditFormat.SET);
        writer.values().writeString(text, 0, fieldBytes);
        writer.endMember(field);
        writer.endMember(member);
        writer.endStep(step);
        Command.putHeader(buffer, 0, CommandType.EDIT, session(session), 0, 0);
        Command.putFlags(buffer, 0, Command.HAS_DOCUMENT);
        Command.putLengths(buffer, 0, id.length, 0, writer.position() - documentOffset, 0);
        return inbox.offer(buffer, 0, writer.position());
    }

    /** A session comes, creates a key of its room, and goes. */
    void visit(int session, String room) {
        join(session, room);
        run();
        edit(session, "k", 10);
        leave(session);
        run();
    }

    /** Asks for everything. */
    boolean resume(int session) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        Command.putHeader(buffer, 0, CommandType.RESUME, session(session), 0, 0);
        return inbox.offer(buffer, 0, Command.HEADER_BYTES);
    }

    /** Runs the shard until it has nothing to do, the store answering at once. */
    void run() {
        do {
            store.answer();
        } while (shard.doWork() > 0 || !store.answers.isEmpty());
    }

    /** Runs one duty cycle that is expected to end the shard. */
    boolean ends() {
        try {
            shard.doWork();
            return false;
        } catch (AgentTerminationException e) {
            return true;
        }
    }

    /** What came out since the last call, as {@code TYPE session version refusedCount lengthBytes>64K}. */
    List<String> outputs() {
        return outputs(ioThread);
    }

    List<String> outputs(IoThread thread) {
        List<String> outputs = new ArrayList<>();
        Output output = new Output();
        thread.waker().onAwake();
        thread.outbox(0).drain((buffer, offset, length) -> {
            output.wrap(buffer, offset);
            boolean isForRoom = switch (output.type()) {
                case BROADCAST, COUNT, STATE -> true;
                default -> false;
            };
            String target = isForRoom ? "room" : "s" + (output.target() & 0xFFFF_FFFFL);
            outputs.add(output.type() + " " + target + " v" + output.version() + " n" + output.value() + " r"
                    + output.refusedCount());
            return true;
        });
        return outputs;
    }

    @Override
    public void close() {
        store.answersAtOnce = true;
        shard.onClose();
    }
}
