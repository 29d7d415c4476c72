package io.canyon.engine.dialect.service;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.dialect.DeltaDecoder;
import io.canyon.engine.dialect.DocumentCommands;
import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.dialect.DocumentFrame;
import io.canyon.engine.dialect.DocumentJoin;
import io.canyon.engine.dialect.SmileReader;
import io.canyon.engine.dialect.jsonpatch.JsonPatchDecoder;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.room.Command;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.EditForm;
import io.canyon.engine.spi.RejectCode;
import io.canyon.engine.spi.RoomKind;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A request of a service, read; and the command that it becomes. The frame is the engine's own, see
 * {@link ServiceFrameWriter}: only what it carries is the peer's. Not thread-safe.
 */
public final class ServiceFrame implements DocumentFrame {
    private static final DocumentEvent[] EVENTS = DocumentEvent.values();
    private static final EditForm[] FORMS = EditForm.values();
    private static final RoomKind[] KINDS = RoomKind.values();
    private static final byte[] NO_NAME = {};
    private static final String NO_SMILE =
            "no Smile, too deep, a name that is too long, or a number that is not finite";

    private final SmileReader smile;
    private final DeltaDecoder deltas;
    private final JsonPatchDecoder patches;
    private final ComponentsDecoder components = new ComponentsDecoder();
    private final int maxEditBytes;

    private DirectBuffer buffer;
    private int offset;
    private int length;
    private boolean isSmile;
    private DocumentJoin join;
    private Credentials credentials;
    private byte[] room = NO_NAME;
    private String problem = "";
    private int commandLengthBytes;

    /**
     * @param maxDepth deepest nesting of a value
     * @param maxEditBytes longest edit that a value may become
     */
    public ServiceFrame(int maxDepth, int maxEditBytes) {
        smile = new SmileReader(maxDepth);
        deltas = new DeltaDecoder(maxEditBytes);
        this.maxEditBytes = maxEditBytes;
        patches = new JsonPatchDecoder(maxDepth, maxEditBytes);
    }

    @Override
    public DocumentEvent read(DirectBuffer frame, int from, int lengthBytes) {
        buffer = frame;
        offset = from;
        length = lengthBytes;
        problem = "";
        room = NO_NAME;
        isSmile = false;
        DocumentEvent asked = EVENTS[frame.getByte(from + ServiceFrameWriter.EVENT)];
        return switch (asked) {
            case JOIN -> readJoin();
            case EDIT -> readEdit();
            case PRESENCE -> readPresence();
            case AUTH -> readAuth();
            default -> asked;
        };
    }

    @Override
    public String problem() {
        return problem;
    }

    /** The service's number for the room that the frame is for. */
    public int handle() {
        return buffer.getInt(offset + ServiceFrameWriter.HANDLE, LITTLE_ENDIAN);
    }

    /** Name of the room that a {@link DocumentEvent#JOIN} is for, in UTF-8; empty of any other. */
    public byte[] room() {
        return room;
    }

