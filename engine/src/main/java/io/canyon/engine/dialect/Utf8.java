package io.canyon.engine.dialect;

import org.agrona.DirectBuffer;

/** UTF-8, and its use for text that is not quite Unicode. Stateless. */
final class Utf8 {
    /** Most bytes that one {@code char} of a string takes. */
    static final int MAX_BYTES_PER_CHAR = 3;

    private Utf8() {}

    /**
     * Decodes UTF-8 as the standard has it: shortest forms only, no surrogates. Returns the number of chars, never more
     * than there were bytes, or -1 when something else is in it.
     */
    static int decode(byte[] bytes, int length, char[] target) {
        int at = 0;
        int position = 0;
        while (at < length) {
            int lead = bytes[at++];
            if (lead >= 0) {
                target[position++] = (char) lead;
                continue;
            }
            int point = sequence(bytes, at, length, lead & 0xFF);
            if (point < 0) {
                return -1;
            }
            at += following(lead & 0xFF);
            position += Character.toChars(point, target, position);
        }
        return position;
    }

    /** Encodes; a lone surrogate becomes three bytes, as any other {@code char} of its size. Returns the length. */
    static int encode(char[] chars, int offset, int length, byte[] target) {
        int position = 0;
        for (int i = offset, end = offset + length; i < end; i++) {
            char c = chars[i];
            if (c < 0x80) {
                target[position++] = (byte) c;
            } else if (c < 0x800) {
                target[position++] = (byte) (0xC0 | c >> 6);
                target[position++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1])) {
                int point = Character.toCodePoint(c, chars[++i]);
                target[position++] = (byte) (0xF0 | point >> 18);
                target[position++] = (byte) (0x80 | point >> 12 & 0x3F);
                target[position++] = (byte) (0x80 | point >> 6 & 0x3F);
                target[position++] = (byte) (0x80 | point & 0x3F);
            } else {
                target[position++] = (byte) (0xE0 | c >> 12);
                target[position++] = (byte) (0x80 | c >> 6 & 0x3F);
                target[position++] = (byte) (0x80 | c & 0x3F);
            }
        }
        return position;
    }

    /**
     * Whether the bytes are text as the engine has it: UTF-8, in which a lone surrogate is the three bytes that its
     * code point would have, and a pair of them is one code point.
     */
    static boolean isEngineText(DirectBuffer buffer, int offset, int end) {
        boolean isBehindHigh = false;
        int at = offset;
        while (at < end) {
            int lead = buffer.getByte(at++) & 0xFF;
            int following = lead < 0x80 ? 0 : following(lead);
            if (following < 0 || following > end - at) {
                return false;
            }
            int second = following == 0 ? 0x80 : buffer.getByte(at) & 0xFF;
            boolean isSurrogate = lead == 0xED && second > highestSecond(lead);
            boolean isLow = isSurrogate && second >= 0xB0;
            if (second < lowestSecond(lead) || second > highestSecond(lead) && !isSurrogate || isLow && isBehindHigh) {
                return false;
            }
            for (int i = 0; i < following; i++) {
                if ((buffer.getByte(at++) & 0xC0) != 0x80) {
                    return false;
                }
            }
            isBehindHigh = isSurrogate && !isLow;
        }
        return true;
    }

    /** The code point of a sequence whose bytes after the first start at {@code offset}; -1 when malformed. */
    private static int sequence(byte[] bytes, int offset, int length, int lead) {
        int following = following(lead);
        if (following < 0 || offset + following > length) {
            return -1;
        }
        int second = bytes[offset] & 0xFF;
        if (second < lowestSecond(lead) || second > highestSecond(lead)) {
            return -1;
        }
        int point = lead & 0x3F >> following;
        for (int i = 0; i < following; i++) {
            byte b = bytes[offset + i];
            if ((b & 0xC0) != 0x80) {
                return -1;
            }
            point = point << 6 | b & 0x3F;
        }
        return point;
    }

    private static int following(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 1;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 2;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
    }

    private static int lowestSecond(int lead) {
        return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    }

    private static int highestSecond(int lead) {
        return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }
}
