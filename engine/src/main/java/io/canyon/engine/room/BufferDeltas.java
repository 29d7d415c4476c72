package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/** Writes BUFFERs as the change of a list that does the same: its items are set, what is new comes, the rest goes. */
final class BufferDeltas {
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private final EditWriter writer;

    BufferDeltas(EditWriter writer) {
        this.writer = writer;
    }

    /** Whether the BUFFER is the change of a list of that length, and one that is not longer than the whole. */
    static boolean isList(MemberCursor field, int baseLength) {
        DirectBuffer edit = field.buffer();
        int length = edit.getInt(field.bodyOffset(), LITTLE_ENDIAN);
        if (baseLength - length > length) {
            return false;
        }
        long next = 0;
        int at = field.bodyOffset() + HEADER_BYTES;
        for (int runs = runCount(field); runs > 0; runs--) {
            int first = edit.getInt(at, LITTLE_ENDIAN);
            if (first < next) {
                return false;
            }
            next = (long) first + edit.getInt(at + Integer.BYTES, LITTLE_ENDIAN);
            at += EditFormat.RUN_HEADER_BYTES + edit.getInt(at + 2 * Integer.BYTES, LITTLE_ENDIAN);
        }
        return true;
    }

    /**
     * Writes the LIST.
     *
     * @param entry the array as it is now
     * @param baseLength its length before
     * @return false, with something written, when nothing changes
     */
    boolean write(Document document, int entry, MemberCursor field, int baseLength) {
        int length = document.arrayLength(entry);
        int kept = Math.min(length, baseLength);
        int removals = baseLength - kept;
        int insertions = length - kept;
        int changes = countChanges(field, kept);
        int mark = writer.beginList(baseLength, removals, 0, insertions, changes);
        for (int i = kept; i < baseLength; i++) {
            writer.writeIndex(i);
        }
        for (int i = kept; i < length; i++) {
            writer.writeIndex(i);
        }
        writeIndices(field, kept);
        int valuesOffset = writer.position();
        for (int i = kept; i < length; i++) {
            document.writeItem(entry, i, writer.values());
        }
        writer.endListValues(mark, valuesOffset);
        writeItems(field, kept);
        for (int i = 0; i < removals; i++) {
            writer.writeUntold();
        }
        return removals + insertions + changes > 0;
    }

    private static int countChanges(MemberCursor field, int kept) {
        DirectBuffer edit = field.buffer();
        int count = 0;
        int at = field.bodyOffset() + HEADER_BYTES;
        for (int runs = runCount(field); runs > 0; runs--) {
            count += changesOfRun(edit, at, kept);
            at += EditFormat.RUN_HEADER_BYTES + edit.getInt(at + 2 * Integer.BYTES, LITTLE_ENDIAN);
        }
        return count;
    }

    private void writeIndices(MemberCursor field, int kept) {
        DirectBuffer edit = field.buffer();
        int at = field.bodyOffset() + HEADER_BYTES;
        for (int runs = runCount(field); runs > 0; runs--) {
            int first = edit.getInt(at, LITTLE_ENDIAN);
            int count = changesOfRun(edit, at, kept);
            for (int i = 0; i < count; i++) {
                writer.writeIndex(first + i);
            }
            at += EditFormat.RUN_HEADER_BYTES + edit.getInt(at + 2 * Integer.BYTES, LITTLE_ENDIAN);
        }
    }

    private void writeItems(MemberCursor field, int kept) {
        DirectBuffer edit = field.buffer();
        int run = field.bodyOffset() + HEADER_BYTES;
        for (int runs = runCount(field); runs > 0; runs--) {
            int at = run + EditFormat.RUN_HEADER_BYTES;
            for (int i = changesOfRun(edit, run, kept); i > 0; i--) {
                int end = Smile.skip(edit, at);
                int item = writer.beginItem();
                writer.operation(EditFormat.SET);
                writer.writeRaw(edit, at, end - at);
                writer.writeUntold();
                writer.endItem(item);
                at = end;
            }
            run += EditFormat.RUN_HEADER_BYTES + edit.getInt(run + 2 * Integer.BYTES, LITTLE_ENDIAN);
        }
    }

    /** Items of a run that were there before. */
    private static int changesOfRun(DirectBuffer edit, int run, int kept) {
        int first = edit.getInt(run, LITTLE_ENDIAN);
        int count = edit.getInt(run + Integer.BYTES, LITTLE_ENDIAN);
        return Math.max(0, Math.min(count, kept - first));
    }

    private static int runCount(MemberCursor field) {
        return field.buffer().getInt(field.bodyOffset() + Integer.BYTES, LITTLE_ENDIAN);
    }
}
