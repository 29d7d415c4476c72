package io.canyon.aeron.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Reads the texts of messages. */
final class Text {
    /** Longer ones are no names of anything. */
    private static final int MAX_BYTES = 16 << 10;

    private static final int MAX_CLIENT_ID = 64;

    private Text() {}

    /** The text that fills the buffer; null if it is no UTF-8. */
    static String utf8(DirectBuffer text) {
        if (text.capacity() > MAX_BYTES) {
            return null;
        }
        byte[] bytes = new byte[text.capacity()];
        text.getBytes(0, bytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static boolean isClientId(String id) {
        if (id.isEmpty() || id.length() > MAX_CLIENT_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-')) {
                return false;
            }
        }
        return true;
    }
}
