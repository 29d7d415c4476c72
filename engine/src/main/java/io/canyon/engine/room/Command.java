package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.RawBytes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over one command, as it travels from an I/O thread through an inbox to the room core. Little-endian;
 * lengths in bytes. Not thread-safe; holds the buffer until it is wrapped again.
 *
 * <pre>
 *    0  u8   type           1  u8   flags         2  u16  id length
 *    4  i32  value          8  i64  session id
 *   16  i64  version       24  i32  document edit length
 *   28  i32  presence edit length
 *   32  i32  name length   36  i32  connection number
 *   40  id, name, document edit, presence edit
 * </pre>
 */
public final class Command {
    /** Flag: the frame had a list of document changes, even if it was empty. */
    public static final int HAS_DOCUMENT = 1;
    /** Flag: the frame had a list of presence changes. */
    public static final int HAS_PRESENCE = 2;
    /** Flag: the editor's answer to a {@code resync}. */
    public static final int RESYNC_ANSWER = 4;
    /** Flag: neither edit has a BUFFER in it, so nobody needs to look for one. */
    public static final int NO_BUFFERS = 8;
    /** Flag of a JOIN: the session edits the room as one document; of records, if it is of records. */
    public static final int DOCUMENT_ROOM = 16;
    /** Flag of a JOIN, besides {@link #DOCUMENT_ROOM}: a room that is of no kind yet becomes one of records. */
    public static final int NEW_RECORDS = 64;

    /** Flag: the document edit is no edit but a patch, see {@link io.canyon.engine.edit.PatchFormat}. */
    public static final int JSON_PATCH = 32;

    /** In place of a version: there is none. */
    public static final long NONE = -1;

    public static final int HEADER_BYTES = 40;

    private static final int FLAGS = 1;
    private static final int ID_LENGTH = 2;
    private static final int VALUE = 4;
    private static final int SESSION_ID = 8;
    private static final int VERSION = 16;
    private static final int DOCUMENT_LENGTH = 24;
    private static final int PRESENCE_LENGTH = 28;
    private static final int NAME_LENGTH = 32;
    private static final int CONNECTION_NUMBER = 36;

    private DirectBuffer buffer;
    private int offset;
    /** The first eight bytes: type, flags, length of the id, value. */
    private long start;

    private long sessionId;
    private long version;
    /** Of the document edit and, in the upper half, of the presence edit. */
    private long editLengths;

    private int nameLength;

    /** Reads the header, which is not to change any more. */
    public Command wrap(DirectBuffer buffer, int offset) {
        buffer.boundsCheck(offset, HEADER_BYTES);
        Object base = buffer.byteArray();
        long at = RawBytes.at(buffer, offset);
        if (this.buffer != buffer) {
            // A reference that is written costs a barrier of the garbage collector.
            this.buffer = buffer;
        }
        this.offset = offset;
        start = RawBytes.getLong(base, at);
        sessionId = RawBytes.getLong(base, at + SESSION_ID);
        version = RawBytes.getLong(base, at + VERSION);
        editLengths = RawBytes.getLong(base, at + DOCUMENT_LENGTH);
        nameLength = RawBytes.getInt(base, at + NAME_LENGTH);
        return this;
    }

    /** Writes a header whose variable parts are all empty. */
    public static void putHeader(
            MutableDirectBuffer target, int offset, CommandType type, long sessionId, int value, long version) {
        target.putByte(offset, (byte) type.code());
        target.putByte(offset + FLAGS, (byte) 0);
        target.putShort(offset + ID_LENGTH, (short) 0, LITTLE_ENDIAN);
        target.putInt(offset + VALUE, value, LITTLE_ENDIAN);
        target.putLong(offset + SESSION_ID, sessionId, LITTLE_ENDIAN);
        target.putLong(offset + VERSION, version, LITTLE_ENDIAN);
        target.putInt(offset + DOCUMENT_LENGTH, 0, LITTLE_ENDIAN);
        target.putInt(offset + PRESENCE_LENGTH, 0, LITTLE_ENDIAN);
        target.putInt(offset + NAME_LENGTH, 0, LITTLE_ENDIAN);
        target.putInt(offset + CONNECTION_NUMBER, 0, LITTLE_ENDIAN);
    }

    /** Sets the lengths of the variable parts, which stand behind the header in this order. */
    public static void putLengths(
            MutableDirectBuffer target, int offset, int id, int name, int document, int presence) {
        target.putShort(offset + ID_LENGTH, (short) id, LITTLE_ENDIAN);
        target.putInt(offset + NAME_LENGTH, name, LITTLE_ENDIAN);
        target.putInt(offset + DOCUMENT_LENGTH, document, LITTLE_ENDIAN);
        target.putInt(offset + PRESENCE_LENGTH, presence, LITTLE_ENDIAN);
    }

    public static void putSessionId(MutableDirectBuffer target, int offset, long sessionId) {
        target.putLong(offset + SESSION_ID, sessionId, LITTLE_ENDIAN);
    }

    public static void putVersion(MutableDirectBuffer target, int offset, long version) {
        target.putLong(offset + VERSION, version, LITTLE_ENDIAN);
    }

    /** Sets which connection of its id a session came over: they are numbered as they are accepted. */
    public static void putConnectionNumber(MutableDirectBuffer target, int offset, int number) {
        target.putInt(offset + CONNECTION_NUMBER, number, LITTLE_ENDIAN);
    }

    public static void putFlags(MutableDirectBuffer target, int offset, int flags) {
        target.putByte(offset + FLAGS, (byte) flags);
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int lengthBytes() {
        return presenceOffset() + presenceLength() - offset;
    }

    public CommandType type() {
        return CommandType.of((byte) start);
    }

    public int flags() {
        return (byte) (start >>> Byte.SIZE * FLAGS);
    }

    public boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    public int value() {
        return (int) (start >>> Byte.SIZE * VALUE);
    }

    public long sessionId() {
        return sessionId;
    }

    public long version() {
        return version;
    }

    public int idOffset() {
        return offset + HEADER_BYTES;
    }

    public int idLength() {
        return (int) (start >>> Byte.SIZE * ID_LENGTH) & 0xFFFF;
    }

    public int nameOffset() {
        return idOffset() + idLength();
    }

    public int nameLength() {
        return nameLength;
    }

    public int documentOffset() {
        return nameOffset() + nameLength();
    }

    public int documentLength() {
        return (int) editLengths;
    }

    /** The author's number of an {@link CommandType#EDIT_DOCUMENT}; 0 of any other. */
    public long sequence() {
        return type() == CommandType.EDIT_DOCUMENT ? buffer.getLong(idOffset(), LITTLE_ENDIAN) : 0;
    }

    public int connectionNumber() {
        return buffer.getInt(offset + CONNECTION_NUMBER, LITTLE_ENDIAN);
    }

    public int presenceOffset() {
        return documentOffset() + documentLength();
    }

    public int presenceLength() {
        return (int) (editLengths >>> Integer.SIZE);
    }
}
