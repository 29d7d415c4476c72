package io.canyon.engine.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileParser;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.SmileWriter;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes Smile that a peer wrote in its own way in the engine's form. Not thread-safe; the value is overwritten by the
 * next call.
 */
final class SmileRewriter {
    private static final int INITIAL_BYTES = 1024;
    private static final int KEPT_BYTES = 1 << 20;

    private final SmileFactory factory;
    private final SmileWriter writer = new SmileWriter();
    private final UnsafeBuffer utf8 = new UnsafeBuffer(new byte[INITIAL_BYTES]);
    private ExpandableArrayBuffer smile = new ExpandableArrayBuffer(INITIAL_BYTES);

    SmileRewriter(int maxDepth) {
        factory = SmileFactory.builder()
                .disable(SmileParser.Feature.REQUIRE_HEADER)
                .disable(SmileFactory.Feature.INTERN_FIELD_NAMES)
                .disable(SmileFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(SmileFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Rewrites a value that fills so many bytes; false when it is none, or one that has no such form. */
    boolean rewrite(DirectBuffer source, int offset, int length) {
        byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        if (smile.capacity() > KEPT_BYTES) {
            smile = new ExpandableArrayBuffer(INITIAL_BYTES);
        }
        writer.wrap(smile, 0);
        try (JsonParser parser = factory.createParser(bytes)) {
            return readValue(parser) && parser.nextToken() == null && isAtEnd(parser, bytes);
        } catch (IOException | IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // The only source of these is the value itself, which is in memory; the parser believes what it says.
            return false;
        }
    }

    DirectBuffer buffer() {
        return smile;
    }

    int lengthBytes() {
        return writer.position();
    }

    private boolean readValue(JsonParser parser) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return false;
            }
            switch (token) {
                case START_OBJECT -> {
                    writer.startObject();
                    depth++;
                }
                case START_ARRAY -> {
                    writer.startArray();
                    depth++;
                }
                case END_OBJECT -> {
                    writer.endObject();
                    depth--;
                }
                case END_ARRAY -> {
                    writer.endArray();
                    depth--;
                }
                case FIELD_NAME -> {
                    int length = encode(parser.currentName());
                    if (length > EditFormat.MAX_NAME_BYTES) {
                        return false;
                    }
                    writer.writeName(utf8, 0, length);
                }
                case VALUE_STRING -> writer.writeString(utf8, 0, encode(parser.getText()));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    if (!writeNumber(parser)) {
                        return false;
                    }
                }
                case VALUE_TRUE -> writer.writeBoolean(true);
                case VALUE_FALSE -> writer.writeBoolean(false);
                case VALUE_NULL -> writer.writeNull();
                default -> {
                    return false;
                }
            }
        } while (depth > 0);
        return true;
    }

    private boolean writeNumber(JsonParser parser) throws IOException {
        switch (parser.getNumberType()) {
            case INT, LONG -> writer.writeInteger(parser.getLongValue());
            default -> {
                double value = parser.getDoubleValue();
                if (!Double.isFinite(value)) {
                    return false;
                }
                writer.writeNumber(value);
            }
        }
        return true;
    }

    private int encode(String text) {
        int maxBytes = text.length() * Utf8.MAX_BYTES_PER_CHAR;
        if (utf8.capacity() < maxBytes) {
            utf8.wrap(new byte[maxBytes]);
        }
        return Utf8.encode(text.toCharArray(), 0, text.length(), utf8.byteArray());
    }

    /** Whether the parser has not stopped at a mark of the end, with more behind it. */
    private static boolean isAtEnd(JsonParser parser, byte[] bytes) {
        return parser.currentLocation().getByteOffset() >= bytes.length;
    }
}
