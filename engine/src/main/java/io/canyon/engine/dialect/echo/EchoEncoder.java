package io.canyon.engine.dialect.echo;

import static io.canyon.engine.dialect.echo.EchoText.ascii;

import io.canyon.engine.dialect.DeltaWriter;
import io.canyon.engine.dialect.JsonSink;
import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.dialect.MemberPlaces;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.Utf8Text;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the frames of the server. */
final class EchoEncoder {
    private static final byte[] JOINED = ascii("{\"event\":\"joined\",\"room\":");
    private static final byte[] ACK = ascii("{\"event\":\"ack\",\"room\":");
    private static final byte[] EDIT = ascii("{\"event\":\"edit\",\"room\":");
    private static final byte[] REJECT = ascii("{\"event\":\"reject\",\"room\":");
    private static final byte[] ENTERED = ascii("{\"event\":\"entered\",\"room\":");
    private static final byte[] LEFT = ascii("{\"event\":\"left\",\"room\":");
    private static final byte[] SHOWN = ascii("{\"event\":\"presence\",\"room\":");
    private static final byte[] PERMITTED = ascii("{\"event\":\"permission\",\"room\":");
    private static final byte[] ERROR = ascii("{\"event\":\"error\",\"code\":\"");

    private static final byte[] ROOM = ascii(",\"room\":");
    private static final byte[] VERSION = ascii(",\"version\":");
    private static final byte[] SEQ = ascii(",\"seq\":");
    private static final byte[] PERMISSION = ascii(",\"permission\":\"");
    private static final byte[] READ_WRITE = ascii("readwrite");
    private static final byte[] READ_ONLY = ascii("readonly");
    private static final byte[] DOC = ascii(",\"doc\":");
    private static final byte[] FROM = ascii(",\"from\":");
    private static final byte[] DELTA = ascii(",\"delta\":");
    private static final byte[] NO_DELTA = ascii(",\"delta\":null");
    private static final byte[] MEMBERS = ascii(",\"members\":[");
    private static final byte[] MEMBER_ID = ascii("{\"id\":");
    private static final byte[] ID = ascii(",\"id\":");
    private static final byte[] USER_ID = ascii(",\"userId\":");
    private static final byte[] PRESENCE = ascii(",\"presence\":");
    private static final byte[] ASKED = ascii(",\"asked\":true");
    private static final byte[] NOT_ASKED = ascii(",\"asked\":false");
    private static final byte[] CODE = ascii(",\"code\":\"");
    private static final byte[] MESSAGE = ascii("\",\"message\":");

    static final int SEPARATOR_BYTES = 1;

    private static final int MAX_MESSAGE_LENGTH = 200;

