package io.canyon.engine.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON trees to text and back. Trees that are read are nobody else's. Stateless. */
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .nodeFactory(new PlainNumbers())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // NaN shall not become a string, but fail when it is read
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private JsonText() {}

    /** @throws IllegalArgumentException when it is no JSON */
    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The text, free of lone surrogates, which no WebSocket takes.
     *
     * @throws IllegalArgumentException when something in the tree cannot be written
     */
    static String write(JsonNode node) {
        try {
            return escaped(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * A copy as it comes out at the other end of a wire.
     *
     * @throws IllegalArgumentException when it is not JSON: NaN, infinite, or an object that Jackson cannot write
     */
    static JsonNode plain(JsonNode node) {
        return read(write(node));
    }

    static int lengthBytes(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else {
                // each half of a pair counts 2
                length += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
            }
        }
        return length;
    }

    /** Surrogates stand in strings and names only, where an escape means the same. */
    private static String escaped(String text) {
        StringBuilder escaped = null;
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            escaped = escaped == null ? new StringBuilder(text.length() + 16) : escaped;
            escaped.append(text, copied, i).append(String.format("\\u%04x", (int) c));
            copied = i + 1;
        }
        return escaped == null
                ? text
                : escaped.append(text, copied, text.length()).toString();
    }
}
