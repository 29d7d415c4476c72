package io.canyon.engine.dialect.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.DocumentEvent;
import io.canyon.engine.dialect.DocumentJoin;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.JavaValues;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.RejectCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoDecodeTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long SEED = 20261122;
    private static final long MAX = (1L << 53) - 1;

    private final EchoCodec codec = new EchoCodec();

    @Test
    void shouldReadJoins() {
        assertEquals(DocumentEvent.JOIN, codec.read("{\"event\":\"join\",\"room\":\"r\\u00e9\",\"userId\":\"\"}"));
        assertArrayEquals("ré".getBytes(StandardCharsets.UTF_8), codec.frame().room());
        assertTrue(codec.frame().isRoom("ré".getBytes(StandardCharsets.UTF_8)));
        assertFalse(codec.frame().isRoom("re".getBytes(StandardCharsets.UTF_8)));
        DocumentJoin bare = codec.frame().join();
        assertEquals(0, bare.userId().length);
        assertNull(bare.credentials());
        assertEquals(Command.NONE, bare.version());
        assertEquals(
                DocumentEvent.JOIN,
                codec.read("{\"version\":" + MAX + ",\"credentials\":{\"t\":[1.50,\"\\u00e9\"]},\"userId\":\"ann\","
                        + "\"room\":\"r\",\"event\":\"join\",\"more\":1}"));
        DocumentJoin full = codec.frame().join();
        assertEquals("ann", new String(full.userId(), StandardCharsets.UTF_8));
        assertEquals(Credentials.ofJson("{\"t\":[1.5,\"é\"]}"), full.credentials());
        assertEquals(MAX, full.version());
    }

    @Test
    void shouldReadCredentials() {
        assertEquals(
                DocumentEvent.AUTH, codec.read("{\"event\":\"auth\",\"room\":\"r\",\"credentials\":\"s\\\"\\u00e9\"}"));
        assertEquals(Credentials.ofString("s\"é"), codec.frame().credentials());
        assertEquals(DocumentEvent.AUTH, codec.read("{\"event\":\"auth\",\"room\":\"r\",\"credentials\":null}"));
        assertTrue(codec.frame().credentials().isNone());
    }

    @Test
    void shouldReadEdits() {
        String frame = "{\"event\":\"edit\",\"room\":\"r\",\"seq\":" + MAX + ",\"base\":0,\"delta\":[5]}";
        assertEquals(DocumentEvent.EDIT, codec.read(frame));
        assertEquals(MAX, codec.frame().seq());
        assertNull(codec.writeEdit());
        Command edit = codec.edit("[5]");
        assertNotNull(edit);
        assertEquals(CommandType.EDIT_DOCUMENT, edit.type());
        assertEquals(EchoCodec.SESSION_ID, edit.sessionId());
        assertEquals(Command.NONE, edit.version());
        assertEquals(Long.BYTES, edit.idLength());
        assertEquals(1, edit.buffer().getLong(edit.idOffset(), ByteOrder.LITTLE_ENDIAN));
        assertEquals(0, edit.nameLength());
        assertEquals(0, edit.presenceLength());
        assertEquals(codec.frame().commandLengthBytes(), edit.lengthBytes());
        assertEquals(2, edit.buffer().getInt(edit.documentOffset(), ByteOrder.LITTLE_ENDIAN));
        assertEquals(EditFormat.SET, edit.buffer().getByte(edit.documentOffset() + EditFormat.STEP_HEADER_BYTES));
        assertEquals(5L, JavaValues.read(edit.buffer(), edit.documentOffset() + EditFormat.STEP_HEADER_BYTES + 1));
    }

    @Test
    void shouldKeepTheBaseOfAnEdit() {
        codec.read("{\"event\":\"edit\",\"room\":\"r\",\"seq\":7,\"base\":" + MAX + ",\"delta\":[5]}");
        ExpandableArrayBuffer target = new ExpandableArrayBuffer();
        assertNull(codec.frame().writeEdit(1, false, target));
        Command edit = new Command().wrap(target, 0);
        assertEquals(MAX, edit.version());
        assertEquals(7, edit.buffer().getLong(edit.idOffset(), ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void shouldPassPresenceOn() {
        assertEquals(
                DocumentEvent.PRESENCE,
                codec.read("{\"event\":\"presence\",\"room\":\"r\",\"presence\":{\"x\":[1,{\"_t\":\"b\"}]}}"));
        Command show = codec.writeShow();
        assertEquals(CommandType.SHOW, show.type());
        assertEquals(EchoCodec.SESSION_ID, show.sessionId());
        assertEquals(codec.frame().commandLengthBytes(), show.lengthBytes());
        assertEquals(
                Map.of("x", List.of(1L, Map.of("_t", "b"))), JavaValues.read(show.buffer(), show.presenceOffset()));
    }

    @Test
    void shouldReadLeaves() {
        assertEquals(DocumentEvent.LEAVE, codec.read(" {\"event\":\"leave\",\"room\":\"r\"} "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "1",
                "null",
                "\"join\"",
                "{",
                "{}",
                "{}{}",
                "{\"event\":1}",
                "{\"event\":null}",
                "{\"event\":\"join\"}",
                "{\"event\":\"join\",\"room\":\"r\"}",
                "{\"event\":\"join\",\"room\":1,\"userId\":\"u\"}",
                "{\"event\":\"join\",\"room\":\"\",\"userId\":\"u\"}",
                "{\"event\":\"join\",\"room\":\"\\ud800\",\"userId\":\"u\"}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":1}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":null}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"version\":-1}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"version\":1.5}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"version\":\"1\"}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"version\":null}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"version\":9007199254740992}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"credentials\":1e400}",
                "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"credentials\":{\"\\ud800\":1}}",
                "{\"event\":\"auth\",\"room\":\"r\"}",
                "{\"event\":\"auth\",\"credentials\":\"t\"}",
                "{\"event\":\"edit\",\"room\":\"r\",\"delta\":[1]}",
                "{\"event\":\"edit\",\"seq\":1,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":0,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":-1,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1.5,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":\"1\",\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":9007199254740992,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1e400,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"base\":-1,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"base\":null,\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"base\":\"0\",\"delta\":[1]}",
                "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"base\":9007199254740992,\"delta\":[1]}",
                "{\"event\":\"presence\",\"room\":\"r\"}",
                "{\"event\":\"presence\",\"room\":\"r\",\"presence\":[]}",
                "{\"event\":\"presence\",\"room\":\"r\",\"presence\":null}",
                "{\"event\":\"presence\",\"room\":\"r\",\"presence\":{\"x\":1e400}}",
                "{\"event\":\"leave\"}",
                "{\"event\":\"leave\",\"room\":[\"r\"]}",
                "{\"event\":\"leave\",\"room\":\"r\"}x"
            })
    void shouldTellBadFrames(String frame) {
        assertEquals(DocumentEvent.BAD, codec.read(frame));
        assertFalse(codec.frame().problem().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":\"\"}", "{\"event\":\"joined\",\"room\":\"r\"}", "{\"event\":\"JOIN\"}"})
    void shouldTellUnknownEvents(String frame) {
        assertEquals(DocumentEvent.UNKNOWN, codec.read(frame));
        assertEquals(frame.contains("room"), codec.frame().hasRoom());
    }

    @Test
    void shouldBoundUserIds() {
        String start = "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"";
        assertEquals(DocumentEvent.JOIN, codec.read(start + "u".repeat(1024) + "\"}"));
        assertEquals(DocumentEvent.BAD, codec.read(start + "u".repeat(1025) + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "\"\"",
                "\"x\"",
                "true",
                "[]",
                "[1,0,0]",
                "[1,2,3]",
                "[1,0,0,0]",
                "[\"\",1,3]",
                "[1,0,2]",
                "[\"@@ nonsense\",0,2]",
                "{\"_t\":\"b\"}",
                "{\"a\":null}",
                "{\"a\":1}",
                "{\"a\":\"x\"}",
                "{\"a\":[]}",
                "{\"__proto__\":[1]}",
                "{\"_t\":[1,2]}",
                "{\"_t\":\"a\",\"01\":[1]}",
                "{\"_t\":\"a\",\"-1\":[1]}",
                "{\"_t\":\"a\",\"x\":[1]}",
                "{\"_t\":\"a\",\"0\":[1,0,0]}",
                "{\"_t\":\"a\",\"_0\":[1]}",
                "{\"_t\":\"a\",\"0\":[1],\"_1\":[\"\",0,3]}",
                "{\"_t\":\"a\",\"_0\":[\"\",1,3],\"_2\":[\"\",1,3]}",
                "{\"_t\":\"a\",\"2147483647\":[1]}",
                "{\"a\":[1e400]}",
                "{\"a\":[[{\"b\":-1e999}]]}"
            })
    void shouldRejectWhatIsNoDelta(String delta) {
        assertNull(codec.edit(delta));
        assertEquals(RejectCode.INVALID, codec.writeEdit());
        assertFalse(codec.frame().problem().isEmpty());
        assertEquals(1, codec.frame().seq());
    }

    @Test
    void shouldRejectAnEditWithoutDelta() {
        assertEquals(DocumentEvent.EDIT, codec.read("{\"event\":\"edit\",\"room\":\"r\",\"seq\":3}"));
        assertEquals(RejectCode.INVALID, codec.writeEdit());
    }

    @Test
    void shouldRejectWhatIsTooDeepAndStillKnowWhoseItIs() {
        int deepest = EchoCodec.MAX_DEPTH - 1;
        assertNotNull(codec.edit("[".repeat(deepest) + "]".repeat(deepest)));
        for (int depth : new int[] {deepest + 1, 2000, 9_998}) {
            assertNull(codec.edit("[".repeat(depth) + "]".repeat(depth)), "depth=" + depth);
            assertEquals(RejectCode.INVALID, codec.writeEdit());
            assertNull(codec.edit("{\"a\":".repeat(depth) + "[1]" + "}".repeat(depth)), "depth=" + depth);
        }
        String start = "{\"event\":\"presence\",\"room\":\"r\",\"presence\":";
        assertEquals(
                DocumentEvent.BAD, codec.read(start + "{\"a\":".repeat(deepest + 1) + "1" + "}".repeat(deepest + 2)));
        assertEquals(DocumentEvent.BAD, codec.read("[".repeat(1_000_000)));
    }

    @Test
    void shouldRejectNamesThatAreTooLong() {
        String longest = "n".repeat(EditFormat.MAX_NAME_BYTES);
        EchoDialect dialect = new EchoDialect(EchoCodec.MAX_DEPTH, 1 << 20);
        assertNull(refusalOf(dialect, "{\"" + longest + "\":[1]}"));
        assertEquals(RejectCode.INVALID, refusalOf(dialect, "{\"n" + longest + "\":[1]}"));
        assertEquals(RejectCode.INVALID, refusalOf(dialect, "{\"a\":[{\"n" + longest + "\":1}]}"));
    }

    @Test
    void shouldRejectEditsThatAreTooLarge() {
        assertNotNull(codec.edit("[\"" + "x".repeat(EchoCodec.MAX_EDIT_BYTES - 7) + "\"]"));
        assertNull(codec.edit("[\"" + "x".repeat(EchoCodec.MAX_EDIT_BYTES - 6) + "\"]"));
        assertEquals(RejectCode.TOO_LARGE, codec.writeEdit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "[1,2]",
                "[null,{\"a\":[]}]",
                "{}",
                "{\"a\":[1,0,0]}",
                "{\"a\":[{\"x\":1},[2]]}",
                "{\"a\":[\"@@ -1 +1 @@\\n-a\\n+b\\n\",0,2]}",
                "{\"a\":{\"b\":{\"\":[1]}}}",
                "{\"é\\\"\":[\"\\ud800\",\"\\n\"]}",
                "{\"_t\":\"a\"}",
                "{\"0\":[1],\"1\":{\"x\":[1,2]},\"3\":[9],\"_t\":\"a\",\"_0\":[\"\",2,3],\"_2\":[5,0,0]}",
                "{\"1\":[1,2],\"_t\":\"a\",\"_0\":[7,0,0],\"_3\":[\"\",0,3],\"_4\":[{\"q\":1},0,0]}",
                "{\"0\":{\"0\":{\"0\":[1,2],\"_t\":\"a\"},\"_t\":\"a\"},\"_t\":\"a\"}",
                "{\"10\":[1],\"9\":[2]}"
            })
    void shouldTellOthersWhatCame(String delta) {
        assertEquals(delta, codec.roundTrip(delta));
    }

    @Test
    void shouldTakeTheLastOfMembersWithOneName() {
        assertEquals("{\"a\":[3],\"b\":[2]}", codec.roundTrip("{\"a\":[1],\"b\":[2],\"a\":[3]}"));
        assertEquals("[{\"a\":2}]", codec.roundTrip("[{\"a\":1,\"a\":2}]"));
    }

    /** All deltas that were recorded: each is told as the printer for Jackson trees tells it, or rejected by both. */
    @Test
    void shouldTellRecordedDeltasAsThePrinterDoes() throws IOException {
        EchoDialect dialect = new EchoDialect(EchoCodec.MAX_DEPTH, 4 << 20);
        int told = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                EchoDecodeTest.class.getResourceAsStream("/vectors/jsondiffpatch.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("\\ud") || line.contains("\\uD") || line.contains("NaN")) {
                    continue;
                }
                JsonNode delta = MAPPER.readTree(line).get("delta");
                if (delta != null && !delta.isNull()) {
                    told += toldAlike(dialect, delta) ? 1 : 0;
                }
            }
        }
        assertTrue(told > 800, "told=" + told);
    }

    @Test
    void shouldEndEveryFrameInAResult() {
        Random random = new Random(SEED);
        String[] seeds = {
            "{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"base\":2,"
                    + "\"delta\":{\"a\":[1,2],\"l\":{\"_t\":\"a\",\"0\":[1],"
                    + "\"_1\":[\"\",3,3],\"_2\":[1,0,0]},\"t\":[\"@@ -1 +1 @@\\n-a\\n+b\\n\",0,2]}}",
            "{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\",\"credentials\":{\"a\":[1,\"x\"]},\"version\":3}",
            "{\"event\":\"presence\",\"room\":\"r\",\"presence\":{\"x\":1.5}}"
        };
        int edits = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] frame = seeds[i % seeds.length].getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change >= 0; change--) {
                frame[random.nextInt(frame.length)] = random.nextInt(4) == 0
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[]\",:0123_tae\\@".charAt(random.nextInt(17));
            }
            try {
                switch (codec.read(frame)) {
                    case EDIT -> edits += codec.writeEdit() == null ? 1 : 0;
                    case JOIN -> assertNotNull(codec.frame().join());
                    case PRESENCE -> assertNotNull(codec.writeShow());
                    default -> {}
                }
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed=" + SEED + " i=" + i + " " + new String(frame, StandardCharsets.ISO_8859_1), e);
            }
        }
        assertTrue(edits > 300, "edits=" + edits);
    }

    private static boolean toldAlike(EchoDialect dialect, JsonNode delta) throws IOException {
        Change change;
        try {
            change = JsonDeltas.parse(delta);
        } catch (DeltaException e) {
            assertEquals(RejectCode.INVALID, refusalOf(dialect, delta.toString()));
            return false;
        }
        String told = new EchoCodec(4 << 20).roundTrip(delta.toString());
        JsonNode printed = JsonDeltas.print(change);
        assertTrue(
                printed.equals(EchoDecodeTest::compare, MAPPER.readTree(told)),
                () -> "expected: " + printed + " but was: " + told);
        return true;
    }

    /** Numbers as JavaScript compares them. */
    private static int compare(JsonNode a, JsonNode b) {
        boolean isSame = a.isNumber() && b.isNumber() ? a.doubleValue() == b.doubleValue() : a.equals(b);
        return isSame ? 0 : 1;
    }

    private static RejectCode refusalOf(EchoDialect dialect, String delta) {
        byte[] frame = ("{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"delta\":" + delta + "}")
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(DocumentEvent.EDIT, dialect.frame().read(new UnsafeBuffer(frame), 0, frame.length));
        return dialect.frame().writeEdit(1, false, new ExpandableArrayBuffer());
    }
}
