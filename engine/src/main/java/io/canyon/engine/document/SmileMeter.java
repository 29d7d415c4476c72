package io.canyon.engine.document;

import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Measures a Smile value before it is built: its logical bytes, and that it is well-formed and within the limits, so
 * that building it cannot fail half-way. Of a name that comes twice in one object both count.
 */
final class SmileMeter {
    private int end;

    /** Logical bytes of the value at {@code offset}. */
    long measure(DirectBuffer smile, int offset) {
        return measure(smile, offset, 0);
    }

    private long measure(DirectBuffer smile, int offset, int depth) {
        byte token = smile.getByte(offset);
        boolean isObject = token == Smile.START_OBJECT;
        if (!isObject && token != Smile.START_ARRAY) {
            end = Smile.skip(smile, offset);
            return end - offset;
        }
        if (depth == Smile.MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deep: maxDepth=" + Smile.MAX_DEPTH);
        }
        byte endToken = isObject ? Smile.END_OBJECT : Smile.END_ARRAY;
        long bytes = Values.CONTAINER_BYTES;
        int count = 0;
        int at = offset + 1;
        while (smile.getByte(at) != endToken) {
            if (isObject) {
                int nameLength = Smile.nameLength(smile, at);
                NameTable.requireLength(nameLength);
                bytes += Values.MEMBER_BYTES + nameLength;
                at = Smile.skipName(smile, at);
            } else if (++count > Vectors.MAX_ITEMS) {
                throw new IllegalArgumentException("array too long: maxItems=" + Vectors.MAX_ITEMS);
            }
            bytes += isObject ? measure(smile, at, depth + 1) : measureItem(smile, at, depth + 1);
            at = end;
        }
        end = at + 1;
        return bytes;
    }

    private long measureItem(DirectBuffer smile, int offset, int depth) {
        byte token = smile.getByte(offset);
        if (token == Smile.START_OBJECT || token == Smile.START_ARRAY) {
            return Values.ITEM_BYTES + measure(smile, offset, depth);
        }
        end = Smile.skip(smile, offset);
        return Values.itemBytes(end - offset);
    }
}
