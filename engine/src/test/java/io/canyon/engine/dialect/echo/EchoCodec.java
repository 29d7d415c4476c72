package io.canyon.engine.dialect.echo;

import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.spi.RejectCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Drives an {@link EchoDialect} with strings. */
final class EchoCodec {
    static final int MAX_DEPTH = 128;
    static final int MAX_EDIT_BYTES = 4096;
    static final long SESSION_ID = 0x1234_5678_9ABC_DEF0L;
    static final long TARGET = 77;

    private static final int FRAME_OFFSET = 3;

    final EchoDialect dialect;
    private final ExpandableArrayBuffer target = new ExpandableArrayBuffer(64);
    private final ExpandableArrayBuffer text = new ExpandableArrayBuffer(16);
    private UnsafeBuffer room = new UnsafeBuffer("r".getBytes(StandardCharsets.UTF_8));
    private final Command command = new Command();

    EchoCodec() {
        this(MAX_EDIT_BYTES);
    }

    EchoCodec(int maxEditBytes) {
        dialect = new EchoDialect(MAX_DEPTH, maxEditBytes);
    }

    EchoFrame frame() {
        return dialect.frame();
    }

    DocumentEvent read(String frame) {
        return read(frame.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads from a direct buffer, at an odd offset. */
    DocumentEvent read(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(frame.length + 2 * FRAME_OFFSET));
        buffer.putBytes(FRAME_OFFSET, frame);
        return frame().read(buffer, FRAME_OFFSET, frame.length);
    }

    /** The command of an edit with this delta, or null when it is rejected. */
    Command edit(String delta) {
        if (read("{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"delta\":" + delta + "}") != DocumentEvent.EDIT) {
            throw new AssertionError(frame().problem() + ": " + delta);
        }
        return writeEdit() == null ? command() : null;
    }

    RejectCode writeEdit() {
        return frame().writeEdit(SESSION_ID, false, target);
    }

    Command writeShow() {
        frame().writeShow(SESSION_ID, target);
        return command();
    }

    /** The delta as it goes out to others, or the code that it is rejected with. */
    String roundTrip(String delta) {
        Command edit = edit(delta);
        if (edit == null) {
            return writeEdit().wireName();
        }
        MutableDirectBuffer output =
                output(OutputType.BROADCAST, 9).names("a", "b").edit(edit).buffer();
        String frame = encode(output);
        String start = "{\"event\":\"edit\",\"room\":\"r\",\"version\":9,\"id\":\"a\",\"userId\":\"b\",\"delta\":";
        if (!frame.startsWith(start) || !frame.endsWith("}")) {
            throw new AssertionError("not an edit: " + frame);
        }
        return frame.substring(start.length(), frame.length() - 1);
    }

    void room(String name) {
        room = new UnsafeBuffer(name.getBytes(StandardCharsets.UTF_8));
    }

    String encode(MutableDirectBuffer output) {
        return text(dialect.encode(new Output().wrap(output, 0), room, text));
    }

    /** The frame of a PENDING WELCOME, which is composed. */
    String encodeWelcome(MutableDirectBuffer welcome, MutableDirectBuffer state) {
        Output from = new Output().wrap(state, 0);
        Output to = new Output().wrap(welcome, 0);
        String shared = text(dialect.encodeState(from, text));
        String head = text(dialect.encodeWelcomeHead(to, from.version(), room, text));
        String tail = text(dialect.encodeWelcomeTail(to, text, 0));
        byte[] utf8 = shared.getBytes(StandardCharsets.UTF_8);
        int cut = dialect.places().leftOutOffset(to.ownPlace());
        int rest = cut + dialect.places().leftOutLength(to.ownPlace());
        return head
                + new String(utf8, 0, cut, StandardCharsets.UTF_8)
                + new String(utf8, rest, utf8.length - rest, StandardCharsets.UTF_8)
                + tail;
    }

    String encodeReject(long seq, RejectCode code, String message, long version) {
        return text(dialect.encodeReject(seq, code, message, version, room, text));
    }

    String encodeError(EchoError code, String message, boolean hasRoom) {
        return text(dialect.encodeError(code, message, hasRoom ? room : null, text));
    }

    TestOutput output(OutputType type, long version) {
        return new TestOutput(type, TARGET, SESSION_ID, version);
    }

    private Command command() {
        return command.wrap(target, 0);
    }

    private String text(int length) {
        return text.getStringWithoutLengthUtf8(0, length);
    }
}
