package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Access to bytes that the caller has checked to be there, all at once, with {@link DirectBuffer#boundsCheck} or
 * {@link MutableDirectBuffer#checkLimit}. They stand at {@code base} (an array, or null off the heap) and {@code at}.
 * Numbers are little-endian.
 */
public final class RawBytes {
    private static final boolean IS_NATIVE = ByteOrder.nativeOrder() == LITTLE_ENDIAN;

    /** Up to here a copy by eight bytes takes less than one that begins with the checks of a block copy. */
    private static final int MAX_COPY_BY_LONGS = 128;

    private static final int BLOCK_BYTES = 4 * Long.BYTES;

    private RawBytes() {}

    /** Where the bytes stand that are at {@code offset} of the buffer, whose base is {@link DirectBuffer#byteArray}. */
    public static long at(DirectBuffer buffer, int offset) {
        return buffer.addressOffset() + offset;
    }

    public static byte getByte(Object base, long at) {
        return UnsafeApi.getByte(base, at);
    }

    public static int getUnsignedShort(Object base, long at) {
        short bits = UnsafeApi.getShort(base, at);
        return (IS_NATIVE ? bits : Short.reverseBytes(bits)) & 0xFFFF;
    }

    public static int getInt(Object base, long at) {
        int bits = UnsafeApi.getInt(base, at);
        return IS_NATIVE ? bits : Integer.reverseBytes(bits);
    }

    public static long getLong(Object base, long at) {
        long bits = UnsafeApi.getLong(base, at);
        return IS_NATIVE ? bits : Long.reverseBytes(bits);
    }

    public static void putLong(Object base, long at, long value) {
        UnsafeApi.putLong(base, at, IS_NATIVE ? value : Long.reverseBytes(value));
    }

    /** Whether the bytes equal those at the address {@code own}. */
    public static boolean equal(long own, Object base, long at, int length) {
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            if (UnsafeApi.getLong(own) != UnsafeApi.getLong(base, at)
                    || UnsafeApi.getLong(own + last) != UnsafeApi.getLong(base, at + last)) {
                return false;
            }
            return length <= 2 * Long.BYTES || equalBetween(own, base, at, last);
        }
        if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            return UnsafeApi.getInt(own) == UnsafeApi.getInt(base, at)
                    && UnsafeApi.getInt(own + last) == UnsafeApi.getInt(base, at + last);
        }
        // Up to three bytes: the first, the last, and the one in the middle, of which some are the same.
        int middle = length >> 1;
        return length == 0
                || UnsafeApi.getByte(own) == UnsafeApi.getByte(base, at)
                        && UnsafeApi.getByte(own + middle) == UnsafeApi.getByte(base, at + middle)
                        && UnsafeApi.getByte(own + length - 1) == UnsafeApi.getByte(base, at + length - 1);
    }

    private static boolean equalBetween(long own, Object base, long at, int last) {
        for (int i = Long.BYTES; i < last; i += Long.BYTES) {
            if (UnsafeApi.getLong(own + i) != UnsafeApi.getLong(base, at + i)) {
                return false;
            }
        }
        return true;
    }

    /** Copies up to 128 bytes; source and target do not overlap. Without a loop, whose setup would take longer. */
    private static void copyShort(Object targetBase, long target, Object base, long at, int length) {
        if (length >= BLOCK_BYTES) {
            if (length > 2 * BLOCK_BYTES) {
                copyBlock(targetBase, target, base, at);
                copyBlock(targetBase, target + BLOCK_BYTES, base, at + BLOCK_BYTES);
                if (length > 3 * BLOCK_BYTES) {
                    copyBlock(targetBase, target + 2 * BLOCK_BYTES, base, at + 2 * BLOCK_BYTES);
                }
            } else if (length > BLOCK_BYTES) {
                copyBlock(targetBase, target, base, at);
            }
            int last = length - BLOCK_BYTES;
            copyBlock(targetBase, target + last, base, at + last);
        } else if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            UnsafeApi.putLong(targetBase, target, UnsafeApi.getLong(base, at));
            if (length > 2 * Long.BYTES) {
                int middle = Math.min(2 * Long.BYTES, last);
                UnsafeApi.putLong(targetBase, target + Long.BYTES, UnsafeApi.getLong(base, at + Long.BYTES));
                UnsafeApi.putLong(targetBase, target + middle, UnsafeApi.getLong(base, at + middle));
            }
            UnsafeApi.putLong(targetBase, target + last, UnsafeApi.getLong(base, at + last));
        } else if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            UnsafeApi.putInt(targetBase, target, UnsafeApi.getInt(base, at));
            UnsafeApi.putInt(targetBase, target + last, UnsafeApi.getInt(base, at + last));
        } else if (length > 0) {
            int middle = length >> 1;
            UnsafeApi.putByte(targetBase, target, UnsafeApi.getByte(base, at));
            UnsafeApi.putByte(targetBase, target + middle, UnsafeApi.getByte(base, at + middle));
            UnsafeApi.putByte(targetBase, target + length - 1, UnsafeApi.getByte(base, at + length - 1));
        }
    }

    private static void copyBlock(Object targetBase, long target, Object base, long at) {
        UnsafeApi.putLong(targetBase, target, UnsafeApi.getLong(base, at));
        UnsafeApi.putLong(targetBase, target + 8, UnsafeApi.getLong(base, at + 8));
        UnsafeApi.putLong(targetBase, target + 16, UnsafeApi.getLong(base, at + 16));
        UnsafeApi.putLong(targetBase, target + 24, UnsafeApi.getLong(base, at + 24));
    }

    /** Copies bytes of a buffer, which is checked to have them, to where there is room for them. */
    public static void copyTo(Object targetBase, long target, DirectBuffer source, int offset, int length) {
        source.boundsCheck(offset, length);
        if (length > MAX_COPY_BY_LONGS) {
            UnsafeApi.copyMemory(source.byteArray(), at(source, offset), targetBase, target, length);
        } else {
            copyShort(targetBase, target, source.byteArray(), at(source, offset), length);
        }
    }

    /** Copies bytes from one buffer to another, which do not overlap; checked. */
    public static void copy(MutableDirectBuffer target, int index, DirectBuffer source, int offset, int length) {
        if (length > MAX_COPY_BY_LONGS) {
            target.putBytes(index, source, offset, length);
        } else {
            target.checkLimit(index + length);
            target.boundsCheck(index, length);
            source.boundsCheck(offset, length);
            copyShort(target.byteArray(), at(target, index), source.byteArray(), at(source, offset), length);
        }
    }
}
