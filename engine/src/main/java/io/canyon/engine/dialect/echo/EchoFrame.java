package io.canyon.engine.dialect.echo;

import static io.canyon.engine.dialect.echo.EchoText.ascii;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A frame of a client, read; and the command that it becomes. Not thread-safe; what it says is good until the next is
 * read. Whatever a peer sends ends in an {@link EchoEvent} or a {@link RejectCode}, never in an exception.
 */
public final class EchoFrame {
    private static final byte[] EVENT = ascii("event");
    private static final byte[] ROOM = ascii("room");
    private static final byte[] USER_ID = ascii("userId");
    private static final byte[] CREDENTIALS = ascii("credentials");
    private static final byte[] VERSION = ascii("version");
    private static final byte[] SEQ = ascii("seq");
    private static final byte[] BASE = ascii("base");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] PRESENCE = ascii("presence");

    private static final byte[] JOIN = ascii("join");
    private static final byte[] EDIT = ascii("edit");
    private static final byte[] AUTH = ascii("auth");
    private static final byte[] LEAVE = ascii("leave");

    private static final int MAX_USER_ID_BYTES = 1024;
    private static final long MAX_INTEGER = (1L << 53) - 1;
    private static final byte SURROGATE_LEAD = (byte) 0xED;
    private static final int SURROGATE_SECOND = 0xA0;

    private final JsonReader json;
    private final SmileMembers members = new SmileMembers();
    private final DeltaDecoder deltas;
    private int room;
    private Credentials credentials;
    private String problem = "";
    private int commandLengthBytes;

    /**
     * @param maxDepth deepest nesting of a frame, the frame itself counted
     * @param maxEditBytes longest edit that a delta may become
     */
    public EchoFrame(int maxDepth, int maxEditBytes) {
        json = JsonReader.cutting(maxDepth);
        deltas = new DeltaDecoder(maxEditBytes);
    }

    /** Reads a frame. */
    public EchoEvent read(DirectBuffer frame, int offset, int length) {
        room = -1;
        if (!json.read(frame, offset, length) || json.buffer().getByte(0) != Smile.START_OBJECT) {
            return bad("not a JSON object, or too deep");
        }
        members.wrap(json.buffer(), 0);
        int event = members.find(EVENT);
        int named = members.find(ROOM);
        room = isString(named) && stringLength(named) > 0 && !hasLoneSurrogate(named) ? named : -1;
        if (!isString(event)) {
            return bad("event must be a string");
        }
        EchoEvent asked = eventOf(event);
        if (asked == EchoEvent.UNKNOWN) {
            problem = "no such event";
            return asked;
        }
        if (room < 0) {
            return bad("room must be a string that is not empty, without lone surrogates");
        }
        return switch (asked) {
            case EDIT -> readEdit();
            case PRESENCE -> readPresence();
            case JOIN -> readJoin();
            case AUTH -> readAuth();
            default -> asked;
        };
    }

    private EchoEvent eventOf(int event) {
        if (isText(event, EDIT)) {
            return EchoEvent.EDIT;
        }
        if (isText(event, PRESENCE)) {
            return EchoEvent.PRESENCE;
        }
        if (isText(event, JOIN)) {
            return EchoEvent.JOIN;
        }
        if (isText(event, AUTH)) {
            return EchoEvent.AUTH;
        }
        return isText(event, LEAVE) ? EchoEvent.LEAVE : EchoEvent.UNKNOWN;
    }

    /** What is wrong with the frame, after {@link EchoEvent#BAD}, {@link EchoEvent#UNKNOWN} or a {@link RejectCode}. */
    public String problem() {
        return problem;
    }

    /** Whether the frame names a room that may be one; any other than a bad or unknown one does. */
    public boolean hasRoom() {
        return room >= 0;
    }

    public int roomLengthBytes() {
        return stringLength(room);
    }

    /** The room's name in UTF-8. */
    public byte[] room() {
        return bytes(room);
    }

    public boolean isRoom(byte[] name) {
        return isText(room, name);
    }

    /** What a {@link EchoEvent#JOIN} says. */
    public EchoJoin join() {
        int version = members.find(VERSION);
        return new EchoJoin(bytes(members.find(USER_ID)), credentials, version < 0 ? Command.NONE : integer(version));
    }

    /** What an {@link EchoEvent#AUTH} shows. */
    public Credentials credentials() {
        return credentials;
    }

    /** Sequence of an {@link EchoEvent#EDIT}. */
    public long seq() {
        return integer(members.find(SEQ));
    }

    /**
     * Writes the command of an {@link EchoEvent#EDIT}.
     *
     * @return null, or why the edit is to be rejected, see {@link #problem}
     */
    public RejectCode writeEdit(long sessionId, ExpandableArrayBuffer target) {
        int delta = members.find(DELTA);
        if (!fits(delta)) {
            problem = "too deep, a name that is too long, or a number that is not finite";
            return RejectCode.INVALID;
        }
        int editOffset = Command.HEADER_BYTES + Long.BYTES;
        RejectCode refusal =
                deltas.decode(json.buffer(), delta < 0 ? -1 : members.valueOffset(delta), target, editOffset);
        if (refusal != null) {
            problem = deltas.problem();
            return refusal;
        }
        int base = members.find(BASE);
        long version = base < 0 ? Command.NONE : integer(base);
        Command.putHeader(target, 0, CommandType.EDIT_DOCUMENT, sessionId, 0, version);
        Command.putFlags(target, 0, Command.HAS_DOCUMENT);
        Command.putLengths(target, 0, Long.BYTES, 0, deltas.lengthBytes(), 0);
        target.putLong(Command.HEADER_BYTES, seq(), LITTLE_ENDIAN);
        commandLengthBytes = editOffset + deltas.lengthBytes();
        return null;
    }

    /** Writes the command of a {@link EchoEvent#PRESENCE}. */
    public void writeShow(long sessionId, MutableDirectBuffer target) {
        int presence = members.find(PRESENCE);
        int length = members.valueLength(presence);
        Command.putHeader(target, 0, CommandType.SHOW, sessionId, 0, 0);
        Command.putFlags(target, 0, Command.HAS_PRESENCE);
        Command.putLengths(target, 0, 0, 0, 0, length);
        target.putBytes(Command.HEADER_BYTES, json.buffer(), members.valueOffset(presence), length);
        commandLengthBytes = Command.HEADER_BYTES + length;
    }

    /** Length of the command that was written last. */
    public int commandLengthBytes() {
        return commandLengthBytes;
    }

    private EchoEvent readEdit() {
        if (!isInteger(members.find(SEQ), 1)) {
            return bad("seq must be a whole number from 1 to 2^53-1");
        }
        int base = members.find(BASE);
        return base < 0 || isInteger(base, 0) ? EchoEvent.EDIT : bad("base must be a whole number from 0 to 2^53-1");
    }

    private EchoEvent readPresence() {
        int presence = members.find(PRESENCE);
        if (presence < 0 || members.token(presence) != Smile.START_OBJECT) {
            return bad("presence must be an object");
        }
        return fits(presence) ? EchoEvent.PRESENCE : bad("presence is too deep, or has a number that is not finite");
    }

    private EchoEvent readJoin() {
        int userId = members.find(USER_ID);
        if (!isString(userId) || stringLength(userId) > MAX_USER_ID_BYTES) {
            return bad("userId must be a string of at most " + MAX_USER_ID_BYTES + " bytes");
        }
        int version = members.find(VERSION);
        if (version >= 0 && !isInteger(version, 0)) {
            return bad("version must be a whole number from 0 to 2^53-1");
        }
        credentials = null;
        int shown = members.find(CREDENTIALS);
        return shown < 0 || readCredentials(shown) ? EchoEvent.JOIN : badCredentials();
    }

    private EchoEvent readAuth() {
        int shown = members.find(CREDENTIALS);
        return shown >= 0 && readCredentials(shown) ? EchoEvent.AUTH : badCredentials();
    }

    private EchoEvent badCredentials() {
        return bad("credentials must be there, not too deep, and of characters and finite numbers");
    }

    private EchoEvent bad(String reason) {
        problem = reason;
        return EchoEvent.BAD;
    }

    private boolean readCredentials(int index) {
        if (!fits(index)) {
            return false;
        }
        ExpandableArrayBuffer text = new ExpandableArrayBuffer(members.valueLength(index));
        JsonWriter writer = new JsonWriter().wrap(text, 0);
        writer.value(json.buffer(), members.valueOffset(index));
        try {
            credentials = Credentials.ofJson(text.getStringWithoutLengthUtf8(0, writer.position()));
            return true;
        } catch (IllegalArgumentException loneSurrogates) {
            return false;
        }
    }

    /** Whether nothing was lost of a member; what is not there fits. */
    private boolean fits(int index) {
        int offset = index < 0 ? 0 : members.valueOffset(index);
        return index < 0 || !json.hasUnfit(offset, offset + members.valueLength(index));
    }

    private byte[] bytes(int index) {
        byte[] utf8 = new byte[stringLength(index)];
        json.buffer().getBytes(stringOffset(index), utf8);
        return utf8;
    }

    private boolean isText(int index, byte[] text) {
        return stringLength(index) == text.length && SmileMembers.isText(json.buffer(), stringOffset(index), text);
    }

    private boolean hasLoneSurrogate(int index) {
        DirectBuffer buffer = json.buffer();
        int end = stringOffset(index) + stringLength(index);
        for (int at = stringOffset(index); at < end; at++) {
            if (buffer.getByte(at) == SURROGATE_LEAD && (buffer.getByte(at + 1) & 0xFF) >= SURROGATE_SECOND) {
                return true;
            }
        }
        return false;
    }

    private boolean isString(int index) {
        return index >= 0 && Smile.kind(members.token(index)) == Smile.Kind.STRING;
    }

    private int stringOffset(int index) {
        return Smile.stringOffset(json.buffer(), members.valueOffset(index));
    }

    private int stringLength(int index) {
        return Smile.stringLength(json.buffer(), members.valueOffset(index));
    }

    private boolean isInteger(int index, long least) {
        return index >= 0
                && Smile.kind(members.token(index)) == Smile.Kind.INTEGER
                && integer(index) >= least
                && integer(index) <= MAX_INTEGER;
    }

    private long integer(int index) {
        return Smile.integer(json.buffer(), members.valueOffset(index));
    }
}
