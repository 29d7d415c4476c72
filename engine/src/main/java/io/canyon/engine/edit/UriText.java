package io.canyon.engine.edit;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as JavaScript's encodeURI and decodeURI have it, but for the space, which stays. */
final class UriText {
    private static final String PLAIN = " ;,/?:@&=+$-_.!~*'()#";
    /** What decodeURI leaves encoded. */
    private static final String RESERVED = ";/?:@&=+$,#";

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UriText() {}

    /** @param text without lone surrogates */
    static void encode(String text, StringBuilder target) {
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int size = Character.charCount(point);
            if (point < 0x80 && (Character.isLetterOrDigit(point) || PLAIN.indexOf(point) >= 0)) {
                target.append((char) point);
            } else {
                for (byte b : text.substring(i, i + size).getBytes(StandardCharsets.UTF_8)) {
                    target.append('%').append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
                }
            }
            i += size;
        }
    }

    /** @throws IllegalArgumentException when an escape is malformed, or the text has a lone surrogate */
    static String decode(String text) {
        if (hasLoneSurrogate(text)) {
            throw new IllegalArgumentException("not a text patch: lone surrogate");
        }
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) != '%') {
                decoded.append(text.charAt(i++));
                continue;
            }
            int size = sequenceBytes(octet(text, i));
            ByteBuffer bytes = ByteBuffer.allocate(size);
            for (int j = 0; j < size; j++) {
                bytes.put((byte) octet(text, i + 3 * j));
            }
            String plain = decodeUtf8(bytes.flip());
            boolean isReserved = RESERVED.contains(plain);
            decoded.append(isReserved ? text.substring(i, i + 3) : plain);
            i += 3 * size;
        }
        return decoded.toString();
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean isPair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!isPair) {
                return true;
            }
            i++;
        }
        return false;
    }

    private static String decodeUtf8(ByteBuffer bytes) {
        try {
            CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a text patch: escape that is no UTF-8", e);
        }
    }

    private static int sequenceBytes(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xE0) {
            return 2;
        }
        return lead < 0xF0 ? 3 : 4;
    }

    private static int octet(String text, int offset) {
        if (offset + 3 > text.length() || text.charAt(offset) != '%') {
            throw new IllegalArgumentException("not a text patch: cut escape");
        }
        int high = Character.digit(text.charAt(offset + 1), 16);
        int low = Character.digit(text.charAt(offset + 2), 16);
        if (high < 0 || low < 0 || text.charAt(offset + 1) > 'f' || text.charAt(offset + 2) > 'f') {
            throw new IllegalArgumentException("not a text patch: malformed escape");
        }
        return high << 4 | low;
    }
}
