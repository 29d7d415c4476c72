package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.RawBytes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over one output of the room core, as it travels through an outbox to an I/O thread. Little-endian; lengths
 * in bytes. Not thread-safe; holds the buffer until it is wrapped again.
 *
 * <pre>
 *    0  u8   type          1  u8   flags         2  u16  id length
 *    4  i32  value         8  i64  target: a session id, or a room's number
 *   16  i64  secondary    24  i64  version, NO_VERSION if none
 *   32  i32  document edit length
 *   36  i32  presence edit length
 *   40  i32  length of the refused names      44  i32  number of refused names
 *   48  id, refused names (u16 length, UTF-8)*, document edit, presence edit
 * </pre>
 */
public final class Output {
    public static final long NO_VERSION = -1;
    public static final int HEADER_BYTES = 48;

    /** Flag of a WELCOME: it answers a join. */
    public static final int ASKED = 1;
    /** Flag, of a STATE and a VIEW too: the document edit is the Smile value of a whole document. */
    public static final int HAS_DOCUMENT = 2;
    /** Flag: the document edit is an edit of a whole document. */
    public static final int HAS_DELTA = 4;
    /** Flag of a WELCOME: it leads from a version that the session knows. */
    public static final int HAS_FROM = 8;
    /** Flag of a WELCOME: document and members come in the STATE whose number is secondary, and belong into it. */
    public static final int PENDING = 16;
    /** Flag of an ACK or BROADCAST: the edit changed nothing in a whole document. */
    public static final int NO_CHANGE = 32;
    /**
     * Flag of a WELCOME: the document is the records of a room, which canvas editors edit. Of a BROADCAST: it is for
     * those who edit records, and not for document sessions, who are told apart.
     */
    public static final int OF_RECORDS = 64;

    private static final int FLAGS = 1;
    private static final int ID_LENGTH = 2;
    private static final int VALUE = 4;
    private static final int TARGET = 8;
    private static final int SECONDARY = 16;
    private static final int VERSION = 24;
    private static final int DOCUMENT_LENGTH = 32;
    private static final int PRESENCE_LENGTH = 36;
    private static final int REFUSED_LENGTH = 40;
    private static final int REFUSED_COUNT = 44;

    private DirectBuffer buffer;
    private int offset;

