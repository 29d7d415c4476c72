package io.canyon.aeron.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import com.fasterxml.jackson.dataformat.smile.SmileParser;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.client.PlainNumbers;
import java.io.IOException;
import org.agrona.DirectBuffer;

/** JSON trees to the Smile of the wire and back. Trees that are read are nobody else's. Stateless. */
final class Smiles {
    private static final ObjectMapper MAPPER = SmileMapper.builder(SmileFactory.builder()
                    .disable(SmileGenerator.Feature.WRITE_HEADER)
                    .disable(SmileGenerator.Feature.CHECK_SHARED_NAMES)
                    .disable(SmileGenerator.Feature.CHECK_SHARED_STRING_VALUES)
                    .disable(SmileParser.Feature.REQUIRE_HEADER)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .nodeFactory(new PlainNumbers())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Smiles() {}

    /** @throws IllegalArgumentException when something in the tree cannot be written */
    static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** @throws IllegalArgumentException when it is no Smile, or a number is not finite */
    static JsonNode read(byte[] smile) {
        try {
            return MAPPER.readTree(smile);
        } catch (IOException e) {
            throw new IllegalArgumentException("no Smile: " + e.getMessage(), e);
        }
    }

    /** Reads the value that fills the buffer. */
    static JsonNode read(DirectBuffer buffer) {
        byte[] smile = new byte[buffer.capacity()];
        buffer.getBytes(0, smile);
        return read(smile);
    }

    /**
     * A copy as it comes out at the other end of a wire.
     *
     * @throws IllegalArgumentException when it is not JSON: NaN, infinite, or an object that Jackson cannot write
     */
    static JsonNode plain(JsonNode node) {
        return read(write(node));
    }
}
