package io.canyon.engine.snapshot;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.document.DocumentSnapshot;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.Timeline;
import io.canyon.engine.spi.RoomKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The snapshot of a room: a header, then one Smile document that any Smile parser reads. A room of records is written
 * in format version 1, if it has had document sessions in version 3; one that is one document in version 2.
 *
 * <pre>
 *    0  u32  magic "CYSN"     4  u16  format version   6  u16  reserved
 *    8  i32  body length     12  u32  CRC32C of the body
 *   16  body: ":)\n\0" [room, version, first version of the current range,
 *                       [first, last, ...] of the closed ranges,
 *                       [version, lost version, ...] of the answers to a resync,
 *                       document,
 *                       in format versions 2 and 3: state]
 * </pre>
 *
 * <p>The document is as {@link DocumentSnapshot} says, the state as {@link DocumentState} does.
 */
public final class RoomSnapshot {
    public static final int FORMAT_VERSION = 1;
    /** Of a room that is one document. */
    public static final int DOCUMENT_FORMAT_VERSION = 2;
    /** Of a room of records that has had document sessions. */
    public static final int SHARED_FORMAT_VERSION = 3;

    private static final int MAGIC = 0x4E535943;
    private static final int VERSION_OFFSET = 4;
    private static final int LENGTH_OFFSET = 8;
    private static final int CRC_OFFSET = 12;
    private static final int HEADER_BYTES = 16;
    private static final byte[] SMILE_HEADER = {':', ')', '\n', 0};

    private RoomSnapshot() {}

