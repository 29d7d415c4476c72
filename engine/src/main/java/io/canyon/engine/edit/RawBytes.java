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
            for (int i = 0; i < last; i += Long.BYTES) {
                if (UnsafeApi.getLong(own + i) != UnsafeApi.getLong(base, at + i)) {
                    return false;
                }
            }
            return UnsafeApi.getLong(own + last) == UnsafeApi.getLong(base, at + last);
        }
        if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            return UnsafeApi.getInt(own) == UnsafeApi.getInt(base, at)
                    && UnsafeApi.getInt(own + last) == UnsafeApi.getInt(base, at + last);
        }
        for (int i = 0; i < length; i++) {
            if (UnsafeApi.getByte(own + i) != UnsafeApi.getByte(base, at + i)) {
                return false;
            }
        }
        return true;
    }

    /** Copies a few bytes; source and target do not overlap. */
    private static void copyShort(Object targetBase, long target, Object base, long at, int length) {
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            for (int i = 0; i < last; i += Long.BYTES) {
                UnsafeApi.putLong(targetBase, target + i, UnsafeApi.getLong(base, at + i));
            }
            UnsafeApi.putLong(targetBase, target + last, UnsafeApi.getLong(base, at + last));
        } else if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            UnsafeApi.putInt(targetBase, target, UnsafeApi.getInt(base, at));
            UnsafeApi.putInt(targetBase, target + last, UnsafeApi.getInt(base, at + last));
        } else {
            for (int i = 0; i < length; i++) {
                UnsafeApi.putByte(targetBase, target + i, UnsafeApi.getByte(base, at + i));
            }
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
