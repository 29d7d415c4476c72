package io.canyon.engine.document;

import io.canyon.engine.edit.RawBytes;
import org.agrona.DirectBuffer;

/**
 * A seeded 64-bit hash of bytes, eight at a time: each step is a 64 x 64 bit multiplication whose halves are folded.
 * Both factors depend on the seed, so that who does not know it cannot choose bytes that collide.
 */
final class ByteHash {
    private static final long FACTOR_1 = 0x9E3779B97F4A7C15L;
    private static final long FACTOR_2 = 0xD1B54A32D192ED03L;

    private ByteHash() {}

    static long hash(DirectBuffer buffer, int offset, int length, long seed) {
        buffer.boundsCheck(offset, length);
        return hash(buffer.byteArray(), RawBytes.at(buffer, offset), length, seed);
    }

    /** Of bytes that are checked to be there, as {@link RawBytes} has them. */
    static long hash(Object base, long start, int length, long seed) {
        long factor = (seed * FACTOR_2 ^ seed >>> 32) | 1;
        long hash = mix(seed ^ FACTOR_1, length ^ FACTOR_2);
        long at = start;
        long end = start + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ RawBytes.getLong(base, at), factor) + FACTOR_1;
        }
        return mix(mix(hash ^ tail(base, at, (int) (end - at)), factor), FACTOR_1);
    }

    static long mix(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b);
    }

    private static long tail(Object base, long at, int length) {
        if (length >= Integer.BYTES) {
            long low = RawBytes.getInt(base, at) & 0xFFFFFFFFL;
            long high = RawBytes.getInt(base, at + length - Integer.BYTES) & 0xFFFFFFFFL;
            return low | high << 32;
        }
        long tail = 0;
        for (int i = 0; i < length; i++) {
            tail = tail << 8 | RawBytes.getByte(base, at + i) & 0xFF;
        }
        return tail;
    }
}
