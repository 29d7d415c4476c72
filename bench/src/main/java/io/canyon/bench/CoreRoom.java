package io.canyon.bench;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.document.Document;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.spi.Permission;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The room core alone, with one room, two sessions in it, and edits that are decoded already. */
final class CoreRoom implements AutoCloseable {
    static final int AUTHOR = 1;
    static final int READER = 2;

    private static final long HASH_SEED = 0x5DEECE66DL;
    private static final int KEYS_PER_FRAME = 500;
    private static final int SLOT_BYTES = 512;
    private static final int DIGITS_IN_EDIT = EditFormat.STEP_HEADER_BYTES
            + Byte.BYTES
            + EditFormat.MEMBER_HEADER_BYTES
            + SampleDocument.KEY_PREFIX.length();

    private final SegmentPool segments = new SegmentPool(0);
    private final CanvasDialect dialect = new CanvasDialect(128, 1 << 20);
    private final ExpandableArrayBuffer decoded = new ExpandableArrayBuffer();
    private final ExpandableArrayBuffer text = new ExpandableArrayBuffer();
    private final LastOutput output = new LastOutput();
    private final ByteCountingLog log = new ByteCountingLog();
    private final RoomCore core;
    private final Room room;
    private final Command command = new Command();
    private final Output view = new Output();

    private final UnsafeBuffer edits =
            new UnsafeBuffer(ByteBuffer.allocateDirect(SampleDocument.VARIANTS * SLOT_BYTES));
    private final long[] digits;
    private final int[] digitOffsets = new int[SampleDocument.VARIANTS];
    private int nextEdit = SampleDocument.VARIANTS - 1;
    private int nextKey;

    CoreRoom(int keyCount, Access access) {
        RoomLimits limits = new RoomLimits(16, 16L << 30, 1 << 20);
        RoomContext context = new RoomContext(limits, segments, output, log, HASH_SEED);
        core = new RoomCore(context);
        room = new Room(context, 1, "bench", HASH_SEED, 0);
        join(AUTHOR, "author");
        join(READER, "reader");
        for (int first = 0; first < keyCount; first += KEYS_PER_FRAME) {
            byte[] frame = SampleDocument.creation(first, Math.min(KEYS_PER_FRAME, keyCount - first));
            decode(frame, decoded, 0);
            core.onCommand(command.wrap(decoded, 0));
        }
        for (int i = 0; i < SampleDocument.VARIANTS; i++) {
            decode(SampleDocument.edit(SampleDocument.key(0), i), edits, i * SLOT_BYTES);
            digitOffsets[i] = command.wrap(edits, i * SLOT_BYTES).documentOffset() + DIGITS_IN_EDIT;
        }
        digits = digits(SampleDocument.order(access, keyCount));
        prepareNext();
    }

    /** Applies the next edit; returns the bytes of the outputs that it made. */
    int applyNext() {
        command.wrap(edits, nextEdit * SLOT_BYTES);
        // Well ahead of its use, as a frame is decoded well ahead: what was just written cannot be read in other
        // pieces without a stall.
        prepareNext();
        output.clear();
        core.onCommand(command);
        return output.lengthBytes();
    }

    /** Points one edit at the key whose turn it is then. */
    private void prepareNext() {
        nextEdit = nextEdit + 1 & SampleDocument.VARIANTS - 1;
        edits.putLong(digitOffsets[nextEdit], digits[nextKey]);
        nextKey = nextKey + 1 == digits.length ? 0 : nextKey + 1;
    }

    /** Writes the frame that tells the last edit to others; returns its length in bytes. */
    int encodeBroadcast() {
        return dialect.encode(view.wrap(output.buffer(), output.offsetOf(OutputType.BROADCAST)), text);
    }

    String broadcastText() {
        byte[] bytes = new byte[encodeBroadcast()];
        text.getBytes(0, bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    Document document() {
        return room.document();
    }

    long version() {
        return room.version();
    }

    long loggedBytes() {
        return log.bytes();
    }

    @Override
    public void close() {
        room.close();
        segments.close();
    }

    private void join(int sessionId, String clientId) {
        UnsafeBuffer join = new UnsafeBuffer(new byte[Command.HEADER_BYTES + clientId.length()]);
        Command.putHeader(join, 0, CommandType.JOIN, sessionId, Permission.READ_WRITE.code(), 0);
        Command.putLengths(join, 0, clientId.length(), 0, 0, 0);
        join.putStringWithoutLengthAscii(Command.HEADER_BYTES, clientId);
        if (core.join(room, command.wrap(join, 0)) != null) {
            throw new IllegalStateException("room takes no session");
        }
    }

    private void decode(byte[] frame, MutableDirectBuffer target, int offset) {
        DecodeResult result = dialect.decode(AUTHOR, new UnsafeBuffer(frame), 0, frame.length, target, offset);
        if (result != DecodeResult.COMMAND) {
            throw new IllegalStateException("no command: " + result);
        }
    }

    /** The digits of each key as the bytes of one long, so that an edit can be pointed at any key with one write. */
    private static long[] digits(int[] order) {
        long[] result = new long[order.length];
        UnsafeBuffer bytes = new UnsafeBuffer(BufferUtil.allocateDirectAligned(SampleDocument.KEY_DIGITS, 8));
        for (int i = 0; i < order.length; i++) {
            String key = SampleDocument.key(order[i]);
            bytes.putStringWithoutLengthAscii(0, key.substring(SampleDocument.KEY_PREFIX.length()));
            result[i] = bytes.getLong(0);
        }
        return result;
    }
}
