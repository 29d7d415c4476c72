package io.canyon.engine.edit;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Reads the engine's Smile values: one value without header, shared names or shared strings, which is a subset that
 * every Smile parser reads once the header {@code :)\n\0} stands before it.
 *
 * <p>Numbers are canonical: a whole number is an integer token (32 or 64 bits), all others are a double. Strings are
 * UTF-8; a lone surrogate is kept as the three bytes that UTF-8 would give its code point. Stateless; offsets are
 * absolute in the buffer; a malformed value ends in {@link IllegalArgumentException} or
 * {@link IndexOutOfBoundsException}.
 */
public final class Smile {
    public static final byte EMPTY_STRING = 0x20;
    public static final byte NULL = 0x21;
    public static final byte FALSE = 0x22;
    public static final byte TRUE = 0x23;
    public static final byte INT_32 = 0x24;
    public static final byte INT_64 = 0x25;
    public static final byte DOUBLE = 0x29;
    public static final byte LONG_ASCII = (byte) 0xE0;
    public static final byte LONG_UTF8 = (byte) 0xE4;
    public static final byte START_ARRAY = (byte) 0xF8;
    public static final byte END_ARRAY = (byte) 0xF9;
    public static final byte START_OBJECT = (byte) 0xFA;
    public static final byte END_OBJECT = (byte) 0xFB;
    public static final byte END_STRING = (byte) 0xFC;

    public static final byte EMPTY_NAME = 0x20;
    public static final byte LONG_NAME = 0x34;

    /** Bytes that a double takes, its token included. */
    public static final int DOUBLE_LENGTH_BYTES = 11;

    /** Bytes that an integer takes at most, its token left out. */
    public static final int MAX_INTEGER_BYTES = 10;

    static final int SHORT_ASCII_MAX = 64;
    static final int SHORT_UTF8_MAX = 65;
    static final int SHORT_NAME_ASCII_MAX = 64;
    static final int SHORT_NAME_UTF8_MAX = 57;

    private static final byte[] FIXED_LENGTHS = fixedLengths();

    /** What a value is, seen from its first byte. */
    public enum Kind {
        NULL,
        BOOLEAN,
        INTEGER,
        DOUBLE,
        STRING,
        ARRAY,
        OBJECT
    }

    private Smile() {}

    public static Kind kind(byte token) {
        int t = token & 0xFF;
        if (t >= 0xC0 && t <= 0xDF) {
            return Kind.INTEGER;
        }
        if (t >= 0x40 && t <= 0xBF) {
            return Kind.STRING;
        }
        return switch (token) {
            case NULL -> Kind.NULL;
            case FALSE, TRUE -> Kind.BOOLEAN;
            case INT_32, INT_64 -> Kind.INTEGER;
            case DOUBLE -> Kind.DOUBLE;
            case EMPTY_STRING, LONG_ASCII, LONG_UTF8 -> Kind.STRING;
            case START_ARRAY -> Kind.ARRAY;
            case START_OBJECT -> Kind.OBJECT;
            default -> throw new IllegalArgumentException("not a Smile value: token=" + t);
        };
    }

    /** Deepest nesting of containers in one value. */
    public static final int MAX_DEPTH = 2 * Long.SIZE;

    /**
     * Offset just behind the value that starts at {@code offset}. Containers are skipped whole, without recursion:
     * names and values share tokens, so one bit per open container remembers which of the two comes next.
     */
    public static int skip(DirectBuffer buffer, int offset) {
        int at = offset;
        int depth = 0;
        long kindsLow = 0;
        long kindsHigh = 0;
        do {
            byte token = buffer.getByte(at);
            if (depth > 0) {
                boolean inObject = (kindsLow & 1) != 0;
                if (token == (inObject ? END_OBJECT : END_ARRAY)) {
                    at++;
                    depth--;
                    kindsLow = kindsLow >>> 1 | kindsHigh << 63;
                    kindsHigh >>>= 1;
                    continue;
                }
                if (inObject) {
                    at = skipName(buffer, at);
                    token = buffer.getByte(at);
                }
            }
            if (token == START_ARRAY || token == START_OBJECT) {
                if (++depth > MAX_DEPTH) {
                    throw new IllegalArgumentException("nested too deep: maxDepth=" + MAX_DEPTH);
                }
                kindsHigh = kindsHigh << 1 | kindsLow >>> 63;
                kindsLow = kindsLow << 1 | (token == START_OBJECT ? 1 : 0);
                at++;
            } else {
                at = skipScalar(buffer, at, token);
            }
        } while (depth > 0);
        return at;
    }

    /** Offset just behind the object member name that starts at {@code offset}. */
    public static int skipName(DirectBuffer buffer, int offset) {
        int contentOffset = nameOffset(buffer, offset);
        int end = contentOffset + nameLength(buffer, offset);
        return buffer.getByte(offset) == LONG_NAME ? end + 1 : end;
    }

