package io.canyon.engine.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.spi.RoomKind;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Flyweight over one applied edit in a batch of the journal. A batch is a run of such records. Little-endian,
 * unaligned; format version 1.
 *
 * <pre>
 *    0  i32  length of the record, these four bytes included
 *    4  u8   type: 1 = edit, 2 = edit of records by a document session
 *    5  u8   kind of room        6  u16  room name length
 *    8  i64  version
 *   16  i64  resync: version that the answering client's lost timeline had reached, -1 for a plain edit
 *   24  i64  author's sequence, 0 if it has none
 *   32  i64  base version, -1 if it has none
 *   40  u16  author id length    42  u16  flags: 1 = document sessions know it
 *   44  i32  edit length
 *   48  room name (UTF-8), author id (UTF-8), edit
 * </pre>
 */
public final class EditRecord {
    public static final byte EDIT = 1;
    /** In a room of records, the edit of a session to which they are one document. */
    public static final byte DOCUMENT_EDIT = 2;

    public static final int HEADER_BYTES = 48;
    public static final long NONE = -1;

    private static final short SHARED = 1;

    private static final int TYPE = 4;
    private static final int KIND = 5;
    private static final int ROOM_LENGTH = 6;
    private static final int VERSION = 8;
    private static final int RESYNC = 16;
    private static final int SEQUENCE = 24;
    private static final int BASE = 32;
    private static final int AUTHOR_LENGTH = 40;
    private static final int FLAGS = 42;
    private static final int EDIT_LENGTH = 44;

    private DirectBuffer buffer;
    private int offset;
    private RoomKind kind;

    /** Writes a header; the three variable parts come behind it, in this order. Returns the record's length. */
    public static int putHeader(
            MutableDirectBuffer target, int offset, long version, long resync, int room, int author, int edit) {
        int length = HEADER_BYTES + room + author + edit;
        target.putInt(offset, length, LITTLE_ENDIAN);
        target.putByte(offset + TYPE, EDIT);
        target.putByte(offset + TYPE + 1, (byte) 0);
        target.putShort(offset + ROOM_LENGTH, (short) room, LITTLE_ENDIAN);
        target.putLong(offset + VERSION, version, LITTLE_ENDIAN);
        target.putLong(offset + RESYNC, resync, LITTLE_ENDIAN);
        target.putLong(offset + SEQUENCE, 0, LITTLE_ENDIAN);
        target.putLong(offset + BASE, NONE, LITTLE_ENDIAN);
        target.putInt(offset + AUTHOR_LENGTH, author, LITTLE_ENDIAN);
        target.putInt(offset + EDIT_LENGTH, edit, LITTLE_ENDIAN);
        return length;
    }

    /** Says that the room of records has document sessions, or has had: they carry their edits over this one. */
    public static void putShared(MutableDirectBuffer target, int offset) {
        target.putShort(offset + FLAGS, SHARED, LITTLE_ENDIAN);
    }

    /** Makes it the edit of a document session, with the author's sequence and base. */
    public static void putDocument(MutableDirectBuffer target, int offset, RoomKind kind, long sequence, long base) {
        target.putByte(offset + TYPE, kind == RoomKind.RECORDS ? DOCUMENT_EDIT : EDIT);
        target.putByte(offset + KIND, (byte) kind.code());
        target.putLong(offset + SEQUENCE, sequence, LITTLE_ENDIAN);
        target.putLong(offset + BASE, base, LITTLE_ENDIAN);
    }

    /**
     * Wraps the record at {@code offset}.
     *
     * @param limit end of the batch
     * @throws IllegalArgumentException when the record does not fit the batch, or its parts do not fit the record
     */
    public EditRecord wrap(DirectBuffer batch, int at, int limit) {
        buffer = batch;
        offset = at;
        boolean fits = limit - at >= HEADER_BYTES && lengthBytes() >= HEADER_BYTES && lengthBytes() <= limit - at;
        if (!fits || editLength() < 0 || editOffset() + (long) editLength() != at + (long) lengthBytes()) {
            throw new IllegalArgumentException("malformed record: offset=" + at + " limit=" + limit);
        }
        kind = RoomKind.of(buffer.getByte(offset + KIND));
        if (type() != EDIT && (type() != DOCUMENT_EDIT || kind != RoomKind.RECORDS)) {
            throw new IllegalArgumentException("unknown record: type=" + type() + " kind=" + kind);
        }
        return this;
    }

    /** Whether it is the edit of a document session, else one of records. */
    public boolean isOfDocument() {
        return kind == RoomKind.DOCUMENT || type() == DOCUMENT_EDIT;
    }

    /** Whether there is a history of the document that it belongs into. */
    public boolean isShared() {
        return isOfDocument() || (buffer.getShort(offset + FLAGS, LITTLE_ENDIAN) & SHARED) != 0;
    }

    /** What the room's tree is; whatever an edit does, it does to a tree of this kind. */
    public RoomKind kind() {
        return kind;
    }

    /** The author's number of the edit, 0 if it has none. */
    public long sequence() {
        return buffer.getLong(offset + SEQUENCE, LITTLE_ENDIAN);
    }

    /** The version that the edit was made for, {@link #NONE} if its author did not say. */
    public long base() {
        return buffer.getLong(offset + BASE, LITTLE_ENDIAN);
    }

    public int lengthBytes() {
        return buffer.getInt(offset, LITTLE_ENDIAN);
    }

    public byte type() {
        return buffer.getByte(offset + TYPE);
    }

    public long version() {
        return buffer.getLong(offset + VERSION, LITTLE_ENDIAN);
    }

    /** Version that the lost timeline of the answering client had reached, or {@link #NONE}. */
    public long resync() {
        return buffer.getLong(offset + RESYNC, LITTLE_ENDIAN);
    }

    public String room() {
        return text(offset + HEADER_BYTES, roomLength());
    }

    public String author() {
        return text(offset + HEADER_BYTES + roomLength(), authorLength());
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int editOffset() {
        return offset + HEADER_BYTES + roomLength() + authorLength();
    }

    public int editLength() {
        return buffer.getInt(offset + EDIT_LENGTH, LITTLE_ENDIAN);
    }

    private int roomLength() {
        return buffer.getShort(offset + ROOM_LENGTH, LITTLE_ENDIAN) & 0xFFFF;
    }

    private int authorLength() {
        return buffer.getInt(offset + AUTHOR_LENGTH, LITTLE_ENDIAN) & 0xFFFF;
    }

    private String text(int at, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
