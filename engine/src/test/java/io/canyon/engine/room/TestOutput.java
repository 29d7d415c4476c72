package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.edit.JavaValues;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.ExpandableArrayBuffer;

/** An output in the making: its parts come in the order of their layout. */
public final class TestOutput {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final OutputType type;
    private final long target;
    private final long secondary;
    private final long version;
    private int flags;
    private int value;
    private int end = Output.HEADER_BYTES;
    private int documentLength;

    public TestOutput(OutputType type, long target, long secondary, long version) {
        this.type = type;
        this.target = target;
        this.secondary = secondary;
        this.version = version;
        header();
    }

    public ExpandableArrayBuffer buffer() {
        return buffer;
    }

    public int lengthBytes() {
        return end;
    }

    public TestOutput flags(int bits) {
        flags = bits;
        return header();
    }

    public TestOutput value(int newValue) {
        value = newValue;
        return header();
    }

    /** The id, of numbers. */
    public TestOutput numbers(long... numbers) {
        for (long number : numbers) {
            buffer.putLong(end, number, LITTLE_ENDIAN);
            end += Long.BYTES;
        }
        return header(numbers.length * Long.BYTES);
    }

    /** The id, of two names. */
    public TestOutput names(String id, String userId) {
        value = buffer.putStringWithoutLengthUtf8(end, id);
        int userLength = buffer.putStringWithoutLengthUtf8(end + value, userId);
        end += value + userLength;
        return header(value + userLength);
    }

    public TestOutput message(String message) {
        int length = buffer.putStringWithoutLengthUtf8(end, message);
        end += length;
        Output.putRefused(buffer, 0, length, 0);
        return this;
    }

    /** The edit of a command. */
    public TestOutput edit(Command command) {
        buffer.putBytes(end, command.buffer(), command.documentOffset(), command.documentLength());
        return document(command.documentLength());
    }

    /** A whole document. */
    public TestOutput document(Object newDocument) {
        return document(write(newDocument));
    }

    public TestOutput presence(Object presence) {
        int length = write(presence);
        end += length;
        Output.putEditLengths(buffer, 0, documentLength, length);
        return this;
    }

    private TestOutput document(int length) {
        documentLength = length;
        end += length;
        Output.putEditLengths(buffer, 0, length, 0);
        return this;
    }

    private TestOutput header() {
        return header(0);
    }

    private TestOutput header(int idLength) {
        Output.putHeader(buffer, 0, type, idLength, target, secondary, version);
        Output.putFlags(buffer, 0, flags);
        Output.putValue(buffer, 0, value);
        return this;
    }

    private int write(Object newValue) {
        SmileWriter writer = new SmileWriter().wrap(buffer, end);
        JavaValues.write(newValue, writer);
        return writer.position() - end;
    }
}
