package io.canyon.engine.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.SmileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SmileReaderTest {
    private static final ObjectMapper SMILE = new ObjectMapper(SmileFactory.builder()
            .disable(SmileGenerator.Feature.CHECK_SHARED_NAMES)
            .build());

    private final SmileReader reader = new SmileReader(128);

    private boolean read(byte... bytes) {
        UnsafeBuffer padded = new UnsafeBuffer(new byte[bytes.length + 8]);
        padded.putBytes(3, bytes);
        return reader.read(padded, 3, bytes.length);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private byte[] result() {
        byte[] bytes = new byte[reader.lengthBytes()];
        reader.buffer().getBytes(0, bytes);
        return bytes;
    }

    @Test
    void shouldReadWhatJacksonWrites() throws IOException {
        long seed = Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
        System.out.println("SmileReaderTest: canyon.seed=" + seed);
        RandomDocuments documents = new RandomDocuments(new Random(seed));
        for (int run = 0; run < 500; run++) {
            JsonNode value = run % 2 == 0 ? documents.scene() : documents.any();
            assertTrue(read(SMILE.writeValueAsBytes(value)), "seed=" + seed + " value=" + value);
            assertEquals(value, JsonSmile.read(reader.buffer(), 0), "seed=" + seed);
        }
    }

    @Test
    void shouldWriteNumbersInOneForm() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (JsonGenerator generator = SMILE.createGenerator(stream)) {
            generator.writeStartArray();
            generator.writeNumber(1.0);
            generator.writeNumber(2.5f);
            generator.writeNumber(-0.0);
            generator.writeNumber(3L);
            generator.writeNumber(Long.MIN_VALUE);
            generator.writeNumber(1e300);
            generator.writeEndArray();
        }
        assertTrue(read(stream.toByteArray()));
        assertEquals(
                "[1,2.5,0,3,-9223372036854775808,1.0E300]",
                JsonSmile.read(reader.buffer(), 0).toString());
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        JsonSmile.write(JsonSmile.read(reader.buffer(), 0), writer);
        assertEquals(writer.position(), reader.lengthBytes());
    }

    @Test
    void shouldWriteStringsInOneForm() {
        // "ab" as a long string, and as one that need not be ASCII
        assertTrue(read(bytes(0xE4, 'a', 'b', 0xFC)));
        assertEquals(3, result().length);
        assertTrue(read(bytes(0x80, 'a', 'b')));
        assertEquals(0x41, result()[0]);
        assertTrue(read(bytes(0xFA, 0x34, 'a', 0xFC, 0xC1, 0xFB)));
        assertEquals("{\"a\":-1}", JsonSmile.read(reader.buffer(), 0).toString());
    }

    @Test
    void shouldTakeLoneSurrogatesAndNoPairsOfThem() {
        assertTrue(read(bytes(0x81, 0xED, 0xA0, 0x80)));
        assertTrue(read(bytes(0x84, 0xED, 0xB0, 0x80, 0xED, 0xA0, 0x80)));
        assertFalse(read(bytes(0x84, 0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80)));
        assertTrue(read(bytes(0x82, 0xF0, 0x9F, 0x98, 0x80)));
        assertFalse(read(bytes(0x81, 0xED, 0xA0, 'a')));
        assertFalse(read(bytes(0x80, 0xC0, 0x80)));
        assertFalse(read(bytes(0x81, 0xE0, 0x80, 0x80)));
        assertFalse(read(bytes(0x80, 0xC3)));
    }

    @Test
    void shouldRefuseWhatTheEngineHasNot() {
        assertFalse(read(), "nothing");
        assertFalse(read(bytes(0x21, 0x21)), "two values");
        assertFalse(read(bytes(':', ')', '\n', 0)), "header only");
        assertTrue(read(bytes(':', ')', '\n', 0, 0x21)));
        assertFalse(read(bytes(0x01)), "shared string");
        assertFalse(read(bytes(0xFA, 0x40, 0x21, 0xFB)), "shared name");
        assertFalse(read(bytes(0x26, 0x81, 0x01)), "large integer");
        assertFalse(read(bytes(0xE8, 0x80)), "binary");
        assertFalse(read(bytes(0xF8, 0x21)), "no end of list");
        assertFalse(read(bytes(0xFA, 0x80, 'a', 0x21)), "no end of object");
        assertFalse(read(bytes(0xFA, 0x80, 'a', 0xFB)), "no value");
        assertFalse(read(bytes(0xF8, 0xFB)), "wrong end");
        assertFalse(read(bytes(0xF9)), "end alone");
        assertFalse(read(bytes(0x44, 'a')), "cut string");
        assertFalse(read(bytes(0xE0, 'a')), "endless string");
        assertFalse(read(bytes(0x24, 1, 1)), "endless integer");
        assertFalse(read(bytes(0x24, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x81)), "long integer");
        assertFalse(read(bytes(0x29, 1, 2)), "cut double");
        assertFalse(read(bytes(0x29, 0, 0x7F, 0x7C, 0, 0, 0, 0, 0, 0, 0)), "unlike any number");
    }

    @Test
    void shouldRefuseLongNamesAndDeepValues() {
        byte[] name = "n".repeat(EditFormat.MAX_NAME_BYTES + 1).getBytes(StandardCharsets.US_ASCII);
        assertFalse(read(named(name, name.length)));
        assertTrue(read(named(name, name.length - 1)));
        SmileReader shallow = new SmileReader(2);
        byte[] deep = bytes(0xF8, 0xF8, 0xF8, 0xF9, 0xF9, 0xF9);
        assertFalse(shallow.read(new UnsafeBuffer(deep), 0, deep.length));
        assertTrue(shallow.read(new UnsafeBuffer(deep), 1, deep.length - 2));
        assertTrue(reader.read(new UnsafeBuffer(deep), 0, deep.length));
    }

    private static byte[] named(byte[] name, int length) {
        byte[] object = new byte[length + 5];
        object[0] = (byte) 0xFA;
        object[1] = 0x34;
        System.arraycopy(name, 0, object, 2, length);
        object[length + 2] = (byte) 0xFC;
        object[length + 3] = 0x21;
        object[length + 4] = (byte) 0xFB;
        return object;
    }

    @Test
    void shouldEndWithAnAnswerWhateverTheBytes() throws IOException {
        Random random = new Random(5);
        RandomDocuments documents = new RandomDocuments(random);
        int taken = 0;
        for (int run = 0; run < 20_000; run++) {
            byte[] smile = SMILE.writeValueAsBytes(documents.any());
            for (int i = random.nextInt(3); i >= 0; i--) {
                smile[random.nextInt(smile.length)] = (byte) random.nextInt(256);
            }
            if (read(smile)) {
                taken++;
                JsonNode value = JsonSmile.read(reader.buffer(), 0);
                SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
                JsonSmile.write(value, writer);
                assertEquals(value, JsonSmile.read(writer.buffer(), 0));
            }
        }
        assertTrue(taken > 1000 && taken < 19_000, "taken=" + taken);
    }
}