    /** Offset of the UTF-8 bytes of the name that starts at {@code offset}. */
    public static int nameOffset(DirectBuffer buffer, int offset) {
        return offset + 1;
    }

    /** Length in bytes of the name that starts at {@code offset}. */
    public static int nameLength(DirectBuffer buffer, int offset) {
        int token = buffer.getByte(offset) & 0xFF;
        if (token == EMPTY_NAME) {
            return 0;
        }
        if (token >= 0x80 && token <= 0xBF) {
            return token - 0x80 + 1;
        }
        if (token >= 0xC0 && token <= 0xF7) {
            return token - 0xC0 + 2;
        }
        if (token == LONG_NAME) {
            return endOfString(buffer, offset + 1) - (offset + 1);
        }
        throw new IllegalArgumentException("not a Smile name: token=" + token);
    }

    /** Offset of the UTF-8 bytes of the string value that starts at {@code offset}. */
    public static int stringOffset(DirectBuffer buffer, int offset) {
        return offset + 1;
    }

    /** Length in bytes of the string value that starts at {@code offset}. */
    public static int stringLength(DirectBuffer buffer, int offset) {
        int token = buffer.getByte(offset) & 0xFF;
        if (token >= 0x40 && token <= 0x7F) {
            return token - 0x40 + 1;
        }
        if (token >= 0x80 && token <= 0xBF) {
            return token - 0x80 + 2;
        }
        if (token == EMPTY_STRING) {
            return 0;
        }
        if ((byte) token == LONG_ASCII || (byte) token == LONG_UTF8) {
            return endOfString(buffer, offset + 1) - (offset + 1);
        }
        throw new IllegalArgumentException("not a Smile string: token=" + token);
    }

    /** The integer that starts at {@code offset}. */
    public static long integer(DirectBuffer buffer, int offset) {
        int token = buffer.getByte(offset) & 0xFF;
        if (token >= 0xC0 && token <= 0xDF) {
            return unzigzag(token & 0x1F);
        }
        if (token != INT_32 && token != INT_64) {
            throw new IllegalArgumentException("not a Smile integer: token=" + token);
        }
        long bits = 0;
        for (int at = offset + 1, end = at + MAX_INTEGER_BYTES; at < end; at++) {
            int b = buffer.getByte(at);
            if (b < 0) {
                return unzigzag(bits << 6 | b & 0x3F);
            }
            bits = bits << 7 | b;
        }
        throw new IllegalArgumentException("Smile integer longer than 64 bits");
    }

    /** The double that starts at {@code offset}: ten groups of seven bits, the highest first. */
    public static double doubleValue(DirectBuffer buffer, int offset) {
        if (buffer.getByte(offset) != DOUBLE) {
            throw new IllegalArgumentException("not a Smile double: token=" + buffer.getByte(offset));
        }
        long bits = 0;
        for (int at = offset + 1; at < offset + DOUBLE_LENGTH_BYTES; at++) {
            bits = bits << 7 | buffer.getByte(at) & 0x7F;
        }
        return Double.longBitsToDouble(bits);
    }

    /** Length in bytes of a scalar whose first byte tells it; 0 for any other value, and for what is none. */
    public static int fixedLength(byte token) {
        return FIXED_LENGTHS[token & 0xFF];
    }

    private static byte[] fixedLengths() {
        byte[] lengths = new byte[1 << Byte.SIZE];
        Arrays.fill(lengths, 0xC0, 0xE0, (byte) 1);
        for (int t = 0x40; t < 0xC0; t++) {
            lengths[t] = (byte) (1 + (t < 0x80 ? t - 0x40 + 1 : t - 0x80 + 2));
        }
        for (byte token : new byte[] {NULL, FALSE, TRUE, EMPTY_STRING}) {
            lengths[token] = 1;
        }
        lengths[DOUBLE] = DOUBLE_LENGTH_BYTES;
        return lengths;
    }

    private static int skipScalar(DirectBuffer buffer, int offset, byte token) {
        int fixed = fixedLength(token);
        if (fixed > 0) {
            return offset + fixed;
        }
        return switch (token) {
            case INT_32, INT_64 -> endOfInteger(buffer, offset + 1);
            case LONG_ASCII, LONG_UTF8 -> endOfString(buffer, offset + 1) + 1;
            default -> throw new IllegalArgumentException("not a Smile value: token=" + (token & 0xFF));
        };
    }

    private static int endOfInteger(DirectBuffer buffer, int offset) {
        for (int at = offset; at < offset + MAX_INTEGER_BYTES; at++) {
            if (buffer.getByte(at) < 0) {
                return at + 1;
            }
        }
        throw new IllegalArgumentException("Smile integer longer than 64 bits");
    }

    private static int endOfString(DirectBuffer buffer, int offset) {
        int at = offset;
        while (buffer.getByte(at) != END_STRING) {
            at++;
        }
        return at;
    }

    private static long unzigzag(long bits) {
        return bits >>> 1 ^ -(bits & 1);
    }
}
