package io.canyon.engine.edit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Reads of bytes that the caller has checked to be there, all at once, with {@link DirectBuffer#boundsCheck}. They
 * stand at {@code base} (an array, or null off the heap) and {@code at}. Numbers are little-endian.
 */
public final class RawBytes {
    private static final boolean IS_NATIVE = ByteOrder.nativeOrder() == LITTLE_ENDIAN;

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

    /** Copies up to 15 bytes to the address {@code own}. */
    public static void copyShort(long own, Object base, long at, int length) {
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            long head = UnsafeApi.getLong(base, at);
            long tail = UnsafeApi.getLong(base, at + last);
            UnsafeApi.putLong(own, head);
            UnsafeApi.putLong(own + last, tail);
        } else if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            int head = UnsafeApi.getInt(base, at);
            int tail = UnsafeApi.getInt(base, at + last);
            UnsafeApi.putInt(own, head);
            UnsafeApi.putInt(own + last, tail);
        } else {
            for (int i = 0; i < length; i++) {
                UnsafeApi.putByte(own + i, UnsafeApi.getByte(base, at + i));
            }
        }
    }
}
