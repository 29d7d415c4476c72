package io.canyon.bench;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.dialect.echo.EchoDialect;
import io.canyon.engine.dialect.jsonpatch.JsonPatchDecoder;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.spi.Permission;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The room core alone, with one room that is one document, two sessions in it, and edits that are decoded already, each
 * made for the document as it is. The document has shapes, and a list of numbers.
 */
final class EchoRoom implements AutoCloseable {
    private static final String ROOM = "bench";
    private static final String LIST = "list";
    private static final int AUTHOR = 1;
    private static final int READER = 2;
    private static final long HASH_SEED = 0x5DEECE66DL;

    private final SegmentPool segments = new SegmentPool(0);
    private final EchoDialect dialect = new EchoDialect(128, 1 << 24);
    private final ExpandableArrayBuffer text = new ExpandableArrayBuffer();
    private final UnsafeBuffer name = new UnsafeBuffer(SampleDocument.utf8(ROOM));
    private final LastOutput output = new LastOutput();
    private final RoomCore core;
    private final Room room;
    private final Command command = new Command();
    private final Output view = new Output();

    private final ExpandableArrayBuffer[] sets = new ExpandableArrayBuffer[EchoDocument.VARIANTS];
    private final ExpandableArrayBuffer[] patches = new ExpandableArrayBuffer[EchoDocument.VARIANTS];
    private final ExpandableArrayBuffer[] insertions = new ExpandableArrayBuffer[EchoDocument.VARIANTS];
    private final ExpandableArrayBuffer[] removals = new ExpandableArrayBuffer[EchoDocument.VARIANTS];
    private long sequence;
    private int next;

    EchoRoom(int kilobytes, int items) {
        RoomLimits limits = new RoomLimits(16, 16L << 30, 1 << 20);
        RoomContext context = new RoomContext(limits, segments, output, new ByteCountingLog(), HASH_SEED);
        core = new RoomCore(context);
        room = new Room(context, 1, ROOM, HASH_SEED, 0);
        join(AUTHOR, "author");
        join(READER, "reader");
        ObjectNode document = EchoDocument.shapes(kilobytes);
        int[] shapes = EchoDocument.places(document.get("shapes").size());
        int[] places = EchoDocument.places(items);
        ArrayNode list = document.putArray(LIST);
        for (int i = 0; i < items; i++) {
            list.add(i);
        }
        apply(decode("[" + document + "]"));
        for (int i = 0; i < EchoDocument.VARIANTS; i++) {
            sets[i] = decode(setDelta(shapes[i], i));
            patches[i] = decodePatch(setPatch(shapes[i], i));
            insertions[i] = decode(listDelta("\"" + places[i] + "\":[" + i + "]"));
            removals[i] = decode(listDelta("\"_" + places[i] + "\":[" + i + ",0,0]"));
        }
    }

    /** A delta that sets one number four levels deep. */
    static String setDelta(int shape, int variant) {
        return "{\"shapes\":{\"" + SampleDocument.key(shape) + "\":{\"pose\":{\"x\":[0," + variant + ".75]}}}}";
    }

    /** The same as a JSON Patch. */
    private static String setPatch(int shape, int variant) {
        return "[{\"op\":\"replace\",\"path\":\"/shapes/" + SampleDocument.key(shape) + "/pose/x\",\"value\":" + variant
                + ".75}]";
    }

    private static String listDelta(String member) {
        return "{\"" + LIST + "\":{" + member + ",\"_t\":\"a\"}}";
    }

    /** Sets the next number; returns the bytes of the outputs that it made. */
    int set() {
        next = next + 1 & EchoDocument.VARIANTS - 1;
        return apply(sets[next]);
    }

    /** Sets the next number by a JSON Patch; returns the bytes of the outputs that it made. */
    int patch() {
        next = next + 1 & EchoDocument.VARIANTS - 1;
        return apply(patches[next]);
    }

    /** Puts the next item into the list. */
    int insert() {
        next = next + 1 & EchoDocument.VARIANTS - 1;
        return apply(insertions[next]);
    }

    /** Removes what was put in last. */
    int remove() {
        return apply(removals[next]);
    }

    long version() {
        return room.version();
    }

    /** The frame that the last edit makes for others or, {@link OutputType#ACK}, for its author. */
    String frame(OutputType type) {
        int length = dialect.encode(view.wrap(output.buffer(), output.offsetOf(type)), name, text);
        return text.getStringWithoutLengthUtf8(0, length);
    }

    @Override
    public void close() {
        room.close();
        segments.close();
    }

    private int apply(ExpandableArrayBuffer edit) {
        edit.putLong(Command.HEADER_BYTES, ++sequence, LITTLE_ENDIAN);
        Command.putVersion(edit, 0, room.version());
        output.clear();
        core.onCommand(command.wrap(edit, 0));
        return output.lengthBytes();
    }

    private ExpandableArrayBuffer decode(String delta) {
        byte[] frame = ("{\"event\":\"edit\",\"room\":\"" + ROOM + "\",\"seq\":1,\"base\":0,\"delta\":" + delta + "}")
                .getBytes(StandardCharsets.UTF_8);
        DocumentEvent event = dialect.frame().read(new UnsafeBuffer(frame), 0, frame.length);
        ExpandableArrayBuffer edit = new ExpandableArrayBuffer();
        if (event != DocumentEvent.EDIT || dialect.frame().writeEdit(AUTHOR, false, edit) != null) {
            throw new IllegalStateException("no edit: " + dialect.frame().problem());
        }
        return edit;
    }

    private static ExpandableArrayBuffer decodePatch(String operations) {
        UnsafeBuffer text = new UnsafeBuffer(operations.getBytes(StandardCharsets.UTF_8));
        JsonPatchDecoder decoder = new JsonPatchDecoder(128, 1 << 20);
        ExpandableArrayBuffer edit = new ExpandableArrayBuffer();
        if (decoder.readJson(text, 0, text.capacity()) != null) {
            throw new IllegalStateException("no patch: " + decoder.problem());
        }
        decoder.writeEdit(AUTHOR, 1, 0, edit);
        return edit;
    }

    private void join(int sessionId, String id) {
        byte[] userId = SampleDocument.utf8("user");
        UnsafeBuffer join = new UnsafeBuffer(new byte[Command.HEADER_BYTES + id.length() + userId.length]);
        Command.putHeader(join, 0, CommandType.JOIN, sessionId, Permission.READ_WRITE.code(), Command.NONE);
        Command.putFlags(join, 0, Command.DOCUMENT_ROOM);
        Command.putLengths(join, 0, id.length(), 0, userId.length, 0);
        Command.putConnectionNumber(join, 0, sessionId);
        join.putStringWithoutLengthAscii(Command.HEADER_BYTES, id);
        join.putBytes(Command.HEADER_BYTES + id.length(), userId);
        if (core.join(room, command.wrap(join, 0)) != null) {
            throw new IllegalStateException("room takes no session");
        }
    }
}
