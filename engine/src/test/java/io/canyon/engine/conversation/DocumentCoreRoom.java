package io.canyon.engine.conversation;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.dialect.jsonpatch.JsonPatchDecoder;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.EditLog;
import io.canyon.engine.room.HistoryLimits;
import io.canyon.engine.room.Member;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomEncoding;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.room.SessionId;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A room that is one document, in a core of its own, spoken to in JSON with single quotes. Answers are text lines. */
final class DocumentCoreRoom implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RUN_SHIFT = 32;

    /** An edit of the journal. */
    private record Logged(long version, String author, long sequence, boolean isPipelined, byte[] edit) {}

    private final SegmentPool segments = new SegmentPool(0);
    private final RoomLimits limits;
    private final ArrayDeque<RoomEncoding> encodings = new ArrayDeque<>();
    private final List<Logged> log = new ArrayList<>();
    private final boolean encodesApart;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final JsonPatchDecoder patches = new JsonPatchDecoder(128, 1 << 24);
    private final Map<Integer, String> users = new HashMap<>();
    private CollectedOutputs outputs;
    private RoomCore core;
    private RoomContext context;
    private Room room;
    private ByteBuffer snapshot;
    private int loggedInSnapshot;

    DocumentCoreRoom() {
        this(HistoryLimits.DEFAULTS, 64 << 20, false);
    }

    /** @param encodesApart whether large documents are encoded when {@link #encode} is called */
    DocumentCoreRoom(HistoryLimits history, long maxDocumentBytes, boolean encodesApart) {
        this.limits = new RoomLimits(100, maxDocumentBytes, 1 << 20, history);
        this.encodesApart = encodesApart;
        begin(0);
    }

    private void begin(long version) {
        outputs = new CollectedOutputs();
        context = new RoomContext(
                limits,
                segments,
                outputs,
                new Log(),
                encodesApart ? (ofRoom, encoding) -> encodings.add(encoding) : null,
                7);
        core = new RoomCore(context);
        room = new Room(context, 1, "r", 7, version);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static long session(int number) {
        return (long) (number % SessionId.MAX_IO_THREADS) << 48 | number;
    }

    Room room() {
        return room;
    }

    void join(int session, String id, int connection, long version) {
        join(session, id, connection, version, Permission.READ_WRITE);
    }

    void join(int session, String id, int connection, long version, Permission permission) {
        String userId = "user of " + id;
        users.put(session, userId);
        CloseReason refusal =
                core.join(room, joining(CommandType.JOIN, session, id, userId, connection, version, permission));
        if (refusal != null) {
            core.refuse(session(session), refusal);
        }
    }

    /** A canvas editor, the first session: the room is of records. */
    void joinAsCanvas(int session, String id) {
        Command.putHeader(buffer, 0, CommandType.JOIN, session(session), Permission.READ_WRITE.code(), 0);
        Command.putLengths(buffer, 0, id.length(), 0, 0, 0);
        buffer.putBytes(Command.HEADER_BYTES, id.getBytes(StandardCharsets.UTF_8));
        core.join(room, new Command().wrap(buffer, 0));
    }

    void rejoin(int session, long version) {
        rejoin(session, users.getOrDefault(session, ""), version);
    }

    void rejoin(int session, String userId, long version) {
        core.onCommand(joining(CommandType.REJOIN, session, "", userId, 0, version, Permission.READ_WRITE));
    }

    private Command joining(
            CommandType type,
            int session,
            String id,
            String user,
            int connection,
            long version,
            Permission permission) {
        byte[] userId = user.getBytes(StandardCharsets.UTF_8);
        Command.putHeader(buffer, 0, type, session(session), permission.code(), version);
        Command.putFlags(buffer, 0, Command.DOCUMENT_ROOM);
        Command.putConnectionNumber(buffer, 0, connection);
        Command.putLengths(buffer, 0, id.length(), 0, userId.length, 0);
        buffer.putBytes(Command.HEADER_BYTES, id.getBytes(StandardCharsets.UTF_8));
        buffer.putBytes(Command.HEADER_BYTES + id.length(), userId);
        return new Command().wrap(buffer, 0);
    }

    /** @param base {@link Command#NONE}: to whatever is there */
    void edit(int session, long sequence, long base, String delta) {
        edit(session, sequence, base, json(delta));
    }

    void edit(int session, long sequence, long base, JsonNode delta) {
        Command.putHeader(buffer, 0, CommandType.EDIT_DOCUMENT, session(session), 0, base);
        buffer.putLong(Command.HEADER_BYTES, sequence, LITTLE_ENDIAN);
        int offset = Command.HEADER_BYTES + Long.BYTES;
        EditWriter writer = new EditWriter().wrap(buffer, offset);
        int step = writer.beginStep();
        new ChangeWriter(JsonSmile.WRITER).write(JsonDeltas.parse(delta), writer);
        writer.endStep(step);
        Command.putLengths(buffer, 0, Long.BYTES, 0, writer.position() - offset, 0);
        core.onCommand(new Command().wrap(buffer, 0));
    }

    /** @param base {@link Command#NONE}: to whatever is there */
    void patch(int session, long sequence, long base, String operations) {
        patch(session, sequence, base, json(operations));
    }

    void patch(int session, long sequence, long base, JsonNode operations) {
        byte[] text = operations.toString().getBytes(StandardCharsets.UTF_8);
        RejectCode refusal = patches.readJson(new UnsafeBuffer(text), 0, text.length);
        if (refusal != null) {
            throw new IllegalArgumentException(patches.problem());
        }
        patches.writeEdit(session(session), sequence, base, buffer);
        core.onCommand(new Command().wrap(buffer, 0));
    }

    void show(int session, String presence) {
        Command.putHeader(buffer, 0, CommandType.SHOW, session(session), 0, 0);
        SmileWriter writer = new SmileWriter().wrap(buffer, Command.HEADER_BYTES);
        JsonSmile.write(json(presence), writer);
        Command.putLengths(buffer, 0, 0, 0, 0, writer.position() - Command.HEADER_BYTES);
        core.onCommand(new Command().wrap(buffer, 0));
    }

    void undo(int session, boolean isUndo) {
        Command.putHeader(buffer, 0, CommandType.UNDO, session(session), isUndo ? 1 : 0, 77);
        core.onCommand(new Command().wrap(buffer, 0));
    }

    void tell(int session, CommandType type) {
        tell(session, type, 0);
    }

    void tell(int session, CommandType type, int value) {
        Command.putHeader(buffer, 0, type, session < 0 ? 0 : session(session), value, 0);
        core.onCommand(new Command().wrap(buffer, 0));
    }

    /** Does what was to be done apart. */
    void encode() {
        RoomEncoding encoding = encodings.remove();
        core.encoded(room, encoding.encode(new ExpandableArrayBuffer()));
    }

    boolean isEncoding() {
        return !encodings.isEmpty();
    }

    /** The room is saved; edits before are not replayed. */
    void save() {
        snapshot = RoomSnapshot.encode(room);
        loggedInSnapshot = log.size();
    }

    /** Starts again from the snapshot and the journal, but for the last edits of it; all sessions are gone. */
    void restart(int lost) {
        log.subList(log.size() - lost, log.size()).clear();
        room.close();
        encodings.clear();
        begin(0);
        if (snapshot != null) {
            RoomSnapshot.decode(snapshot, room);
        }
        for (Logged edit : log.subList(Math.min(loggedInSnapshot, log.size()), log.size())) {
            if (edit.version > room.version() + 1) {
                room.openRange(edit.version - 1);
            }
            core.replayDocument(room, edit.version, new UnsafeBuffer(edit.edit), 0, edit.edit.length);
            room.whole().sequences().replay(edit.author, edit.sequence, edit.version, edit.isPipelined);
        }
    }

    /** Goes on in a range of its own, as after an unclean stop. */
    void openRange(int run) {
        room.openRange((long) run << RUN_SHIFT);
    }

    String document() {
        return tree().toString().replace('"', '\'');
    }

    JsonNode tree() {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        int entry = room.document().find(room.document().root(), new UnsafeBuffer(new byte[0]), 0, 0);
        room.document().writeValue(entry, writer);
        return JsonSmile.read(writer.buffer(), 0);
    }

    /** What was told since the last call, a line each. */
    List<String> told() {
        List<String> lines = new ArrayList<>();
        for (Output output : outputs.outputs()) {
            lines.add(text(output));
        }
        outputs.clear();
        return lines;
    }

    /** The outputs since the last call of {@link #told}. */
    List<Output> outputs() {
        return List.copyOf(outputs.outputs());
    }

    void forgetOutputs() {
        outputs.clear();
    }

    private static String text(Output output) {
        long to = output.target() & 0xFFFF;
        return switch (output.type()) {
            case ACK -> to + " ack " + output.sequence() + " v" + output.version() + delta(output);
            case REJECT ->
                to + " reject " + output.sequence() + " "
                        + RejectCode.of(output.value()).wireName() + " v" + output.version();
            case BROADCAST ->
                "all but " + (output.secondary() & 0xFFFF) + ": edit v" + output.version() + names(output)
                        + delta(output);
            case ENTERED, DEPARTED, SHOWN ->
                "all but " + (output.secondary() & 0xFFFF) + ": "
                        + (output.type() == OutputType.ENTERED
                                ? "entered"
                                : output.type() == OutputType.DEPARTED ? "left" : "shown")
                        + names(output)
                        + (output.presenceLength() > 0 ? " " + value(output.buffer(), output.presenceOffset()) : "");
            case WELCOME -> to + " joined" + welcome(output);
            case DONE -> output.target() + (output.value() == 0 ? " not done v" : " done v") + output.version();
            case CLOSE -> to + " close " + CloseReason.of(output.value());
            case STATE ->
                "state " + output.secondary() + " v" + output.version() + " "
                        + value(output.buffer(), output.documentOffset())
                        + (output.presenceLength() == 0
                                ? ""
                                : " members " + value(output.buffer(), output.presenceOffset()));
            default -> to + " " + output.type();
        };
    }

    private static String welcome(Output output) {
        return " v" + output.version()
                + (output.sequence() < 0 ? "" : " seq " + output.sequence())
                + (output.has(Output.ASKED) ? "" : " unasked")
                + (output.has(Output.PENDING) ? " pending " + output.secondary() : "")
                + (output.has(Output.HAS_FROM) ? " from " + output.fromVersion() : "")
                + (output.has(Output.HAS_DOCUMENT) && !output.has(Output.PENDING)
                        ? " doc " + value(output.buffer(), output.documentOffset())
                        : delta(output))
                + (output.has(Output.PENDING)
                        ? " at " + output.ownPlace()
                        : " members " + value(output.buffer(), output.presenceOffset()));
    }

    private static String names(Output output) {
        return " " + output.buffer().getStringWithoutLengthUtf8(output.idOffset(), output.value()) + "/"
                + output.buffer().getStringWithoutLengthUtf8(output.secondIdOffset(), output.secondIdLength());
    }

    /** The delta of an output; null if it has none. */
    static JsonNode deltaOf(Output output) {
        if (output.documentLength() == 0) {
            return null;
        }
        StepCursor step = new StepCursor().wrap(output.buffer(), output.documentOffset(), output.documentLength());
        step.next();
        return JsonDeltas.print(ChangeReader.read(output.buffer(), step.nodeOffset(), step.nodeLength()));
    }

    private static String delta(Output output) {
        if (output.has(Output.NO_CHANGE)) {
            return " null";
        }
        JsonNode delta = deltaOf(output);
        return delta == null ? "" : " " + delta.toString().replace('"', '\'');
    }

    static String value(DirectBuffer smile, int offset) {
        return JsonSmile.read(smile, offset).toString().replace('"', '\'');
    }

    @Override
    public void close() {
        room.close();
        segments.close();
    }

    /** Takes the place of the journal. */
    private final class Log implements EditLog {
        @Override
        public void append(
                Room ofRoom, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length) {
            throw new IllegalStateException("no room of one document: version=" + version);
        }

        @Override
        public void appendDocument(
                Room ofRoom, long version, Member author, Command command, DirectBuffer edit, int offset, int length) {
            byte[] bytes = new byte[length];
            edit.getBytes(offset, bytes);
            String id = author.clientId()
                    .getStringWithoutLengthUtf8(0, author.clientId().capacity());
            log.add(new Logged(version, id, command.sequence(), command.version() == Command.NONE, bytes));
        }

        @Override
        public boolean reserve(int moreBytes) {
            return true;
        }
    }
}
