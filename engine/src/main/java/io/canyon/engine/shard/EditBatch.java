package io.canyon.engine.shard;

import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.EditLog;
import io.canyon.engine.room.Member;
import io.canyon.engine.room.Room;
import io.canyon.engine.spi.RoomKind;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Collects the edits that a batch of commands applied, and journals them as one entry. */
final class EditBatch implements EditLog {
    /** A batch takes no further command beyond this. */
    static final int TARGET_BYTES = 1 << 20;

    private static final int KEPT_BYTES = 4 << 20;
    private static final int MAX_NAMES_BYTES = 8 * 1024;

    private final boolean isForced;
    private Journal journal;
    private ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private int length;
    private int reserved;

    /** @param isForced whether a batch counts as journaled only when it is forced to the disk */
    EditBatch(Journal journal, boolean isForced) {
        this.journal = journal;
        this.isForced = isForced;
    }

    /** Goes on in another journal; between two batches only. */
    void journal(Journal next) {
        if (length > 0 || reserved > 0) {
            throw new IllegalStateException("within a batch: lengthBytes=" + length + " reservedBytes=" + reserved);
        }
        journal = next;
    }

    /** Whether the edits of a command of this length still belong to the batch at hand. */
    boolean takes(int commandBytes) {
        return reserved == 0 || reserved + recordBound(commandBytes) <= TARGET_BYTES;
    }

    /** Makes sure that whatever a command of this length applies can be journaled; false if it cannot. */
    boolean reserveCommand(int commandBytes) {
        return reserve(recordBound(commandBytes));
    }

    @Override
    public void append(
            Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int editLength) {
        DirectBuffer roomName = room.nameUtf8();
        DirectBuffer id = author.clientId();
        int at = length;
        length += EditRecord.putHeader(buffer, at, version, resyncFrom, roomName.capacity(), id.capacity(), editLength);
        int next = at + EditRecord.HEADER_BYTES;
        buffer.putBytes(next, roomName, 0, roomName.capacity());
        next += roomName.capacity();
        buffer.putBytes(next, id, 0, id.capacity());
        buffer.putBytes(next + id.capacity(), edit, offset, editLength);
        if (room.kind() == RoomKind.RECORDS && room.whole() != null) {
            EditRecord.putShared(buffer, at);
        }
    }

    @Override
    public void appendDocument(
            Room room, long version, Member author, Command command, DirectBuffer edit, int offset, int editLength) {
        int at = length;
        append(room, version, author, EditRecord.NONE, edit, offset, editLength);
        // An edit that the room made has neither.
        long base = command.sequence() == 0 ? EditRecord.NONE : command.version();
        EditRecord.putDocument(buffer, at, room.kind(), command.sequence(), base);
    }

    @Override
    public boolean reserve(int moreBytes) {
        int bound = reserved + moreBytes;
        if (bound > journal.maxPayloadBytes() || !journal.reserve(bound)) {
            return false;
        }
        reserved = bound;
        return true;
    }

    /** Journals what was collected; returns its length, 0 if there was nothing. */
    int commit() {
        int committed = length;
        if (committed > 0) {
            journal.append(buffer, 0, committed);
            if (isForced) {
                journal.force();
            }
            length = 0;
            if (buffer.capacity() > KEPT_BYTES) {
                buffer = new ExpandableArrayBuffer(64 * 1024);
            }
        }
        reserved = 0;
        return committed;
    }

    private static int recordBound(int commandBytes) {
        return commandBytes + EditRecord.HEADER_BYTES + MAX_NAMES_BYTES;
    }
}
