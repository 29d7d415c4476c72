package io.canyon.aeron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;

/** Smile and JSON, back and forth. */
public final class SmileJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper SMILE = new ObjectMapper(
            SmileFactory.builder().disable(SmileParser.Feature.REQUIRE_HEADER).build());

    private SmileJson() {}

    public static byte[] smile(String json) {
        try {
            return SMILE.writeValueAsBytes(JSON.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON of the value that fills the buffer; empty where there is none. */
    public static String json(DirectBuffer smile) {
        byte[] bytes = new byte[smile.capacity()];
        smile.getBytes(0, bytes);
        return json(bytes);
    }

    public static String json(byte[] smile) {
        return smile.length == 0 ? "" : tree(smile).toString();
    }

    public static JsonNode tree(byte[] smile) {
        try {
            return SMILE.readTree(smile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
