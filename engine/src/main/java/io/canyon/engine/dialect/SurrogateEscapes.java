package io.canyon.engine.dialect;

/**
 * Replaces the escapes of surrogates in a JSON text by the characters that they mean. The parser takes a lone surrogate
 * in the name of a member as a character only, not as an escape. Stateless.
 */
final class SurrogateEscapes {
    private static final int ESCAPE_LENGTH = 6;
    private static final int HEX_RADIX = 16;

    private SurrogateEscapes() {}

    /** Rewrites the text in place; returns its new length. */
    static int resolve(char[] text, int length) {
        int from = 0;
        while (from < length && text[from] != '\\') {
            from++;
        }
        int to = from;
        while (from < length) {
            char c = text[from];
            int surrogate = c == '\\' ? surrogate(text, from, length) : -1;
            if (surrogate >= 0) {
                text[to++] = (char) surrogate;
                from += ESCAPE_LENGTH;
                continue;
            }
            text[to++] = c;
            from++;
            if (c == '\\' && from < length) {
                text[to++] = text[from++];
            }
        }
        return to;
    }

    private static int surrogate(char[] text, int offset, int length) {
        if (offset + ESCAPE_LENGTH > length || text[offset + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = offset + 2; i < offset + ESCAPE_LENGTH; i++) {
            int digit = text[i] < 0x80 ? Character.digit(text[i], HEX_RADIX) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit * HEX_RADIX + digit;
        }
        return Character.isSurrogate((char) unit) ? unit : -1;
    }
}
