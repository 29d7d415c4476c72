package io.canyon.engine.dialect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The query of a URL, read as the web platform's URLSearchParams does: of parameters with the same name the first
 * counts, and malformed escapes stand for themselves. Immutable.
 */
public final class QueryParameters {
    private static final int HEX_RADIX = 16;

    private final Map<String, String> values = new HashMap<>();

    private QueryParameters() {}

    /** @param query without the question mark, as it came */
    public static QueryParameters parse(String query) {
        QueryParameters parameters = new QueryParameters();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.values.putIfAbsent(decode(name), decode(value));
            }
        }
        return parameters;
    }

    /** The value of a parameter, null if there is none. */
    public String get(String name) {
        return values.get(name);
    }

    public String get(String name, String absent) {
        return values.getOrDefault(name, absent);
    }

    private static String decode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean isEscape = bytes[i] == '%' && i + 2 < bytes.length && hex(bytes[i + 1]) >= 0;
            if (isEscape && hex(bytes[i + 2]) >= 0) {
                decoded.write(hex(bytes[i + 1]) * HEX_RADIX + hex(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte b) {
        return b < 0 ? -1 : Character.digit((char) b, HEX_RADIX);
    }
}
