package io.canyon.engine.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmileReaderTest {
    private static final int MAX_DEPTH = 64;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "\u00e9",
            "\ud83d\ude00",
            "a".repeat(64),
            "a".repeat(65),
            "\u00e9".repeat(32),
            "\u00e9".repeat(33),
            "x".repeat(56) + "\u00e9",
            "a\u0000b",
            "long ".repeat(100),
            "\u20ac".repeat(700));

    private final SmileReader reader = new SmileReader(MAX_DEPTH);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldTakeTheEnginesFormAsItStands(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            UnsafeBuffer value = ours(randomValue(random, 4));
            UnsafeBuffer message = new UnsafeBuffer(new byte[value.capacity() + 7]);
            random.nextBytes(message.byteArray());
            message.putBytes(3, value, 0, value.capacity());
            assertTrue(reader.read(message, 3, value.capacity()), "seed=" + seed + " i=" + i);
            assertSame(message, reader.buffer());
            assertEquals(3, reader.offset());
            assertEquals(value.capacity(), reader.lengthBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldTakeWhateverJacksonWrites(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            boolean hasHeader = random.nextBoolean();
            SmileMapper mapper = new SmileMapper(SmileFactory.builder()
                    .configure(SmileGenerator.Feature.WRITE_HEADER, hasHeader)
                    .configure(SmileGenerator.Feature.CHECK_SHARED_NAMES, random.nextBoolean())
                    .configure(SmileGenerator.Feature.CHECK_SHARED_STRING_VALUES, hasHeader && random.nextBoolean())
                    .configure(SmileGenerator.Feature.LENIENT_UTF_ENCODING, random.nextBoolean())
                    .configure(SmileGenerator.Feature.WRITE_END_MARKER, random.nextBoolean())
                    .build());
            JsonNode node = randomValue(random, 4);
            UnsafeBuffer value = new UnsafeBuffer(mapper.writeValueAsBytes(node));
            assertTrue(reader.read(value, 0, value.capacity()), () -> "seed=" + seed + " " + node);
            assertEquals(JSON.readTree(node.toString()), JsonSmile.read(reader.buffer(), reader.offset()));
            assertEquals(reader.offset() + reader.lengthBytes(), Smile.skip(reader.buffer(), reader.offset()));
            UnsafeBuffer copy = new UnsafeBuffer(new byte[reader.lengthBytes()]);
            copy.putBytes(0, reader.buffer(), reader.offset(), reader.lengthBytes());
            assertEquals(ours(node), copy);
        }
    }

    @Test
    void shouldWriteNumbersInOneWay() throws IOException {
        SmileMapper mapper = new SmileMapper(SmileFactory.builder()
                .enable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .build());
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        for (JsonNode node : List.of(
                nodes.numberNode(3.0),
                nodes.numberNode(-0.0),
                nodes.numberNode(2.5f),
                nodes.numberNode(new java.math.BigInteger("3")),
                nodes.numberNode(new java.math.BigDecimal("3.00")),
                nodes.numberNode(3L))) {
            UnsafeBuffer value = new UnsafeBuffer(mapper.writeValueAsBytes(node));
            assertTrue(reader.read(value, 0, value.capacity()), node::toString);
            ExpandableArrayBuffer expected = new ExpandableArrayBuffer();
            SmileWriter writer = new SmileWriter().wrap(expected, 0);
            writer.writeNumber(node.doubleValue());
            UnsafeBuffer copy = new UnsafeBuffer(new byte[reader.lengthBytes()]);
            copy.putBytes(0, reader.buffer(), reader.offset(), reader.lengthBytes());
            assertEquals(new UnsafeBuffer(expected, 0, writer.position()), copy, node::toString);
        }
    }

    @Test
    void shouldRefuseWhatIsNoValue() {
        refuses();
        refuses(0x00);
        refuses(0xF8);
        refuses(0xF9);
        refuses(0xF8, 0xC2);
        refuses(0xF8, 0xFB);
        refuses(0xFA, 0x80, 'a', 0xFB);
        refuses(0xFA, 0x80);
        refuses(0xC2, 0xC2);
        refuses(0x41, 'a');
        refuses(0xE0, 'a', 'b');
        refuses(0x24, 0x01);
        refuses(0x25, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x81);
        refuses(0x29, 1, 2, 3);
        refuses(0xFD, 5);
        refuses(0xE8, 2, 1, 2, 3);
        refuses(0xFF);
        refuses(0xFF, 0xC2);
        refuses(0xC2, 0xFF, 0xC2);
        refuses(':', ')', '\n', 0);
    }

    @Test
    void shouldRefuseNumbersThatAreNotFinite() throws IOException {
        SmileMapper mapper = new SmileMapper();
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            UnsafeBuffer smile = new UnsafeBuffer(mapper.writeValueAsBytes(value));
            assertFalse(reader.read(smile, 0, smile.capacity()));
            UnsafeBuffer single = new UnsafeBuffer(mapper.writeValueAsBytes((float) value));
            assertFalse(reader.read(single, 0, single.capacity()));
        }
    }

    @Test
    void shouldRefuseWhatIsTooDeepOrNamedTooLong() {
        byte[] deep = new byte[2 * MAX_DEPTH];
        Arrays.fill(deep, 0, MAX_DEPTH, Smile.START_ARRAY);
        Arrays.fill(deep, MAX_DEPTH, 2 * MAX_DEPTH, Smile.END_ARRAY);
        assertTrue(reader.read(new UnsafeBuffer(deep), 0, deep.length));
        byte[] deeper = new byte[2 * MAX_DEPTH + 2];
        Arrays.fill(deeper, 0, MAX_DEPTH + 1, Smile.START_ARRAY);
        Arrays.fill(deeper, MAX_DEPTH + 1, deeper.length, Smile.END_ARRAY);
        assertFalse(reader.read(new UnsafeBuffer(deeper), 0, deeper.length));
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        named.put("n".repeat(EditFormat.MAX_NAME_BYTES), 1);
        UnsafeBuffer longest = ours(named);
        assertTrue(reader.read(longest, 0, longest.capacity()));
        named.put("n".repeat(EditFormat.MAX_NAME_BYTES + 1), 1);
        UnsafeBuffer tooLong = ours(named);
        assertFalse(reader.read(tooLong, 0, tooLong.capacity()));
    }

    @Test
    void shouldKeepLoneSurrogatesAndMendPairs() {
        UnsafeBuffer lone = bytes(0x81, 0xED, 0xA0, 0x80);
        assertTrue(reader.read(lone, 0, lone.capacity()));
        assertSame(lone, reader.buffer());
        UnsafeBuffer pair = bytes(0x84, 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80);
        assertTrue(reader.read(pair, 0, pair.capacity()));
        assertNotSame(pair, reader.buffer());
        assertEquals(
                "\ud83d\ude00", JsonSmile.read(reader.buffer(), reader.offset()).textValue());
        assertEquals(5, reader.lengthBytes());
    }

    /** Bytes that were something become something else: whatever it is, it is a value in the engine's form, or none. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverThrow(long seed) throws IOException {
        Random random = new Random(seed);
        SmileMapper mapper = new SmileMapper();
        int taken = 0;
        for (int i = 0; i < 3_000; i++) {
            JsonNode node = randomValue(random, 3);
            byte[] bytes = random.nextBoolean()
                    ? mapper.writeValueAsBytes(node)
                    : ours(node).byteArray().clone();
            for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(5) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            if (reader.read(new UnsafeBuffer(bytes), 0, length)) {
                taken++;
                UnsafeBuffer again = new UnsafeBuffer(new byte[reader.lengthBytes()]);
                again.putBytes(0, reader.buffer(), reader.offset(), reader.lengthBytes());
                assertTrue(new SmileCheck(MAX_DEPTH).isOurs(again, 0, again.capacity()), "seed=" + seed + " i=" + i);
                assertEquals(again.capacity(), Smile.skip(again, 0));
            }
        }
        assertTrue(taken > 100, "seed=" + seed + " taken=" + taken);
    }

    private void refuses(int... values) {
        UnsafeBuffer smile = bytes(values);
        assertFalse(reader.read(smile, 0, smile.capacity()), () -> Arrays.toString(values));
    }

    private static UnsafeBuffer bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new UnsafeBuffer(bytes);
    }

    private static UnsafeBuffer ours(JsonNode node) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        SmileWriter writer = new SmileWriter().wrap(buffer, 0);
        JsonSmile.write(node, writer);
        byte[] bytes = new byte[writer.position()];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    private static JsonNode randomValue(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0:
                return nodes.numberNode(random.nextInt(100) - 50);
            case 1:
                return nodes.numberNode(random.nextLong() >> random.nextInt(64));
            case 2:
                return nodes.numberNode(random.nextGaussian() * 1e6);
            case 3:
                return nodes.booleanNode(random.nextBoolean());
            case 4:
                return nodes.nullNode();
            case 5:
                return nodes.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
            case 6: {
                var array = nodes.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(randomValue(random, depth - 1));
                }
                return array;
            }
            default: {
                ObjectNode object = nodes.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(TEXTS.get(random.nextInt(TEXTS.size())), randomValue(random, depth - 1));
                }
                return object;
            }
        }
    }
}
