package io.canyon.engine.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.edit.EditWriter;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarDeltaTest {
    private static final String[] VALUES = {
        "0",
        "-1",
        "7",
        "1.5",
        "-0.0",
        "1e300",
        "9007199254740993",
        "true",
        "null",
        "\"\"",
        "\"text\"",
        "\"\\ud800\"",
        "[]",
        "{\"a\":1}",
        "{\"a\":1,\"a\":2}"
    };
    private static final String[] NAMES = {"a", "b", "a b", "", "_t", "__proto__", "_1", "\\u00e9", "\\udc00"};

    private final ScalarDelta scalars = new ScalarDelta();
    private final JsonReader json = new JsonReader(64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":[1]}",
                "{\"a\":[1,2],\"b\":{\"c\":[\"x\"],\"d\":{}}}",
                "{\"a\":[1,0,0]}",
                "{\"a\":[null,0,0],\"b\":[true,false]}"
            })
    void shouldWriteWhatTheParserWrites(String delta) {
        assertTrue(isWritten(delta));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "{\"a\":[]}",
                "{\"a\":[1,1,0]}",
                "{\"a\":[1,0,3]}",
                "{\"a\":[1,0,0,0]}",
                "{\"a\":[\"@@ -1 +1 @@\\n-a\\n+b\\n\",0,2]}",
                "{\"a\":[{}]}",
                "{\"a\":[1,[]]}",
                "{\"a\":[1],\"a\":[2]}",
                "{\"_t\":\"a\"}",
                "{\"a\":{\"_t\":\"a\",\"0\":[1]}}",
                "{\"__proto__\":[1]}",
                "{\"a\":1}"
            })
    void shouldLeaveAnyOtherToTheParser(String delta) {
        assertFalse(isWritten(delta));
    }

    @Test
    void shouldAgreeWithTheParserOnRandomDeltas() {
        long seed = Long.getLong("canyon.seed", System.nanoTime());
        System.out.println("ScalarDeltaTest: canyon.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int written = 0;
        for (int i = 0; i < 20_000; i++) {
            written += isWritten(object(random, 0)) ? 1 : 0;
        }
        assertTrue(written > 2_000, "written=" + written);
    }

    /** Whether it is written; checks that the parser takes it, too, and writes the same. */
    private boolean isWritten(String delta) {
        byte[] text = delta.getBytes(StandardCharsets.UTF_8);
        assertTrue(json.read(new UnsafeBuffer(text), 0, text.length), delta);
        EditWriter own = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        if (!scalars.write(json.buffer(), 0, own)) {
            return false;
        }
        EditWriter parsed = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        try {
            new ChangeWriter(JsonSmile.WRITER).write(JsonDeltas.parse(JsonSmile.read(json.buffer(), 0)), parsed);
        } catch (DeltaException e) {
            throw new AssertionError("the parser refuses " + delta, e);
        }
        assertEquals(bytes(parsed), bytes(own), delta);
        assertEquals(parsed.hasBuffers(), own.hasBuffers(), delta);
        return true;
    }

    private static DirectBuffer bytes(EditWriter writer) {
        return new UnsafeBuffer(writer.buffer(), 0, writer.position());
    }

    private static String object(SplittableRandom random, int depth) {
        StringBuilder text = new StringBuilder("{");
        int members = random.nextInt(4);
        for (int i = 0; i < members; i++) {
            String part = depth < 3 && random.nextInt(3) == 0 ? object(random, depth + 1) : array(random);
            text.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(pick(random, NAMES))
                    .append("\":");
            text.append(part);
        }
        return text.append('}').toString();
    }

    private static String array(SplittableRandom random) {
        String first = pick(random, VALUES);
        return switch (random.nextInt(6)) {
            case 0, 1 -> "[" + first + "]";
            case 2, 3 -> "[" + first + "," + pick(random, VALUES) + "]";
            case 4 -> "[" + first + ",0,0]";
            default -> "[" + first + "," + pick(random, VALUES) + "," + pick(random, VALUES) + "]";
        };
    }

    private static String pick(SplittableRandom random, String[] from) {
        return from[random.nextInt(from.length)];
    }
}