    /** Encodes a room in place. Runs on the thread that owns it; {@link RoomCut} is for any other. */
    public static ByteBuffer encode(Room room) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
        SmileWriter writer = begin(buffer, room.nameUtf8(), room.version(), room.timeline());
        DocumentSnapshot.write(room.document(), writer);
        return end(buffer, writer, room.kind(), room.whole() == null ? null : new DocumentState(room.whole()));
    }

    /** Writes what stands in front of the document, which the caller writes next. */
    static SmileWriter begin(ExpandableArrayBuffer buffer, DirectBuffer name, long version, Timeline timeline) {
        buffer.putBytes(HEADER_BYTES, SMILE_HEADER);
        SmileWriter writer = new SmileWriter().wrap(buffer, HEADER_BYTES + SMILE_HEADER.length);
        writer.startArray();
        writer.writeString(name, 0, name.capacity());
        writer.writeInteger(version);
        writer.writeInteger(timeline.currentFirst());
        writer.startArray();
        for (int i = 0; i < timeline.rangeCount(); i++) {
            writer.writeInteger(timeline.first(i));
            writer.writeInteger(timeline.last(i));
        }
        writer.endArray();
        writer.startArray();
        for (int i = 0; i < timeline.answerCount(); i++) {
            writer.writeInteger(timeline.answerVersion(i));
            writer.writeInteger(timeline.answerFrom(i));
        }
        writer.endArray();
        return writer;
    }

    /**
     * Completes the snapshot, which refers to the buffer.
     *
     * @param state null if the room has nothing for document sessions
     */
    static ByteBuffer end(ExpandableArrayBuffer buffer, SmileWriter writer, RoomKind kind, DocumentState state) {
        if (state != null) {
            state.write(writer);
        }
        writer.endArray();
        int bodyLength = writer.position() - HEADER_BYTES;
        buffer.putInt(0, MAGIC, LITTLE_ENDIAN);
        int format = FORMAT_VERSION;
        if (state != null) {
            format = kind == RoomKind.DOCUMENT ? DOCUMENT_FORMAT_VERSION : SHARED_FORMAT_VERSION;
        }
        buffer.putInt(VERSION_OFFSET, format, LITTLE_ENDIAN);
        buffer.putInt(LENGTH_OFFSET, bodyLength, LITTLE_ENDIAN);
        buffer.putInt(CRC_OFFSET, crc(ByteBuffer.wrap(buffer.byteArray(), HEADER_BYTES, bodyLength)), LITTLE_ENDIAN);
        return ByteBuffer.wrap(buffer.byteArray(), 0, HEADER_BYTES + bodyLength).slice();
    }

    /**
     * The version of the room in a snapshot.
     *
     * @throws IllegalArgumentException when the snapshot is damaged, or of another format
     */
    public static long version(ByteBuffer snapshot) {
        UnsafeBuffer buffer = new UnsafeBuffer(snapshot);
        check(buffer, snapshot);
        return Smile.integer(buffer, Smile.skip(buffer, HEADER_BYTES + SMILE_HEADER.length + 1));
    }

    /**
     * Fills an empty room.
     *
     * @throws IllegalArgumentException when the snapshot is damaged, of another format, or of another room
     */
    public static void decode(ByteBuffer snapshot, Room room) {
        UnsafeBuffer buffer = new UnsafeBuffer(snapshot);
        check(buffer, snapshot);
        int at = HEADER_BYTES + SMILE_HEADER.length + 1;
        String name = string(buffer, at);
        if (!name.equals(room.name())) {
            throw new IllegalArgumentException("snapshot of another room: room=" + room.name() + " found=" + name);
        }
        at = Smile.skip(buffer, at);
        long version = Smile.integer(buffer, at);
        at = Smile.skip(buffer, at);
        long currentFirst = Smile.integer(buffer, at);
        at = Smile.skip(buffer, at);
        int answers = Smile.skip(buffer, at);
        Timeline timeline = timeline(buffer, at + 1, currentFirst);
        for (int i = answers + 1; buffer.getByte(i) != Smile.END_ARRAY; ) {
            int from = Smile.skip(buffer, i);
            timeline.onResyncAnswer(Smile.integer(buffer, i), Smile.integer(buffer, from));
            i = Smile.skip(buffer, from);
        }
        int document = Smile.skip(buffer, answers);
        int end = DocumentSnapshot.read(buffer, document, room.document());
        room.restore(version, timeline);
        int format = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
        room.becomes(format == DOCUMENT_FORMAT_VERSION ? RoomKind.DOCUMENT : RoomKind.RECORDS);
        if (format != FORMAT_VERSION) {
            room.openToDocuments();
            DocumentState.read(buffer, end, room.whole());
        }
    }

    private static Timeline timeline(DirectBuffer buffer, int offset, long currentFirst) {
        Timeline timeline = null;
        long lastOfPrevious = 0;
        for (int i = offset; buffer.getByte(i) != Smile.END_ARRAY; ) {
            int last = Smile.skip(buffer, i);
            long first = Smile.integer(buffer, i);
            if (timeline == null) {
                timeline = new Timeline(first);
            } else {
                timeline.open(lastOfPrevious, first);
            }
            lastOfPrevious = Smile.integer(buffer, last);
            i = Smile.skip(buffer, last);
        }
        if (timeline == null) {
            return new Timeline(currentFirst);
        }
        timeline.open(lastOfPrevious, currentFirst);
        return timeline;
    }

    private static void check(UnsafeBuffer buffer, ByteBuffer snapshot) {
        if (buffer.capacity() < HEADER_BYTES || buffer.getInt(0, LITTLE_ENDIAN) != MAGIC) {
            throw new IllegalArgumentException("not a snapshot: lengthBytes=" + buffer.capacity());
        }
        int format = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
        if (format < FORMAT_VERSION || format > SHARED_FORMAT_VERSION) {
            throw new IllegalArgumentException("unknown snapshot format: version=" + format);
        }
        int length = buffer.getInt(LENGTH_OFFSET, LITTLE_ENDIAN);
        if (length < 0 || length > buffer.capacity() - HEADER_BYTES) {
            throw new IllegalArgumentException("snapshot is cut: bodyBytes=" + length);
        }
        if (buffer.getInt(CRC_OFFSET, LITTLE_ENDIAN) != crc(snapshot.slice(HEADER_BYTES, length))) {
            throw new IllegalArgumentException("snapshot is damaged: checksum differs");
        }
    }

    private static String string(DirectBuffer buffer, int offset) {
        byte[] bytes = new byte[Smile.stringLength(buffer, offset)];
        buffer.getBytes(Smile.stringOffset(buffer, offset), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int crc(ByteBuffer body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