    private final JsonWriter json = new JsonWriter();
    private final JsonSink sink = new JsonSink(json);
    private final DeltaWriter deltas = new DeltaWriter(sink);
    private final MemberPlaces told = new MemberPlaces(SEPARATOR_BYTES);
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);

    int encode(Output output, DirectBuffer room, MutableDirectBuffer target) {
        json.wrap(target, 0);
        return switch (output.type()) {
            case WELCOME -> welcome(output, room);
            case ACK -> ack(output, room);
            case BROADCAST -> output.has(Output.OF_RECORDS) ? 0 : edit(output, room);
            case REJECT -> reject(output, room);
            case ENTERED -> person(ENTERED, output, room);
            case DEPARTED -> person(LEFT, output, room);
            case SHOWN -> shown(output, room);
            case PERMISSION -> permission(output, room);
            default -> 0;
        };
    }

    /**
     * Writes what all who wait for a STATE are told of it, see {@link #welcomeHead}; returns its length.
     *
     * @param places takes where the members are
     */
    int state(Output state, MemberPlaces places, MutableDirectBuffer target) {
        json.wrap(target, 0);
        json.raw(DOC);
        json.value(state.buffer(), state.documentOffset());
        members(state, places);
        return json.position();
    }

    /** Writes what stands before the state in a WELCOME; returns its length. */
    int welcomeHead(Output output, long version, DirectBuffer room, MutableDirectBuffer target) {
        json.wrap(target, 0);
        welcomeHead(output, version, room);
        return json.position();
    }

    /** Writes what stands behind the state in a WELCOME; returns its length. */
    int welcomeTail(Output output, MutableDirectBuffer target, int offset) {
        json.wrap(target, offset);
        return welcomeTail(output) - offset;
    }

    int reject(long seq, RejectCode code, String text, long version, DirectBuffer room, MutableDirectBuffer target) {
        json.wrap(target, 0);
        start(REJECT, room);
        json.raw(SEQ);
        json.integer(seq);
        json.raw(CODE);
        json.raw(ascii(code.wireName()));
        message(text);
        version(version);
        return end();
    }

    int error(EchoError code, String text, DirectBuffer room, MutableDirectBuffer target) {
        json.wrap(target, 0);
        json.raw(ERROR);
        json.raw(code.wireName());
        message(text);
        if (room != null) {
            json.raw(ROOM);
            json.string(room, 0, room.capacity());
        }
        return end();
    }

    private int welcome(Output output, DirectBuffer room) {
        welcomeHead(output, output.version(), room);
        if (output.has(Output.HAS_FROM)) {
            json.raw(FROM);
            json.integer(output.fromVersion());
            if (output.has(Output.HAS_DELTA)) {
                delta(output);
            }
        } else {
            json.raw(DOC);
            json.value(output.buffer(), output.documentOffset());
        }
        members(output, told);
        return welcomeTail(output);
    }

    private void welcomeHead(Output output, long version, DirectBuffer room) {
        start(JOINED, room);
        version(version);
        if (output.sequence() >= 0) {
            json.raw(SEQ);
            json.integer(output.sequence());
        }
        permissionOf(output);
    }

    private int welcomeTail(Output output) {
        json.raw(output.has(Output.ASKED) ? ASKED : NOT_ASKED);
        return end();
    }

    private void members(Output output, MemberPlaces places) {
        json.raw(MEMBERS);
        places.clear();
        DirectBuffer smile = output.buffer();
        int first = output.presenceOffset() + 1;
        int at = first;
        while (output.presenceLength() > 0 && smile.getByte(at) != Smile.END_ARRAY) {
            if (at != first) {
                json.put(',');
            }
            places.add(json.position());
            at = member(smile, at + 1);
        }
        places.add(json.position() + SEPARATOR_BYTES);
        json.put(']');
    }

    /** Writes one of the others, whose array has its first item at {@code offset}; returns the offset behind it. */
    private int member(DirectBuffer smile, int offset) {
        json.raw(MEMBER_ID);
        int at = json.value(smile, offset);
        json.raw(USER_ID);
        at = json.value(smile, at);
        if (smile.getByte(at) != Smile.END_ARRAY) {
            json.raw(PRESENCE);
            at = json.value(smile, at);
        }
        json.put('}');
        return at + 1;
    }

    private int ack(Output output, DirectBuffer room) {
        start(ACK, room);
        json.raw(SEQ);
        json.integer(output.sequence());
        version(output.version());
        if (output.has(Output.NO_CHANGE)) {
            json.raw(NO_DELTA);
        } else if (output.has(Output.HAS_DELTA)) {
            delta(output);
        }
        return end();
    }

    private int edit(Output output, DirectBuffer room) {
        start(EDIT, room);
        version(output.version());
        names(output);
        if (output.documentLength() > 0) {
            delta(output);
        }
        return end();
    }

    private int reject(Output output, DirectBuffer room) {
        start(REJECT, room);
        json.raw(SEQ);
        json.integer(output.sequence());
        json.raw(CODE);
        json.raw(ascii(RejectCode.of(output.value()).wireName()));
        json.raw(MESSAGE);
        json.string(output.buffer(), output.refusedOffset(), output.refusedLength());
        version(output.version());
        return end();
    }

    private int person(byte[] start, Output output, DirectBuffer room) {
        start(start, room);
        names(output);
        return end();
    }

    private int shown(Output output, DirectBuffer room) {
        start(SHOWN, room);
        names(output);
        json.raw(PRESENCE);
        json.value(output.buffer(), output.presenceOffset());
        return end();
    }

    private int permission(Output output, DirectBuffer room) {
        start(PERMITTED, room);
        permissionOf(output);
        return end();
    }

    private void permissionOf(Output output) {
        json.raw(PERMISSION);
        json.raw(Permission.of(output.value()) == Permission.READ_WRITE ? READ_WRITE : READ_ONLY);
        json.put('"');
    }

    private void names(Output output) {
        json.raw(ID);
        json.string(output.buffer(), output.idOffset(), output.value());
        json.raw(USER_ID);
        json.string(output.buffer(), output.secondIdOffset(), output.secondIdLength());
    }

    private void delta(Output output) {
        json.raw(DELTA);
        sink.begin();
        deltas.write(output.buffer(), output.documentOffset(), output.documentLength());
    }

    private void message(String text) {
        byte[] utf8 = Utf8Text.encode(text.length() <= MAX_MESSAGE_LENGTH ? text : shortened(text));
        message.wrap(utf8);
        json.raw(MESSAGE);
        json.string(message, 0, utf8.length);
    }

    private static String shortened(String text) {
        return text.substring(0, MAX_MESSAGE_LENGTH) + "...";
    }

    private void version(long version) {
        json.raw(VERSION);
        json.integer(version);
    }

    private void start(byte[] start, DirectBuffer room) {
        json.raw(start);
        json.string(room, 0, room.capacity());
    }

    private int end() {
        json.put('}');
        return json.position();
    }
}
