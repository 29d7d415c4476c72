package io.canyon.engine.dialect.echo;

import java.nio.charset.StandardCharsets;

/** Words of the wire. */
final class EchoText {
    private EchoText() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
