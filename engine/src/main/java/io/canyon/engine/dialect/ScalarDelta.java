package io.canyon.engine.dialect;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes deltas of the plainest kind without allocating: members of objects that are set or removed, old and new values
 * without parts. Has no opinion on any other, which is for the parser that knows all. Not thread-safe.
 */
final class ScalarDelta {
    private static final UnsafeBuffer NO_NAME = new UnsafeBuffer(0, 0);
    private static final byte[] ARRAY_MARK = "_t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROTOTYPE = "__proto__".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DEPTH = 32;
    /** Names are compared with one another, to find those that come twice. */
    private static final int MAX_MEMBERS = 16;

    private static final int OTHER = -1;

    private final int[] nameOffsets = new int[MAX_DEPTH * MAX_MEMBERS];
    private DirectBuffer smile;
    private EditWriter target;

    /**
     * Writes the node of a delta.
     *
     * @param offset where its Smile value starts, which has been checked
     * @return false when it is of another kind; what was written then is to be taken back
     */
    boolean write(DirectBuffer buffer, int offset, EditWriter writer) {
        smile = buffer;
        target = writer;
        return buffer.getByte(offset) == Smile.START_OBJECT && object(offset, 0) != OTHER;
    }

    /** Returns the offset behind the object, or {@link #OTHER}. */
    private int object(int offset, int depth) {
        target.operation(EditFormat.OBJECT);
        int count = 0;
        int at = offset + 1;
        while (at != OTHER && smile.getByte(at) != Smile.END_OBJECT) {
            if (count == MAX_MEMBERS || !isPlainName(at, depth, count)) {
                return OTHER;
            }
            nameOffsets[depth * MAX_MEMBERS + count++] = at;
            int member = target.beginMember(smile, Smile.nameOffset(smile, at), Smile.nameLength(smile, at));
            at = part(Smile.skipName(smile, at), depth + 1);
            target.endMember(member);
        }
        return at == OTHER ? OTHER : at + 1;
    }

    private int part(int offset, int depth) {
        return switch (smile.getByte(offset)) {
            case Smile.START_OBJECT -> depth == MAX_DEPTH ? OTHER : object(offset, depth);
            case Smile.START_ARRAY -> leaf(offset + 1);
            default -> OTHER;
        };
    }

    /** @param first where the first item of the array would stand */
    private int leaf(int first) {
        if (!isScalar(first)) {
            return OTHER;
        }
        int second = Smile.skip(smile, first);
        if (smile.getByte(second) == Smile.END_ARRAY) {
            set(first, second);
            return second + 1;
        }
        if (!isScalar(second)) {
            return OTHER;
        }
        int third = Smile.skip(smile, second);
        if (smile.getByte(third) == Smile.END_ARRAY) {
            set(second, third);
            target.values().writeRaw(smile, first, second - first);
            return third + 1;
        }
        if (!isZero(second) || !isZero(third)) {
            return OTHER;
        }
        int end = Smile.skip(smile, third);
        if (smile.getByte(end) != Smile.END_ARRAY) {
            return OTHER;
        }
        target.operation(EditFormat.REMOVE);
        int member = target.beginMember(NO_NAME, 0, 0);
        set(first, second);
        target.endMember(member);
        return end + 1;
    }

    private void set(int offset, int end) {
        target.operation(EditFormat.SET);
        target.values().writeRaw(smile, offset, end - offset);
    }

    private boolean isScalar(int offset) {
        byte token = smile.getByte(offset);
        return token != Smile.START_ARRAY && token != Smile.START_OBJECT && token != Smile.END_ARRAY;
    }

    private boolean isZero(int offset) {
        return isScalar(offset)
                && Smile.kind(smile.getByte(offset)) == Smile.Kind.INTEGER
                && Smile.integer(smile, offset) == 0;
    }

    /** Whether a name stands for a member, and does so for the first time. */
    private boolean isPlainName(int offset, int depth, int count) {
        int length = Smile.nameLength(smile, offset);
        if (length > EditFormat.MAX_NAME_BYTES || isText(offset, ARRAY_MARK) || isText(offset, PROTOTYPE)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (isSameName(offset, nameOffsets[depth * MAX_MEMBERS + i], length)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameName(int offset, int other, int length) {
        if (Smile.nameLength(smile, other) != length) {
            return false;
        }
        int text = Smile.nameOffset(smile, offset);
        int otherText = Smile.nameOffset(smile, other);
        for (int i = 0; i < length; i++) {
            if (smile.getByte(text + i) != smile.getByte(otherText + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isText(int offset, byte[] ascii) {
        if (Smile.nameLength(smile, offset) != ascii.length) {
            return false;
        }
        int text = Smile.nameOffset(smile, offset);
        for (int i = 0; i < ascii.length; i++) {
            if (smile.getByte(text + i) != ascii[i]) {
                return false;
            }
        }
        return true;
    }
}
