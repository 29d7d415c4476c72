package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.document.DocumentSnapshot;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.snapshot.RoomSnapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same commands give the same outputs, the same log and the same state, byte for byte. */
class DeterminismTest {
    private static final int COMMANDS = 400;
    private static final long HASH_SEED = 42;
    private static final RoomLimits LIMITS = new RoomLimits(8, 20_000, 1 << 20);

    /** What one run of a log gave. */
    private record Result(
            List<String> outputs, List<String> edits, long stateHash, ByteBuffer snapshot, long version) {}

    static LongStream seeds() {
        Long seed = Long.getLong("canyon.seed");
        return seed == null ? LongStream.rangeClosed(1, 60) : LongStream.of(seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveTheSameForTheSameCommands(long seed) {
        List<byte[]> log = new CommandLog(seed).random(COMMANDS);
        Result first = run(log, HASH_SEED);
        Result second = run(log, HASH_SEED);
        assertTrue(first.version() > 20, () -> "seed=" + seed);
        assertEquals(first, second, () -> "seed=" + seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldSayTheSameWhateverTheHashSeed(long seed) {
        List<byte[]> log = new CommandLog(seed).random(COMMANDS);
        Result first = run(log, HASH_SEED);
        Result second = run(log, ~HASH_SEED);
        assertEquals(first.outputs(), second.outputs(), () -> "seed=" + seed);
        assertEquals(first.edits(), second.edits(), () -> "seed=" + seed);
        assertEquals(first.stateHash(), second.stateHash(), () -> "seed=" + seed);
    }

    private static Result run(List<byte[]> log, long hashSeed) {
        CollectedOutputs outputs = new CollectedOutputs();
        List<String> edits = new ArrayList<>();
        try (SegmentPool segments = new SegmentPool(0)) {
            RoomContext context = new RoomContext(
                    LIMITS,
                    segments,
                    outputs,
                    new RecordsLog((room, version, author, resyncFrom, edit, offset, length) -> {
                        byte[] bytes = new byte[length];
                        edit.getBytes(offset, bytes);
                        edits.add(version + " " + author.sessionId() + " " + resyncFrom + " "
                                + HexFormat.of().formatHex(bytes));
                    }),
                    hashSeed);
            RoomCore core = new RoomCore(context);
            try (Room room = new Room(context, 1, CommandLog.ROOM, hashSeed, 0)) {
                log.forEach(bytes -> perform(core, room, new Command().wrap(new UnsafeBuffer(bytes), 0)));
                return new Result(
                        outputs.bytes(),
                        edits,
                        DocumentSnapshot.stateHash(room.document()),
                        RoomSnapshot.encode(room),
                        room.version());
            }
        }
    }

    private static void perform(RoomCore core, Room room, Command command) {
        if (command.type() == CommandType.JOIN) {
            core.join(room, command);
        } else {
            core.onCommand(command);
        }
    }
}