    public Output wrap(DirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /** Writes a header whose variable parts are all empty. */
    public static void putHeader(
            MutableDirectBuffer buffer, int offset, OutputType type, long target, long secondary, long version) {
        putHeader(buffer, offset, type, 0, target, secondary, version);
    }

    /** Writes a header whose variable parts, but for the id, are all empty. */
    public static void putHeader(
            MutableDirectBuffer buffer,
            int offset,
            OutputType type,
            int idLength,
            long target,
            long secondary,
            long version) {
        buffer.checkLimit(offset + HEADER_BYTES);
        buffer.boundsCheck(offset, HEADER_BYTES);
        putHeader(
                buffer.byteArray(),
                RawBytes.at(buffer, offset),
                start(type, 0, idLength, 0),
                target,
                secondary,
                version);
    }

    /** The first eight bytes of a header. */
    static long start(OutputType type, int flags, int idLength, int value) {
        return type.code()
                | (long) flags << Byte.SIZE * FLAGS
                | (long) idLength << Byte.SIZE * ID_LENGTH
                | (long) value << Byte.SIZE * VALUE;
    }

    /** Writes a header, whose variable parts but for the id are all empty, to where there is room for it. */
    static void putHeader(Object base, long at, long start, long target, long secondary, long version) {
        RawBytes.putLong(base, at, start);
        RawBytes.putLong(base, at + TARGET, target);
        RawBytes.putLong(base, at + SECONDARY, secondary);
        RawBytes.putLong(base, at + VERSION, version);
        RawBytes.putLong(base, at + DOCUMENT_LENGTH, 0);
        RawBytes.putLong(base, at + REFUSED_LENGTH, 0);
    }

    public static void putValue(MutableDirectBuffer buffer, int offset, int value) {
        buffer.putInt(offset + VALUE, value, LITTLE_ENDIAN);
    }

    public static void putFlags(MutableDirectBuffer buffer, int offset, int flags) {
        buffer.putByte(offset + FLAGS, (byte) flags);
    }

    public static void putVersion(MutableDirectBuffer buffer, int offset, long version) {
        buffer.putLong(offset + VERSION, version, LITTLE_ENDIAN);
    }

    public static void putRefused(MutableDirectBuffer buffer, int offset, int lengthBytes, int count) {
        buffer.putInt(offset + REFUSED_LENGTH, lengthBytes, LITTLE_ENDIAN);
        buffer.putInt(offset + REFUSED_COUNT, count, LITTLE_ENDIAN);
    }

    /** To where there is room for it. */
    static void putEditLengths(Object base, long at, int document, int presence) {
        RawBytes.putLong(base, at + DOCUMENT_LENGTH, document | (long) presence << Integer.SIZE);
    }

    public static void putEditLengths(MutableDirectBuffer buffer, int offset, int document, int presence) {
        buffer.putInt(offset + DOCUMENT_LENGTH, document, LITTLE_ENDIAN);
        buffer.putInt(offset + PRESENCE_LENGTH, presence, LITTLE_ENDIAN);
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

    public OutputType type() {
        return OutputType.of(buffer.getByte(offset));
    }

    public int flags() {
        return buffer.getByte(offset + FLAGS) & 0xFF;
    }

    public boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /** Of a BROADCAST: whether it is for document sessions only. */
    public boolean isOfDocument() {
        return (flags() & (HAS_DELTA | NO_CHANGE)) != 0;
    }

    public int value() {
        return buffer.getInt(offset + VALUE, LITTLE_ENDIAN);
    }

    public long target() {
        return buffer.getLong(offset + TARGET, LITTLE_ENDIAN);
    }

    public long secondary() {
        return buffer.getLong(offset + SECONDARY, LITTLE_ENDIAN);
    }

    public long version() {
        return buffer.getLong(offset + VERSION, LITTLE_ENDIAN);
    }

    public int idOffset() {
        return offset + HEADER_BYTES;
    }

    public int idLength() {
        return buffer.getShort(offset + ID_LENGTH, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** The author's sequence that the id of an ACK or REJECT is, or of a WELCOME begins with; -1: forgotten. */
    public long sequence() {
        return buffer.getLong(idOffset(), LITTLE_ENDIAN);
    }

    /** The version that a WELCOME leads from; it stands behind the sequence. */
    public long fromVersion() {
        return buffer.getLong(idOffset() + Long.BYTES, LITTLE_ENDIAN);
    }

    /** The session's own place among the members of the STATE that a PENDING WELCOME waits for. */
    public int ownPlace() {
        return (int) fromVersion();
    }

    /** Where the second of two names in the id starts, that of the user; the first is {@link #value} bytes long. */
    public int secondIdOffset() {
        return idOffset() + value();
    }

    public int secondIdLength() {
        return idLength() - value();
    }

    public int refusedOffset() {
        return idOffset() + idLength();
    }

    public int refusedLength() {
        return buffer.getInt(offset + REFUSED_LENGTH, LITTLE_ENDIAN);
    }

    public int refusedCount() {
        return buffer.getInt(offset + REFUSED_COUNT, LITTLE_ENDIAN);
    }

    public int documentOffset() {
        return refusedOffset() + refusedLength();
    }

    public int documentLength() {
        return buffer.getInt(offset + DOCUMENT_LENGTH, LITTLE_ENDIAN);
    }

    public int presenceOffset() {
        return documentOffset() + documentLength();
    }

    public int presenceLength() {
        return buffer.getInt(offset + PRESENCE_LENGTH, LITTLE_ENDIAN);
    }
}
