package io.canyon.engine.dialect.jsonpatch;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.edit.PatchFormat;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes one operation after the other as {@link PatchFormat} has them. Not thread-safe. */
final class PatchWriter {
    private static final String[] NAMES = {"op", "path", "from", "value"};
    private static final byte[][] MEMBERS = new byte[NAMES.length][];
    private static final int OP = 0;
    private static final int PATH = 1;
    private static final int FROM = 2;
    private static final int VALUE = 3;
    /** By their codes. */
    private static final byte[][] CODES = new byte[PatchFormat.TEST + 1][];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            MEMBERS[i] = ascii(NAMES[i]);
        }
        CODES[PatchFormat.ADD] = ascii("add");
        CODES[PatchFormat.REMOVE] = ascii("remove");
        CODES[PatchFormat.REPLACE] = ascii("replace");
        CODES[PatchFormat.MOVE] = ascii("move");
        CODES[PatchFormat.COPY] = ascii("copy");
        CODES[PatchFormat.TEST] = ascii("test");
    }

    private final PointerWriter pointers = new PointerWriter();
    private final SmileWriter values = new SmileWriter();
    private final SmileMembers members = new SmileMembers();
    /** Where the values of the members stand that count; -1 for none. */
    private final int[] found = new int[NAMES.length];

    private DirectBuffer smile;
    private MutableDirectBuffer target;

    /**
     * Writes all operations of the Smile value at {@code offset}.
     *
     * @return the offset behind the last
     */
    int write(DirectBuffer patch, int offset, MutableDirectBuffer buffer, int patchOffset) throws PatchException {
        if (patch.getByte(offset) != Smile.START_ARRAY) {
            throw new PatchException("a patch must be a list");
        }
        smile = patch;
        target = buffer;
        int position = patchOffset;
        int number = 0;
        for (int at = offset + 1; smile.getByte(at) != Smile.END_ARRAY; number++) {
            try {
                int start = at;
                at = find(start);
                position = writeOperation(position);
            } catch (PatchException e) {
                throw new PatchException("operation " + number + ": " + e.getMessage());
            }
        }
        return position;
    }

    /** Finds the members of an operation; returns the offset behind it. */
    private int find(int offset) throws PatchException {
        if (smile.getByte(offset) != Smile.START_OBJECT) {
            throw new PatchException("must be an object");
        }
        Arrays.fill(found, -1);
        int at = offset + 1;
        while (smile.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(smile, at);
            int member = member(Smile.nameOffset(smile, at), Smile.nameLength(smile, at));
            if (member >= 0) {
                if (found[member] >= 0) {
                    throw new PatchException("\"" + NAMES[member] + "\" stands twice");
                }
                found[member] = value;
            }
            at = Smile.skip(smile, value);
        }
        return at + 1;
    }

    private int writeOperation(int offset) throws PatchException {
        byte code = code();
        target.putByte(offset + Integer.BYTES, code);
        int path = offset + PatchFormat.OPERATION_HEADER_BYTES;
        int argument = writePointer(PATH, path);
        int end = switch (code) {
            case PatchFormat.REMOVE -> requireInside(path, argument);
            case PatchFormat.MOVE -> requireNoParent(path, argument, writePointer(FROM, argument));
            case PatchFormat.COPY -> writePointer(FROM, argument);
            default -> writeValue(argument);
        };
        target.putInt(offset, end - offset - Integer.BYTES, LITTLE_ENDIAN);
        return end;
    }

    private byte code() throws PatchException {
        int offset = requireString(OP);
        for (byte code = PatchFormat.ADD; code <= PatchFormat.TEST; code++) {
            if (Smile.stringLength(smile, offset) == CODES[code].length
                    && SmileMembers.isText(smile, Smile.stringOffset(smile, offset), CODES[code])) {
                return code;
            }
        }
        throw new PatchException("no such \"op\"");
    }

    private int writePointer(int member, int offset) throws PatchException {
        int string = requireString(member);
        return pointers.write(
                smile, Smile.stringOffset(smile, string), Smile.stringLength(smile, string), target, offset);
    }

    private int requireString(int member) throws PatchException {
        int offset = found[member];
        if (offset < 0 || Smile.kind(smile.getByte(offset)) != Smile.Kind.STRING) {
            throw new PatchException("\"" + NAMES[member] + "\" must be a string");
        }
        return offset;
    }

    private static int requireInside(int path, int end) throws PatchException {
        if (end == path + PatchFormat.POINTER_HEADER_BYTES) {
            throw new PatchException("the whole document cannot be removed");
        }
        return end;
    }

    private int requireNoParent(int path, int from, int end) throws PatchException {
        int pathLength = from - path;
        int fromLength = end - from;
        int header = PatchFormat.POINTER_HEADER_BYTES;
        for (int i = header; i < fromLength; i++) {
            if (i >= pathLength || target.getByte(path + i) != target.getByte(from + i)) {
                return end;
            }
        }
        if (fromLength < pathLength) {
            throw new PatchException("cannot move into itself");
        }
        return end;
    }

    private int writeValue(int offset) throws PatchException {
        int value = found[VALUE];
        if (value < 0) {
            throw new PatchException("\"value\" must be there");
        }
        values.wrap(target, offset);
        if (hasNameTwice(value)) {
            // of names that come twice the last counts
            JsonSmile.write(JsonSmile.read(smile, value), values);
        } else {
            values.writeRaw(smile, value, Smile.skip(smile, value) - value);
        }
        return values.position();
    }

    private boolean hasNameTwice(int offset) {
        byte token = smile.getByte(offset);
        boolean isObject = token == Smile.START_OBJECT;
        if (!isObject && token != Smile.START_ARRAY) {
            return false;
        }
        int count = 0;
        for (int at = offset + 1; smile.getByte(at) != (isObject ? Smile.END_OBJECT : Smile.END_ARRAY); count++) {
            int value = isObject ? Smile.skipName(smile, at) : at;
            if (hasNameTwice(value)) {
                return true;
            }
            at = Smile.skip(smile, value);
        }
        if (!isObject) {
            return false;
        }
        members.wrap(smile, offset);
        return members.count() < count;
    }

    private int member(int offset, int length) {
        for (int i = 0; i < MEMBERS.length; i++) {
            if (length == MEMBERS[i].length && SmileMembers.isText(smile, offset, MEMBERS[i])) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
