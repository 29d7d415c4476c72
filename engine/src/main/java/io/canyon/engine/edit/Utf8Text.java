package io.canyon.engine.edit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** Strings to the engine's UTF-8 and back: a lone surrogate is the three bytes that its code point would have. */
public final class Utf8Text {
    private Utf8Text() {}

    public static byte[] encode(String text) {
        if (!UriText.hasLoneSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[3 * text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point < 0x80) {
                bytes[length++] = (byte) point;
                continue;
            }
            int following = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
            bytes[length++] = (byte) (0xF00 >> following + 1 & 0xFF | point >> 6 * following);
            for (int rest = following - 1; rest >= 0; rest--) {
                bytes[length++] = (byte) (0x80 | point >> 6 * rest & 0x3F);
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    public static String decode(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        StringBuilder text = null;
        int from = 0;
        for (int i = 0; i + 2 < length; i++) {
            boolean isSurrogate = bytes[i] == (byte) 0xED && (bytes[i + 1] & 0xE0) == 0xA0;
            if (isSurrogate) {
                text = text == null ? new StringBuilder(length) : text;
                text.append(new String(bytes, from, i - from, StandardCharsets.UTF_8));
                text.append((char) (0xD000 | (bytes[i + 1] & 0x3F) << 6 | bytes[i + 2] & 0x3F));
                i += 2;
                from = i + 1;
            }
        }
        String rest = new String(bytes, from, length - from, StandardCharsets.UTF_8);
        return text == null ? rest : text.append(rest).toString();
    }
}
