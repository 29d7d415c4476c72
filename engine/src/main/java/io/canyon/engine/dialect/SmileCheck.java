package io.canyon.engine.dialect;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Tells whether bytes are one Smile value in the engine's form, byte for byte what {@link Smile}'s writer would write.
 * It believes nothing: every length is checked before what it tells of is read. Not thread-safe; allocates nothing.
 */
final class SmileCheck {
    private static final int MIN_INT_32_BITS = 0x20;
    private static final int MAX_GROUPS = 10;
    private static final double TWO_POW_53 = 0x1p53;
    private static final int NO = -1;

    private static final int MAX_SHORT_ASCII = 64;
    private static final int MAX_SHORT_UTF8 = 65;
    private static final int MAX_SHORT_NAME_ASCII = 64;
    private static final int MAX_SHORT_NAME_UTF8 = 57;

    private final int maxDepth;
    private DirectBuffer bytes;
    private int end;

    SmileCheck(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    boolean isOurs(DirectBuffer buffer, int offset, int length) {
        bytes = buffer;
        end = offset + length;
        int at = offset;
        int depth = 0;
        long kindsLow = 0;
        long kindsHigh = 0;
        do {
            if (at >= end) {
                return false;
            }
            byte token = bytes.getByte(at);
            if (depth > 0) {
                boolean inObject = (kindsLow & 1) != 0;
                if (token == (inObject ? Smile.END_OBJECT : Smile.END_ARRAY)) {
                    at++;
                    depth--;
                    kindsLow = kindsLow >>> 1 | kindsHigh << 63;
                    kindsHigh >>>= 1;
                    continue;
                }
                if (inObject) {
                    at = name(at);
                    if (at == NO || at >= end) {
                        return false;
                    }
                    token = bytes.getByte(at);
                }
            }
            if (token == Smile.START_ARRAY || token == Smile.START_OBJECT) {
                if (++depth > maxDepth) {
                    return false;
                }
                kindsHigh = kindsHigh << 1 | kindsLow >>> 63;
                kindsLow = kindsLow << 1 | (token == Smile.START_OBJECT ? 1 : 0);
                at++;
            } else {
                at = scalar(at, token);
                if (at == NO) {
                    return false;
                }
            }
        } while (depth > 0);
        return at == end;
    }

    /** Offset behind the scalar, or {@link #NO}. */
    private int scalar(int offset, byte token) {
        int t = token & 0xFF;
        if (t >= 0xC0 && t <= 0xDF) {
            return offset + 1;
        }
        if (t >= 0x40 && t <= 0x7F) {
            return text(offset + 1, t - 0x40 + 1, true);
        }
        if (t >= 0x80 && t <= 0xBF) {
            return text(offset + 1, t - 0x80 + 2, false);
        }
        return switch (token) {
            case Smile.NULL, Smile.FALSE, Smile.TRUE, Smile.EMPTY_STRING -> offset + 1;
            case Smile.INT_32, Smile.INT_64 -> integer(offset + 1, token == Smile.INT_32);
            case Smile.DOUBLE -> number(offset);
            case Smile.LONG_ASCII -> longText(offset + 1, true, MAX_SHORT_ASCII);
            case Smile.LONG_UTF8 -> longText(offset + 1, false, MAX_SHORT_UTF8);
            default -> NO;
        };
    }

    private int name(int offset) {
        byte token = bytes.getByte(offset);
        int t = token & 0xFF;
        if (token == Smile.EMPTY_NAME) {
            return offset + 1;
        }
        if (t >= 0x80 && t <= 0xBF) {
            return text(offset + 1, t - 0x80 + 1, true);
        }
        if (t >= 0xC0 && t <= 0xF7) {
            return text(offset + 1, t - 0xC0 + 2, false);
        }
        if (token != Smile.LONG_NAME) {
            return NO;
        }
        int length = lengthOfLong(offset + 1);
        if (length == NO || length > EditFormat.MAX_NAME_BYTES) {
            return NO;
        }
        boolean isAscii = isAscii(offset + 1, length);
        boolean isLong = length > (isAscii ? MAX_SHORT_NAME_ASCII : MAX_SHORT_NAME_UTF8);
        return isLong && text(offset + 1, length, isAscii) != NO ? offset + length + 2 : NO;
    }

    private int longText(int offset, boolean isAscii, int maxShortBytes) {
        int length = lengthOfLong(offset);
        return length > maxShortBytes && text(offset, length, isAscii) != NO ? offset + length + 1 : NO;
    }

    private int lengthOfLong(int offset) {
        int at = offset;
        while (at < end && bytes.getByte(at) != Smile.END_STRING) {
            at++;
        }
        return at < end ? at - offset : NO;
    }

    /** Checks text of a length; one that may be more than ASCII has to be. */
    private int text(int offset, int length, boolean isAscii) {
        if (length > end - offset || isAscii != isAscii(offset, length)) {
            return NO;
        }
        return isAscii || Utf8.isEngineText(bytes, offset, offset + length) ? offset + length : NO;
    }

    private boolean isAscii(int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            if (bytes.getByte(at) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A whole number in as few groups of bits as it takes. */
    private int integer(int offset, boolean is32) {
        long bits = 0;
        for (int at = offset; at < end && at < offset + MAX_GROUPS; at++) {
            int b = bytes.getByte(at);
            if (b < 0) {
                if ((b & 0x40) != 0 || bits >>> 58 != 0) {
                    return NO;
                }
                long all = bits << 6 | b & 0x3F;
                boolean fits32 = all >>> Integer.SIZE == 0;
                return fits32 == is32 && Long.compareUnsigned(all, MIN_INT_32_BITS) >= 0 ? at + 1 : NO;
            }
            if (b == 0 && at == offset || bits >>> 51 != 0) {
                return NO;
            }
            bits = bits << 7 | b;
        }
        return NO;
    }

    /** A double that is finite, and no whole number that an integer would be. */
    private int number(int offset) {
        if (Smile.DOUBLE_LENGTH_BYTES > end - offset || (bytes.getByte(offset + 1) & 0x7E) != 0) {
            return NO;
        }
        for (int at = offset + 1; at < offset + Smile.DOUBLE_LENGTH_BYTES; at++) {
            if (bytes.getByte(at) < 0) {
                return NO;
            }
        }
        double value = Smile.doubleValue(bytes, offset);
        boolean isWhole = value == Math.rint(value) && Math.abs(value) <= TWO_POW_53;
        return !Double.isFinite(value) || isWhole ? NO : offset + Smile.DOUBLE_LENGTH_BYTES;
    }
}
