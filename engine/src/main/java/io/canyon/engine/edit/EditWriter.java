package io.canyon.engine.edit;

import static io.canyon.engine.edit.EditFormat.MEMBER_HEADER_BYTES;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes an edit as {@link EditFormat} lays it out. Not thread-safe; allocates nothing itself. Containers nest: what
 * {@code begin...} returns is handed to the {@code end...} of the same container.
 */
public final class EditWriter {
    private final SmileWriter values = new SmileWriter();
    private boolean hasBuffers;

    /** Writes from {@code offset} of {@code buffer} on; an expandable buffer grows. */
    public EditWriter wrap(MutableDirectBuffer buffer, int offset) {
        values.wrap(buffer, offset);
        hasBuffers = false;
        return this;
    }

    public MutableDirectBuffer buffer() {
        return values.buffer();
    }

    /** Offset behind what was written. */
    public int position() {
        return values.position();
    }

    /** Whether a BUFFER was written since the writer was wrapped, even if it was taken back; or may be in raw bytes. */
    public boolean hasBuffers() {
        return hasBuffers;
    }

    /** Takes back everything from {@code position} on. */
    public void position(int position) {
        values.position(position);
    }

    /** Writer of the Smile values of this edit, at the same position. */
    public SmileWriter values() {
        return values;
    }

    /** Opens a step, whose node comes next. */
    public int beginStep() {
        int mark = position();
        values.position(mark + EditFormat.STEP_HEADER_BYTES);
        return mark;
    }

    public void endStep(int mark) {
        buffer().putInt(mark, position() - mark - EditFormat.STEP_HEADER_BYTES, LITTLE_ENDIAN);
    }

    /** Opens a member, whose node comes next. */
    public int beginMember(DirectBuffer name, int nameOffset, int nameLength) {
        int mark = position();
        if (nameLength > EditFormat.MAX_NAME_BYTES) {
            throw new IllegalArgumentException("name too long: lengthBytes=" + nameLength);
        }
        buffer().putShort(mark + Integer.BYTES, (short) nameLength, LITTLE_ENDIAN);
        buffer().putBytes(mark + MEMBER_HEADER_BYTES, name, nameOffset, nameLength);
        values.position(mark + MEMBER_HEADER_BYTES + nameLength);
        return mark;
    }

    public void endMember(int mark) {
        int nameLength = buffer().getShort(mark + Integer.BYTES, LITTLE_ENDIAN) & 0xFFFF;
        int nodeOffset = mark + MEMBER_HEADER_BYTES + nameLength;
        buffer().putInt(mark, position() - nodeOffset, LITTLE_ENDIAN);
    }

    /** Writes the operation of a node; its body, if it has one, comes next. */
    public void operation(byte operation) {
        hasBuffers |= operation == EditFormat.BUFFER;
        buffer().putByte(position(), operation);
        values.position(position() + Byte.BYTES);
    }

    /** Writes a BUFFER node up to its first run. */
    public int beginBuffer(int arrayLength) {
        int mark = position();
        operation(EditFormat.BUFFER);
        putInt(arrayLength);
        putInt(0);
        return mark;
    }

    public void endBuffer(int mark, int arrayLength, int runCount) {
        buffer().putInt(mark + Byte.BYTES, arrayLength, LITTLE_ENDIAN);
        buffer().putInt(mark + Byte.BYTES + Integer.BYTES, runCount, LITTLE_ENDIAN);
    }

    /** Opens a run of numbers, which come next through {@link #values}. */
    public int beginRun(int firstIndex) {
        int mark = position();
        putInt(firstIndex);
        putInt(0);
        putInt(0);
        return mark;
    }

    public void endRun(int mark, int count) {
        buffer().putInt(mark + Integer.BYTES, count, LITTLE_ENDIAN);
        buffer().putInt(mark + 2 * Integer.BYTES, position() - mark - EditFormat.RUN_HEADER_BYTES, LITTLE_ENDIAN);
    }

    /**
     * Writes a LIST node up to its table, whose indices come next through {@link #writeIndex}; behind them come the
     * inserted values, {@link #endListValues}, the items and the old values.
     *
     * @param baseLength -1 when it is not known
     */
    public int beginList(int baseLength, int removals, int moves, int insertions, int changes) {
        int mark = position();
        operation(EditFormat.LIST);
        putInt(baseLength);
        putInt(removals);
        putInt(moves);
        putInt(insertions);
        putInt(changes);
        putInt(0);
        return mark;
    }

    public void writeIndex(int index) {
        putInt(index);
    }

    /** @param valuesOffset where the first inserted value stands */
    public void endListValues(int mark, int valuesOffset) {
        int lengthOffset = mark + EditFormat.LIST_HEADER_BYTES - Integer.BYTES;
        buffer().putInt(lengthOffset, position() - valuesOffset, LITTLE_ENDIAN);
    }

    /** Opens an item of a LIST, whose node comes next. */
    public int beginItem() {
        return beginStep();
    }

    public void endItem(int mark) {
        endStep(mark);
    }

    /** Writes that an old value is not told. */
    public void writeUntold() {
        operation(EditFormat.UNTOLD);
    }

    /** Copies bytes that are laid out already: a node, a member or a step. */
    public void writeRaw(DirectBuffer source, int offset, int length) {
        hasBuffers = true;
        values.writeRaw(source, offset, length);
    }

    private void putInt(int value) {
        buffer().putInt(position(), value, LITTLE_ENDIAN);
        values.position(position() + Integer.BYTES);
    }
}
