package io.canyon.engine.edit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** Strings as UTF-8, in which a lone surrogate is kept as the three bytes that its code point would have. Stateless. */
public final class JavaStrings {
    private static final int LEAD_OF_SURROGATES = 0xED;
    private static final int SECOND_OF_SURROGATES = 0xA0;

    private JavaStrings() {}

    public static byte[] encode(String text) {
        return hasLoneSurrogate(text) ? encodeLone(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    public static String decode(DirectBuffer utf8, int offset, int length) {
        byte[] bytes = new byte[length];
        utf8.getBytes(offset, bytes);
        return hasSurrogate(bytes) ? decodeLone(bytes) : new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static byte[] encodeLone(String text) {
        byte[] target = new byte[3 * text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int chars = Character.charCount(point);
            if (chars == 1 && Character.isSurrogate((char) point)) {
                target[length++] = (byte) (0xE0 | point >> 12);
                target[length++] = (byte) (0x80 | point >> 6 & 0x3F);
                target[length++] = (byte) (0x80 | point & 0x3F);
            } else {
                byte[] bytes = text.substring(i, i + chars).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(bytes, 0, target, length, bytes.length);
                length += bytes.length;
            }
            i += chars;
        }
        return Arrays.copyOf(target, length);
    }

    private static boolean hasSurrogate(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (isSurrogate(bytes, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSurrogate(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) == LEAD_OF_SURROGATES && (bytes[at + 1] & 0xFF) >= SECOND_OF_SURROGATES;
    }

    private static String decodeLone(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int start = 0;
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (isSurrogate(bytes, i)) {
                text.append(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                text.append((char) ((bytes[i] & 0xF) << 12 | (bytes[i + 1] & 0x3F) << 6 | bytes[i + 2] & 0x3F));
                i += 2;
                start = i + 1;
            }
        }
        return text.append(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8))
                .toString();
    }
}
