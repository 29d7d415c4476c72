package io.canyon.engine.document;

import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Measures a Smile value before it is built: its logical bytes, and that it is well-formed and within the limits, so
 * that building it cannot fail half-way. Of a name that comes twice in one object both count.
 */
final class SmileMeter {
    private int end;
    private int depth;

    /** Logical bytes of the value at {@code offset}. */
    long measure(DirectBuffer smile, int offset) {
        depth = 0;
        return measure(smile, offset, 0);
    }

    /** Logical bytes of the value at {@code offset} as the item of an array. */
    long measureItem(DirectBuffer smile, int offset) {
        depth = 0;
        return measureItem(smile, offset, 0);
    }

    /** Offset behind the value that was measured last. */
    int end() {
        return end;
    }

    /** Levels of the value that was measured last, 1 for a scalar. */
    int depth() {
        return depth;
    }

    private long measure(DirectBuffer smile, int offset, int above) {
        depth = Math.max(depth, above + 1);
        byte token = smile.getByte(offset);
        boolean isObject = token == Smile.START_OBJECT;
        if (!isObject && token != Smile.START_ARRAY) {
            end = Smile.skip(smile, offset);
            return end - offset;
        }
        if (above == Smile.MAX_DEPTH) {
            throw new LimitException("nested too deep: maxDepth=" + Smile.MAX_DEPTH);
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
                throw new LimitException("array too long: maxItems=" + Vectors.MAX_ITEMS);
            }
            bytes += isObject ? measure(smile, at, above + 1) : measureItem(smile, at, above + 1);
            at = end;
        }
        end = at + 1;
        return bytes;
    }

    private long measureItem(DirectBuffer smile, int offset, int above) {
        byte token = smile.getByte(offset);
        if (token == Smile.START_OBJECT || token == Smile.START_ARRAY) {
            return Values.ITEM_BYTES + measure(smile, offset, above);
        }
        depth = Math.max(depth, above + 1);
        end = Smile.skip(smile, offset);
        return Values.itemBytes(end - offset);
    }
}
