package io.canyon.engine.dialect.canvas;

import static io.canyon.engine.dialect.canvas.CanvasText.ascii;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Turns a frame, once read as one Smile object, into a command. */
final class FrameDecoder {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] MESSAGE_ID = ascii("messageId");
    private static final byte[] DOCUMENT_PATCHES = ascii("documentPatches");
    private static final byte[] EPHEMERAL_PATCHES = ascii("ephemeralPatches");
    private static final byte[] LAST_TIMESTAMP = ascii("lastTimestamp");
    private static final byte[] PROTOCOL = ascii("protocolVersion");
    private static final byte[] TOKEN = ascii("token");
    private static final byte[] PATCH = ascii("patch");
    private static final byte[] RECONNECT = ascii("reconnect");
    private static final byte[] AUTH_REFRESH = ascii("auth-refresh");
    private static final byte[] RESYNC_INFIX = ascii("-resync-");
    private static final int MAX_ID_BYTES = 0xFFFF;
    private static final long MAX_VERSION = 1L << 53;

    private final JsonReader json;
    private final SmileMembers members = new SmileMembers();
    private final EditWriter edit = new EditWriter();
    private final PatchDecoder patches;
    private int commandLengthBytes;
    private String token = "";

    FrameDecoder(int maxDepth, int maxBufferLength) {
        json = new JsonReader(maxDepth);
        patches = new PatchDecoder(json, maxBufferLength);
    }

    int commandLengthBytes() {
        return commandLengthBytes;
    }

    String token() {
        return token;
    }

    /** Reads the frame; false when it is no JSON object. */
    boolean read(DirectBuffer frame, int offset, int length) {
        return json.read(frame, offset, length) && json.buffer().getByte(0) == Smile.START_OBJECT;
    }

    DecodeResult decode(long sessionId, MutableDirectBuffer target, int targetOffset) {
        members.wrap(json.buffer(), 0);
        int type = members.find(TYPE);
        if (isString(type, PATCH)) {
            return decodePatch(sessionId, target, targetOffset);
        }
        if (isString(type, RECONNECT)) {
            return decodeReconnect(sessionId, target, targetOffset);
        }
        return isString(type, AUTH_REFRESH) ? decodeAuthRefresh() : DecodeResult.MALFORMED;
    }

    private DecodeResult decodePatch(long sessionId, MutableDirectBuffer target, int targetOffset) {
        int id = members.find(MESSAGE_ID);
        if (!isString(id) || stringLength(id) > MAX_ID_BYTES) {
            return DecodeResult.MALFORMED;
        }
        Command.putHeader(target, targetOffset, CommandType.EDIT, sessionId, 0, 0);
        if (!writeBody(id, target, targetOffset)) {
            return DecodeResult.MALFORMED;
        }
        boolean isEmpty = commandLengthBytes == Command.HEADER_BYTES + stringLength(id);
        return isEmpty ? DecodeResult.NOTHING : DecodeResult.COMMAND;
    }

    private DecodeResult decodeReconnect(long sessionId, MutableDirectBuffer target, int targetOffset) {
        int protocol = members.find(PROTOCOL);
        if (!isInteger(protocol) || integer(protocol) != CanvasText.PROTOCOL_VERSION) {
            return DecodeResult.REPLY;
        }
        int last = members.find(LAST_TIMESTAMP);
        if (!isInteger(last) || integer(last) < 0 || integer(last) > MAX_VERSION) {
            return DecodeResult.MALFORMED;
        }
        Command.putHeader(target, targetOffset, CommandType.RESUME, sessionId, 0, integer(last));
        return writeBody(-1, target, targetOffset) ? DecodeResult.COMMAND : DecodeResult.MALFORMED;
    }

    private DecodeResult decodeAuthRefresh() {
        int index = members.find(TOKEN);
        if (!isString(index)) {
            return DecodeResult.MALFORMED;
        }
        byte[] utf8 = new byte[stringLength(index)];
        json.buffer().getBytes(stringOffset(index), utf8);
        token = new String(utf8, StandardCharsets.UTF_8);
        return DecodeResult.AUTH_REFRESH;
    }

    /** Writes what stands behind the header of a command; false when a list is malformed. */
    private boolean writeBody(int id, MutableDirectBuffer target, int targetOffset) {
        int idLength = id < 0 ? 0 : stringLength(id);
        int documentOffset = targetOffset + Command.HEADER_BYTES + idLength;
        if (idLength > 0) {
            target.putBytes(targetOffset + Command.HEADER_BYTES, json.buffer(), stringOffset(id), idLength);
        }
        edit.wrap(target, documentOffset);
        if (!decodeList(DOCUMENT_PATCHES)) {
            return false;
        }
        int presenceOffset = edit.position();
        if (!decodeList(EPHEMERAL_PATCHES)) {
            return false;
        }
        int documentLength = presenceOffset - documentOffset;
        int presenceLength = edit.position() - presenceOffset;
        int flags = documentLength > 0 ? Command.HAS_DOCUMENT : 0;
        flags |= presenceLength > 0 ? Command.HAS_PRESENCE : 0;
        flags |= flags == 0 || edit.hasBuffers() ? 0 : Command.NO_BUFFERS;
        flags |= id >= 0 && isResyncAnswer(id) ? Command.RESYNC_ANSWER : 0;
        Command.putFlags(target, targetOffset, flags);
        Command.putLengths(target, targetOffset, idLength, 0, documentLength, presenceLength);
        commandLengthBytes = edit.position() - targetOffset;
        return true;
    }

    /** An absent list, a null and an empty list are the same: nothing is written. */
    private boolean decodeList(byte[] name) {
        int index = members.find(name);
        if (index < 0 || members.token(index) == Smile.NULL) {
            return true;
        }
        return members.token(index) == Smile.START_ARRAY && patches.decode(members.valueOffset(index), edit);
    }

    /** Has the form {@code <anything>-resync-<digits>}; whether it names the client is for the core to say. */
    private boolean isResyncAnswer(int id) {
        int start = stringOffset(id);
        int end = start + stringLength(id);
        int at = end;
        while (at > start
                && json.buffer().getByte(at - 1) >= '0'
                && json.buffer().getByte(at - 1) <= '9') {
            at--;
        }
        int infix = at - RESYNC_INFIX.length;
        return at < end && infix > start && SmileMembers.isText(json.buffer(), infix, RESYNC_INFIX);
    }

    private boolean isString(int index) {
        return index >= 0 && Smile.kind(members.token(index)) == Smile.Kind.STRING;
    }

    private boolean isString(int index, byte[] text) {
        return isString(index)
                && stringLength(index) == text.length
                && SmileMembers.isText(json.buffer(), stringOffset(index), text);
    }

    private int stringOffset(int index) {
        return Smile.stringOffset(json.buffer(), members.valueOffset(index));
    }

    private int stringLength(int index) {
        return Smile.stringLength(json.buffer(), members.valueOffset(index));
    }

    private boolean isInteger(int index) {
        return index >= 0 && Smile.kind(members.token(index)) == Smile.Kind.INTEGER;
    }

    private long integer(int index) {
        return Smile.integer(json.buffer(), members.valueOffset(index));
    }
}