    @Override
    public DocumentJoin join() {
        return join;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    public long seq() {
        return buffer.getLong(offset + ServiceFrameWriter.SEQUENCE, LITTLE_ENDIAN);
    }

    @Override
    public RejectCode writeEdit(long sessionId, boolean isOfRecords, ExpandableArrayBuffer target) {
        if (isOversized()) {
            problem = "the edit is too large";
            return RejectCode.TOO_LARGE;
        }
        if (!isSmile) {
            problem = NO_SMILE;
            return RejectCode.INVALID;
        }
        return switch (FORMS[option()]) {
            case DELTA -> writeDelta(sessionId, target);
            case JSON_PATCH -> writePatch(sessionId, target);
            case COMPONENTS -> isOfRecords ? writeComponents(sessionId, target) : invalid("the room is one document");
        };
    }

    @Override
    public void writeShow(long sessionId, MutableDirectBuffer target) {
        commandLengthBytes =
                DocumentCommands.putShow(target, sessionId, smile.buffer(), smile.offset(), smile.lengthBytes());
    }

    @Override
    public int commandLengthBytes() {
        return commandLengthBytes;
    }

    private RejectCode writeDelta(long sessionId, ExpandableArrayBuffer target) {
        RejectCode refusal = deltas.decode(smile.buffer(), smile.offset(), target, DocumentCommands.EDIT_OFFSET);
        if (refusal != null) {
            problem = deltas.problem();
            return refusal;
        }
        commandLengthBytes = DocumentCommands.putEdit(target, sessionId, seq(), base(), 0, deltas.lengthBytes());
        return null;
    }

    private RejectCode writePatch(long sessionId, ExpandableArrayBuffer target) {
        RejectCode refusal = patches.readOurs(smile.buffer(), smile.offset());
        if (refusal != null) {
            problem = patches.problem();
            return refusal;
        }
        commandLengthBytes = patches.writeEdit(sessionId, seq(), base(), target);
        return null;
    }

    private RejectCode writeComponents(long sessionId, ExpandableArrayBuffer target) {
        if (!components.decode(smile.buffer(), smile.offset(), target, DocumentCommands.EDIT_OFFSET)) {
            return invalid("no object of components");
        }
        if (components.lengthBytes() > maxEditBytes) {
            problem = "the edit is too large: maxBytes=" + maxEditBytes;
            return RejectCode.TOO_LARGE;
        }
        commandLengthBytes = DocumentCommands.putEdit(target, sessionId, seq(), base(), 0, components.lengthBytes());
        return null;
    }

    private RejectCode invalid(String reason) {
        problem = reason;
        return RejectCode.INVALID;
    }

    private DocumentEvent readJoin() {
        int at = offset + ServiceFrameWriter.PAYLOAD;
        room = bytes(at);
        byte[] userId = bytes(at + Integer.BYTES + room.length);
        at += 2 * Integer.BYTES + room.length + userId.length;
        if (room.length == 0) {
            return bad("a room must have a name");
        }
        if (userId.length > MAX_USER_ID_BYTES) {
            return bad("userId must be at most " + MAX_USER_ID_BYTES + " bytes");
        }
        long version = base();
        if (version < Command.NONE || version > MAX_INTEGER) {
            return bad("version must be a whole number from 0 to 2^53-1, or -1");
        }
        Credentials shown = at == offset + length ? null : credentials(at);
        join = new DocumentJoin(userId, shown, version, KINDS[option()]);
        return DocumentEvent.JOIN;
    }

    private DocumentEvent readAuth() {
        credentials = credentials(offset + ServiceFrameWriter.PAYLOAD);
        return DocumentEvent.AUTH;
    }

    private DocumentEvent readEdit() {
        if (seq() < 1 || seq() > MAX_INTEGER) {
            return bad("sequence must be a whole number from 1 to 2^53-1");
        }
        if (base() < Command.NONE || base() > MAX_INTEGER) {
            return bad("base must be a whole number from 0 to 2^53-1, or -1");
        }
        readPayload();
        return DocumentEvent.EDIT;
    }

    private DocumentEvent readPresence() {
        if (isOversized()) {
            return bad("presence is too large");
        }
        readPayload();
        if (!isSmile) {
            return bad(NO_SMILE);
        }
        boolean isObject = smile.buffer().getByte(smile.offset()) == Smile.START_OBJECT;
        return isObject ? DocumentEvent.PRESENCE : bad("presence must be an object");
    }

    private void readPayload() {
        isSmile = !isOversized()
                && smile.read(buffer, offset + ServiceFrameWriter.PAYLOAD, length - ServiceFrameWriter.PAYLOAD);
    }

    private DocumentEvent bad(String reason) {
        problem = reason;
        return DocumentEvent.BAD;
    }

    private boolean isOversized() {
        return buffer.getByte(offset + ServiceFrameWriter.OVERSIZED) != 0;
    }

    private int option() {
        return buffer.getByte(offset + ServiceFrameWriter.OPTION);
    }

    private long base() {
        return buffer.getLong(offset + ServiceFrameWriter.BASE, LITTLE_ENDIAN);
    }

    private Credentials credentials(int from) {
        return Credentials.ofJson(new String(bytes(from), StandardCharsets.UTF_8));
    }

    private byte[] bytes(int from) {
        byte[] bytes = new byte[buffer.getInt(from, LITTLE_ENDIAN)];
        buffer.getBytes(from + Integer.BYTES, bytes);
        return bytes;
    }
}
