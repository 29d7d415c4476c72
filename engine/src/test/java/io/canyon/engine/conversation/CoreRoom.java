package io.canyon.engine.conversation;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.canvas.CanvasDialect;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomEncoding;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A room core with one room, driven by canvas frames. Encodings wait for the test. Session n is of I/O thread n. */
final class CoreRoom implements AutoCloseable {
    final SegmentPool segments = new SegmentPool(16);
    final List<RoomEncoding> encodings = new ArrayList<>();
    final RoomCore core;
    final Room room;

    private final CollectedOutputs outputs = new CollectedOutputs();
    private final CanvasDialect dialect = new CanvasDialect(64, 1 << 20);
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    /** @param encodesApart false: whatever it is, the core encodes it itself */
    CoreRoom(boolean encodesApart) {
        RoomLimits limits = new RoomLimits(100, Long.MAX_VALUE, 1 << 20);
        RoomContext context = new RoomContext(
                limits,
                segments,
                outputs,
                new RecordsLog((ofRoom, version, author, resyncFrom, edit, offset, length) -> {}),
                encodesApart ? (ofRoom, encoding) -> encodings.add(encoding) : null,
                7);
        core = new RoomCore(context);
        room = new Room(context, 1, "r", 7, 0);
    }

    static long session(int number) {
        return (long) number << 48 | number;
    }

    void join(int session) {
        byte[] client = ("c" + session).getBytes(StandardCharsets.UTF_8);
        Command.putHeader(buffer, 0, CommandType.JOIN, session(session), Permission.READ_WRITE.code(), 0);
        Command.putLengths(buffer, 0, client.length, 0, 0, 0);
        buffer.putBytes(Command.HEADER_BYTES, client);
        core.join(room, new Command().wrap(buffer, 0));
    }

    void sends(int session, String frame) {
        UnsafeBuffer text = new UnsafeBuffer(frame.getBytes(StandardCharsets.UTF_8));
        if (dialect.decode(session(session), text, 0, text.capacity(), buffer, 0) != DecodeResult.COMMAND) {
            throw new AssertionError("no command: " + frame);
        }
        core.onCommand(new Command().wrap(buffer, 0));
    }

    void reconnects(int session, long lastTimestamp) {
        sends(session, "{\"type\":\"reconnect\",\"lastTimestamp\":" + lastTimestamp + ",\"protocolVersion\":2}");
    }

    void issue(CommandType type, int session) {
        issue(type, session, 0);
    }

    void issue(CommandType type, int session, int value) {
        Command.putHeader(buffer, 0, type, session(session), value, 0);
        core.onCommand(new Command().wrap(buffer, 0));
    }

    /** Runs the oldest encoding that waits; hands the result to the core. */
    void encode() {
        core.encoded(room, encodings.remove(0).encode(new ExpandableArrayBuffer()));
    }

    /** Outputs since the last call. */
    List<Output> take() {
        List<Output> taken = List.copyOf(outputs.outputs());
        outputs.outputs().clear();
        return taken;
    }

    /** Type, session and version of each output since the last call; a STATE and a WAITING with its number. */
    List<String> takeNames() {
        return take().stream()
                .map(output -> output.type()
                        + (output.type() == OutputType.STATE || output.type() == OutputType.WAITING
                                ? " #" + output.secondary()
                                : "")
                        + (output.type() == OutputType.STATE ? "" : " s" + (output.target() & 0xFFFF))
                        + (output.version() == Output.NO_VERSION ? "" : " v" + output.version()))
                .toList();
    }

    String text(Output output) {
        DirectBuffer text = buffer;
        int length = output.type() == OutputType.CATCH_UP
                ? dialect.encodeChanges(output, buffer)
                : dialect.encode(output, buffer);
        return text.getStringWithoutLengthUtf8(0, length);
    }

    @Override
    public void close() {
        room.close();
    }
}
