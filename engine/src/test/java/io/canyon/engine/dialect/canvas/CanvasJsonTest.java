package io.canyon.engine.dialect.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.dialect.DecodeResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanvasJsonTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long SEED = 20_240_611;

    private final CanvasCodec codec = new CanvasCodec();

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "-0.0,0",
        "1.0,1",
        "-1e2,-100",
        "-16,-16",
        "1e15,1000000000000000",
        "9007199254740991,9007199254740991",
        "9007199254740993,9007199254740993",
        "-9007199254740993,-9007199254740993",
        "999999999999999999,999999999999999999",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808",
        "9223372036854775808,9.223372036854776E18",
        "123456789012345678901234567890,1.2345678901234568E29",
        "0.1,0.1",
        "1.50,1.5",
        "2E-323,2.0E-323",
        "4.9e-324,4.9E-324",
        "1e-400,0",
        "1.7976931348623157e308,1.7976931348623157E308",
        "2.0e22,2.0E22",
        "0.30000000000000004,0.30000000000000004",
        "0e99999999999,0",
        "1e-99999999999,0",
        "1e23,1.0E23"
    })
    void shouldKeepNumbers(String number, String expected) {
        assertEquals(expected, roundTripValue(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "\"\"",
                "[]",
                "{}",
                "{\"\":{\"\":[]}}",
                "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\u007f/\"",
                "\"aé\u20ac\ud83d\ude00\uffff\u2028\"",
                "\"\\ud800\"",
                "\"\\udfff\"",
                "\"x\\udc00\\ud800y\"",
                "\"\\ud83d\ud83d\ude00\"",
                "{\"\\udbff\":\"\\ud83dé\"}",
                "\"\ud7ff\ue000\"",
                "{\"__proto__\":{\"z\":1},\"constructor\":null}",
                "{\"a\":1,\"a\":2}"
            })
    void shouldKeepValuesAsTheyAre(String value) {
        assertEquals(value, roundTripValue(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"\\u00e9\\u20AC\"      | \"é€\"",
                "\"\\ud83d\\ude00\"      | \"\ud83d\ude00\"",
                "\"\\\\ud800\\uD83D\"  | \"\\\\ud800\\ud83d\"",
                "\"\\/\\u0022\"          | \"/\\\"\"",
                "[ 1 , { \"a\" : [ ] } ] | [1,{\"a\":[]}]"
            })
    void shouldWriteValuesCompactly(String value, String expected) {
        assertEquals(expected, roundTripValue(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"\":{\"\":1}}]                                     | [{\"\":{\"\":1}}]",
                "[{\"__proto__\":{\"_exists\":true,\"__proto__\":1}}]"
                        + " | [{\"__proto__\":{\"_exists\":true,\"__proto__\":1}}]",
                "[{\"\\ud800\":{\"\\udc00\":1}}]                       | [{\"\\ud800\":{\"\\udc00\":1}}]",
                "[{\"k\":{\"x\":1}},{},{\"k\":{\"_exists\":false}}]"
                        + " | [{\"k\":{\"x\":1}},{},{\"k\":{\"_exists\":false}}]",
                "[{\"k\":{\"x\":1,\"y\":2,\"x\":3}}]                   | [{\"k\":{\"x\":3,\"y\":2}}]",
                "[{\"k\":{\"x\":1},\"l\":{},\"k\":{\"y\":{}}}]         | [{\"k\":{\"y\":{}},\"l\":{}}]",
                "[{\"k\":{\"x\":1},\"k\":5}]                           | [{}]",
                "[{\"k\":5,\"\\u006b\":{\"x\":1}}]                     | [{\"k\":{\"x\":1}}]",
                "[{\"k\":{\"x\":1,\"_exists\":true}}]                  | [{\"k\":{\"_exists\":true,\"x\":1}}]",
                "[{\"k\":{\"x\":1,\"_exists\":false,\"y\":[]}}]        | [{\"k\":{\"_exists\":false,\"x\":1,\"y\":[]}}]"
            })
    void shouldKeepPatches(String patches, String expected) {
        assertEquals(expected, codec.roundTrip(patches));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"__buf\":1,\"len\":3,\"runs\":[[-2,[9,9,8]],[2,[4,0.5]],[50,[]]]} | =",
                "{\"__buf\":1,\"len\":0,\"runs\":[]}                                 | =",
                "{\"__buf\":1,\"len\":1,\"runs\":[],\"extra\":1,\"\":[{}]}           | =",
                "{\"x\":2,\"runs\":[[0.0,[1.0]]],\"len\":1,\"__buf\":1}"
                        + " | {\"__buf\":1,\"len\":1,\"runs\":[[0,[1]]],\"x\":2}",
                "{\"__buf\":1,\"len\":1,\"len\":2,\"runs\":[]}          | {\"__buf\":1,\"len\":2,\"runs\":[]}",
                "{\"__buf\":1,\"len\":1,\"runs\":[[1e300,[1]],[-99999999999,[2]]]}"
                        + "| {\"__buf\":1,\"len\":1,\"runs\":[[1073741824,[1]],[-1073741824,[2]]]}"
            })
    void shouldKeepBufferDeltas(String delta, String expected) {
        assertEquals(expected.equals("=") ? delta : expected, roundTripValue(delta));
    }

    @Test
    void shouldLetTheLastOfManyDuplicatesWin() {
        int distinct = 5_000;
        StringBuilder patch = new StringBuilder("[{");
        for (int i = 0; i < 2 * distinct; i++) {
            patch.append("\"entity/")
                    .append(i % distinct)
                    .append("\":{\"x\":")
                    .append(i)
                    .append("},");
        }
        patch.setCharAt(patch.length() - 1, '}');
        JsonNode result =
                CanvasCodec.json(codec.roundTrip(patch.append(']').toString())).get(0);
        assertEquals(distinct, result.size());
        for (int i = 0; i < distinct; i++) {
            assertEquals(distinct + i, result.get("entity/" + i).get("x").asInt());
        }
    }

    @Test
    void shouldTakeManyNewNamesInOneFrame() {
        int count = 200_000;
        StringBuilder patch = new StringBuilder("[{");
        for (int i = 0; i < count; i++) {
            patch.append("\"").append(Integer.toString(i, 36)).append("\":{},");
        }
        patch.setCharAt(patch.length() - 1, '}');
        String text = patch.append(']').toString();
        assertEquals(text, codec.roundTrip(text));
    }

    @Test
    void shouldKeepRandomJson() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            ObjectNode fields = NODES.objectNode();
            for (int field = random.nextInt(12); field >= 0; field--) {
                fields.set(randomText(random), randomValue(random, 5));
            }
            ArrayNode patches = NODES.arrayNode().add(NODES.objectNode().set(randomText(random), fields));
            String text = patches.toString();
            String message = "seed=" + SEED + " i=" + i + " text=" + text;
            assertEquals(CanvasCodec.json(text), CanvasCodec.json(codec.roundTrip(text)), message);
        }
    }

    @Test
    void shouldCallEveryTruncatedFrameMalformed() {
        String frame = "{\"type\":\"patch\",\"messageId\":\"é1\",\"documentPatches\":[{\"k\":{\"_exists\":true,"
                + "\"p\":{\"__buf\":1,\"len\":3,\"runs\":[[0,[1,-2.5e1]]]},\"s\":\"\\u00e9\ud83d\ude00\"}}]}";
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        assertEquals(DecodeResult.COMMAND, codec.decode(bytes));
        for (int length = 0; length < bytes.length; length++) {
            assertEquals(DecodeResult.MALFORMED, codec.decode(Arrays.copyOf(bytes, length)), "length=" + length);
        }
    }

    @Test
    void shouldSurviveHostileBytes() {
        Random random = new Random(SEED);
        byte[] frame = ("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"x\":"
                        + "{\"__buf\":1,\"len\":3,\"runs\":[[0,[1.5]]]}}}]}")
                .getBytes(StandardCharsets.US_ASCII);
        int malformed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = frame.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (codec.decode(bytes) == DecodeResult.MALFORMED) {
                malformed++;
            } else {
                CanvasCodec.json(codec.broadcast("c", 1));
            }
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            assertEquals(DecodeResult.MALFORMED, codec.decode(noise), "seed=" + SEED + " i=" + i);
        }
        assertTrue(malformed > 10_000, "malformed=" + malformed);
        assertEquals("1", roundTripValue("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C080",
                "C1BF",
                "E08080",
                "EDA080",
                "EDBFBF",
                "F0808080",
                "F4908080",
                "F5808080",
                "C3",
                "FF"
            })
    void shouldCallInvalidUtf8Malformed(String hex) {
        String start = "{\"type\":\"auth-refresh\",\"token\":\"";
        byte[] bytes = new byte[start.length() + hex.length() / 2 + 2];
        System.arraycopy(start.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, start.length());
        for (int i = 0; i < hex.length(); i += 2) {
            bytes[start.length() + i / 2] = (byte) Integer.parseInt(hex.substring(i, i + 2), 16);
        }
        bytes[bytes.length - 2] = '"';
        bytes[bytes.length - 1] = '}';
        assertEquals(DecodeResult.MALFORMED, codec.decode(bytes));
    }

    @Test
    void shouldBoundNesting() {
        int around = "{[{{".length();
        int deepest = CanvasCodec.MAX_DEPTH - around;
        String arrays = "[".repeat(deepest) + "]".repeat(deepest);
        String objects = "{\"a\":".repeat(deepest) + "1" + "}".repeat(deepest);
        assertEquals(arrays, roundTripValue(arrays));
        assertEquals(objects, roundTripValue(objects));
        assertEquals("MALFORMED", codec.roundTrip("[{\"k\":{\"f\":[" + arrays + "]}}]"));
        assertEquals("MALFORMED", codec.roundTrip("[{\"k\":{\"f\":{\"a\":" + objects + "}}}]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{", "]", "\"", "1", "{\"type\":\"patch\",\"x\":[["})
    void shouldRejectMegabytesOfTheSame(String part) {
        byte[] bytes = part.repeat((4 << 20) / part.length()).getBytes(StandardCharsets.US_ASCII);
        assertEquals(DecodeResult.MALFORMED, codec.decode(bytes));
    }

    @Test
    void shouldTakeValuesOfMegabytes() {
        String digits = "7".repeat(1 << 20);
        assertEquals("[{}]", codec.roundTrip("[{\"k\":{\"f\":" + digits + "}}]"));
        assertEquals("0.7777777777777778", roundTripValue("0." + digits));
        String text = "\"" + "é\ud83d\ude00a".repeat(1 << 18) + "\"";
        assertEquals(text, roundTripValue(text));
        String doubles = "[" + "0.5,".repeat(1 << 18) + "0.5]";
        assertEquals(doubles, roundTripValue(doubles));
    }

    @Test
    void shouldRefuseManyKeysWithInfiniteNumbersInLinearTime() {
        StringBuilder patch = new StringBuilder("[{");
        for (int i = 0; i < 150_000; i++) {
            patch.append("\"").append(Integer.toString(i, 36)).append("\":{\"x\":1e999},");
        }
        patch.setCharAt(patch.length() - 1, '}');
        assertEquals("[{}]", codec.roundTrip(patch.append(']').toString()));
    }

    private String roundTripValue(String value) {
        String start = "[{\"k\":{\"f\":";
        String result = codec.roundTrip(start + value + "}}]");
        assertTrue(result.startsWith(start), result);
        return result.substring(start.length(), result.length() - "}}]".length());
    }

    private static JsonNode randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(-40, 40));
            case 3 -> NODES.numberNode(random.nextLong() >> random.nextInt(33));
            case 4 -> NODES.numberNode(random.nextInt() / 4.0 + 0.125);
            case 5 -> NODES.numberNode(randomFraction(random));
            case 6 -> NODES.textNode(randomText(random));
            case 7 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(randomValue(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(randomText(random), randomValue(random, depth - 1));
                }
                yield object;
            }
        };
    }

    /** A double with a fraction, as whole ones come back as integers. */
    private static double randomFraction(Random random) {
        double value;
        do {
            value = Double.longBitsToDouble(random.nextLong());
        } while (Double.isNaN(value) || Double.isInfinite(value) || value == Math.rint(value));
        return value;
    }

    private static String randomText(Random random) {
        int[] bounds = {0x20, 0x80, 0x800, 0x10000, 0x110000};
        int length = random.nextInt(4) == 0 ? 50 + random.nextInt(40) : random.nextInt(8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int point = random.nextInt(bounds[random.nextInt(bounds.length)]);
            text.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 'x' : point);
        }
        return text.toString();
    }
}
