package io.canyon.aeron.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileParser;
import io.canyon.engine.spi.Credentials;
import java.io.IOException;
import java.io.StringWriter;
import org.agrona.DirectBuffer;

/** Makes credentials of the Smile value that a service shows. */
final class SmileCredentials {
    /** Beyond that they are none. */
    static final int MAX_BYTES = 64 << 10;

    private static final SmileFactory SMILE =
            SmileFactory.builder().disable(SmileParser.Feature.REQUIRE_HEADER).build();
    private static final JsonFactory JSON = new JsonFactory();

    private SmileCredentials() {}

    /**
     * Credentials of the value in {@code length} bytes; none where there are no bytes.
     *
     * @return null when it is not one value
     */
    static Credentials read(DirectBuffer buffer, int offset, int length) {
        if (length == 0) {
            return Credentials.NONE;
        }
        if (length > MAX_BYTES) {
            return null;
        }
        byte[] smile = new byte[length];
        buffer.getBytes(offset, smile);
        StringWriter text = new StringWriter();
        try (JsonParser parser = SMILE.createParser(smile);
                JsonGenerator generator = JSON.createGenerator(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            generator.copyCurrentStructure(parser);
            if (parser.nextToken() != null) {
                return null;
            }
            generator.flush();
            return Credentials.ofJson(text.toString());
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
