package io.canyon.engine.dialect.echo;

import static io.canyon.engine.dialect.echo.EchoText.ascii;

import io.canyon.engine.dialect.DeltaDecoder;
import io.canyon.engine.dialect.DocumentCommands;
import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.dialect.DocumentFrame;
import io.canyon.engine.dialect.DocumentJoin;
import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.room.Command;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A frame of a client, read; and the command that it becomes. Not thread-safe; what it says is good until the next is
 * read. Whatever a peer sends ends in an {@link DocumentEvent} or a {@link RejectCode}, never in an exception.
 */
public final class EchoFrame implements DocumentFrame {
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

    @Override
    public DocumentEvent read(DirectBuffer frame, int offset, int length) {
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
        DocumentEvent asked = eventOf(event);
        if (asked == DocumentEvent.UNKNOWN) {
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

    private DocumentEvent eventOf(int event) {
        if (isText(event, EDIT)) {
            return DocumentEvent.EDIT;
        }
        if (isText(event, PRESENCE)) {
            return DocumentEvent.PRESENCE;
        }
        if (isText(event, JOIN)) {
            return DocumentEvent.JOIN;
        }
        if (isText(event, AUTH)) {
            return DocumentEvent.AUTH;
        }
        return isText(event, LEAVE) ? DocumentEvent.LEAVE : DocumentEvent.UNKNOWN;
    }

    @Override
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
        return room >= 0 && isText(room, name);
    }

    @Override
    public DocumentJoin join() {
        int version = members.find(VERSION);
        return new DocumentJoin(
                bytes(members.find(USER_ID)),
                credentials,
                version < 0 ? Command.NONE : integer(version),
                RoomKind.DOCUMENT);
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public long seq() {
        return integer(members.find(SEQ));
    }

    @Override
    public RejectCode writeEdit(long sessionId, boolean isOfRecords, ExpandableArrayBuffer target) {
        int delta = members.find(DELTA);
        if (!fits(delta)) {
            problem = "too deep, a name that is too long, or a number that is not finite";
            return RejectCode.INVALID;
        }
        RejectCode refusal = deltas.decode(
                json.buffer(), delta < 0 ? -1 : members.valueOffset(delta), target, DocumentCommands.EDIT_OFFSET);
        if (refusal != null) {
            problem = deltas.problem();
            return refusal;
        }
        int base = members.find(BASE);
        commandLengthBytes = DocumentCommands.putEdit(
                target, sessionId, seq(), base < 0 ? Command.NONE : integer(base), 0, deltas.lengthBytes());
        return null;
    }

    @Override
    public void writeShow(long sessionId, MutableDirectBuffer target) {
        int presence = members.find(PRESENCE);
        commandLengthBytes = DocumentCommands.putShow(
                target, sessionId, json.buffer(), members.valueOffset(presence), members.valueLength(presence));
    }

    @Override
    public int commandLengthBytes() {
        return commandLengthBytes;
    }

    private DocumentEvent readEdit() {
        if (!isInteger(members.find(SEQ), 1)) {
            return bad("seq must be a whole number from 1 to 2^53-1");
        }
        int base = members.find(BASE);
        return base < 0 || isInteger(base, 0)
                ? DocumentEvent.EDIT
                : bad("base must be a whole number from 0 to 2^53-1");
    }

    private DocumentEvent readPresence() {
        int presence = members.find(PRESENCE);
        if (presence < 0 || members.token(presence) != Smile.START_OBJECT) {
            return bad("presence must be an object");
        }
        return fits(presence)
                ? DocumentEvent.PRESENCE
                : bad("presence is too deep, or has a number that is not finite");
    }

    private DocumentEvent readJoin() {
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
        return shown < 0 || readCredentials(shown) ? DocumentEvent.JOIN : badCredentials();
    }

    private DocumentEvent readAuth() {
        int shown = members.find(CREDENTIALS);
        return shown >= 0 && readCredentials(shown) ? DocumentEvent.AUTH : badCredentials();
    }

    private DocumentEvent badCredentials() {
        return bad("credentials must be there, not too deep, and of characters and finite numbers");
    }

    private DocumentEvent bad(String reason) {
        problem = reason;
        return DocumentEvent.BAD;
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
