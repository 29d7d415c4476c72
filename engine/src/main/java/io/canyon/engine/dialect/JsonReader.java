package io.canyon.engine.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.SmileWriter;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns one JSON text into one Smile value in the engine's form. Not thread-safe; the value is overwritten by the next
 * call. Lone surrogates from escapes are kept, duplicate members too.
 */
public final class JsonReader {
    private static final int INITIAL_BYTES = 4096;
    private static final int MAX_LONG_DIGITS = 18;
    /** The parser remembers each level. */
    private static final int MAX_CUT_DEPTH = 10_000;

    private final JsonFactory factory;
    /** Containers deeper than this are cut off. */
    private final int cutDepth;

    private final ExpandableArrayBuffer smile = new ExpandableArrayBuffer(INITIAL_BYTES);
    private final SmileWriter writer = new SmileWriter();
    /** Offsets, ascending. */
    private final IntArrayList unfit = new IntArrayList();

    private final UnsafeBuffer utf8 = new UnsafeBuffer(new byte[INITIAL_BYTES]);
    private byte[] bytes = new byte[INITIAL_BYTES];
    private char[] chars = new char[INITIAL_BYTES];

    /** Takes texts whose containers nest {@code maxDepth} deep at most. */
    public JsonReader(int maxDepth) {
        this(maxDepth, maxDepth);
    }

    /** Takes texts that nest deeper, too, within reason; what is deeper than {@code maxDepth} does not fit. */
    public static JsonReader cutting(int maxDepth) {
        return new JsonReader(maxDepth, MAX_CUT_DEPTH);
    }

    private JsonReader(int cutDepth, int maxDepth) {
        this.cutDepth = cutDepth;
        factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Reads a text; false when it is not valid UTF-8, not exactly one JSON value, or nests too deep. */
    public boolean read(DirectBuffer buffer, int offset, int length) {
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, 2 * bytes.length)];
            chars = new char[bytes.length];
        }
        buffer.getBytes(offset, bytes, 0, length);
        int charCount = Utf8.decode(bytes, length, chars);
        if (charCount < 0) {
            return false;
        }
        charCount = SurrogateEscapes.resolve(chars, charCount);
        unfit.clear();
        writer.wrap(smile, 0);
        try (JsonParser parser = factory.createParser(chars, 0, charCount)) {
            return readValue(parser) && parser.nextToken() == null;
        } catch (IOException malformed) {
            // The only source of these is the text itself, which is in memory.
            return false;
        }
    }

    /** The value, from offset 0 on. */
    public DirectBuffer buffer() {
        return smile;
    }

    /**
     * True when something between the two offsets could not be kept: a number that is no finite double, where a null
     * stands instead, the name of a member that is too long for an edit, or a container that is too deep, for which a
     * null stands, too.
     */
    public boolean hasUnfit(int from, int to) {
        int low = 0;
        int high = unfit.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (unfit.getInt(middle) < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < unfit.size() && unfit.getInt(low) < to;
    }

    private boolean readValue(JsonParser parser) throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return false;
            }
            switch (token) {
                case START_OBJECT, START_ARRAY -> depth += startContainer(parser, token, depth);
                case END_OBJECT -> {
                    writer.endObject();
                    depth--;
                }
                case END_ARRAY -> {
                    writer.endArray();
                    depth--;
                }
                case FIELD_NAME -> writeName(parser);
                case VALUE_STRING -> writer.writeString(utf8, 0, encodeText(parser));
                case VALUE_NUMBER_INT -> writeInteger(parser);
                case VALUE_NUMBER_FLOAT -> writeDouble(parser.getDoubleValue());
                case VALUE_TRUE -> writer.writeBoolean(true);
                case VALUE_FALSE -> writer.writeBoolean(false);
                case VALUE_NULL -> writer.writeNull();
                default -> throw new IllegalStateException("unexpected JSON token: token=" + token);
            }
        } while (depth > 0);
        return true;
    }

    /** Returns by how many levels it has become deeper. */
    private int startContainer(JsonParser parser, JsonToken token, int depth) throws IOException {
        if (depth == cutDepth) {
            parser.skipChildren();
            unfit.addInt(writer.position());
            writer.writeNull();
            return 0;
        }
        if (token == JsonToken.START_OBJECT) {
            writer.startObject();
        } else {
            writer.startArray();
        }
        return 1;
    }

    private void writeName(JsonParser parser) throws IOException {
        int length = encodeText(parser);
        if (length > EditFormat.MAX_NAME_BYTES) {
            unfit.addInt(writer.position());
        }
        writer.writeName(utf8, 0, length);
    }

    private void writeInteger(JsonParser parser) throws IOException {
        char[] digits = parser.getTextCharacters();
        int at = parser.getTextOffset();
        int end = at + parser.getTextLength();
        boolean negative = digits[at] == '-';
        if (negative) {
            at++;
        }
        if (end - at > MAX_LONG_DIGITS) {
            writeLongInteger(parser);
            return;
        }
        long value = 0;
        while (at < end) {
            value = 10 * value + (digits[at++] - '0');
        }
        writer.writeInteger(negative ? -value : value);
    }

    private void writeLongInteger(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.LONG) {
            writer.writeInteger(parser.getLongValue());
        } else {
            writeDouble(Double.parseDouble(parser.getText()));
        }
    }

    private void writeDouble(double value) {
        if (Double.isInfinite(value)) {
            unfit.addInt(writer.position());
            writer.writeNull();
        } else {
            writer.writeNumber(value);
        }
    }

    private int encodeText(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int length = parser.getTextLength();
        if (utf8.capacity() < length * Utf8.MAX_BYTES_PER_CHAR) {
            utf8.wrap(new byte[Math.max(length * Utf8.MAX_BYTES_PER_CHAR, 2 * utf8.capacity())]);
        }
        return Utf8.encode(text, parser.getTextOffset(), length, utf8.byteArray());
    }
}
