package io.canyon.engine.dialect.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.dialect.DecodeResult;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanvasDecodeTest {
    private final CanvasCodec codec = new CanvasCodec();

    @Test
    void shouldDecodePatchWithBothLists() {
        String frame = "{\"documentPatches\":[{\"k\":{\"x\":1}},{}],\"ephemeralPatches\":[{\"c\":{\"_exists\":true}}],"
                + "\"messageId\":\"a-1\",\"type\":\"patch\"}";
        assertEquals(DecodeResult.COMMAND, codec.decode(frame));
        Command command = codec.command();
        assertEquals(CommandType.EDIT, command.type());
        assertEquals(CanvasCodec.SESSION_ID, command.sessionId());
        assertEquals("a-1", codec.id());
        assertEquals(Command.HAS_DOCUMENT | Command.HAS_PRESENCE | Command.NO_BUFFERS, command.flags());
        assertEquals(0, command.nameLength());
        assertEquals(codec.dialect.commandLengthBytes(), command.lengthBytes());

        StepCursor steps = documentSteps();
        assertTrue(steps.next());
        assertEquals(EditFormat.OBJECT, steps.operation());
        assertTrue(steps.next());
        assertEquals(1, steps.nodeLength());
        assertFalse(steps.next());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                               | 1",
                "{\"x\":1}                        | 1",
                "{\"_exists\":true}               | 2",
                "{\"x\":1,\"_exists\":true}       | 2",
                "{\"_exists\":false}              | 4",
                "{\"_exists\":false,\"x\":{}}     | 4",
                "5                                | 6",
                "null                             | 6",
                "\"hi\"                           | 6",
                "[1]                              | 6",
                "{\"x\":1,\"_exists\":null}       | 6",
                "{\"_exists\":1}                  | 6",
                "{\"_exists\":\"true\"}           | 6",
                "{\"_exists\":1e400}              | 6",
                "{\"_exists\":0,\"_exists\":true} | 2",
                "{\"_exists\":true,\"_exists\":0} | 6",
                "{\"x\":1e400}                    | 6",
                "{\"x\":[{\"y\":-1e400}]}         | 6",
                "{\"x\":1e99999999999}           | 6",
                "{\"x\":1e400,\"x\":1}            | 1",
                "{\"x\":1,\"x\":1e400}            | 6"
            })
    void shouldChooseNodeOfComponent(String component, byte operation) {
        assertEquals(
                DecodeResult.COMMAND, decodePatches("[{\"a\":{\"_exists\":true,\"f\":0},\"k\":" + component + "}]"));
        MemberCursor keys = keysOfFirstStep();
        assertTrue(keys.next());
        assertEquals(EditFormat.RECORD, keys.operation());
        assertTrue(keys.next());
        assertEquals(operation, keys.operation());
        assertEquals(operation == EditFormat.REFUSED ? 1 : keys.nodeLength(), keys.nodeLength());
        assertFalse(keys.next());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"__buf\":1,\"len\":3,\"runs\":[[0,[1]]]}                  | 5",
                "{\"runs\":[],\"len\":3.0,\"__buf\":1.0}                     | 5",
                "{\"__buf\":1,\"len\":1048576,\"runs\":[]}                   | 5",
                "{\"__buf\":1,\"len\":0,\"runs\":[[-2,[9,0.5]],[50,[]]]}     | 5",
                "{\"__buf\":1,\"len\":3,\"runs\":[[1e300,[7]]]}              | 5",
                "{\"__buf\":1,\"len\":3,\"runs\":[],\"extra\":{\"q\":null}}  | 5",
                "{\"__buf\":2,\"__buf\":1,\"len\":3,\"runs\":[]}             | 5",
                "{\"__buf\":1,\"__buf\":2,\"len\":3,\"runs\":[]}             | 3",
                "{\"__buf\":2,\"len\":3,\"runs\":[]}                         | 3",
                "{\"__buf\":\"1\",\"len\":3,\"runs\":[]}                     | 3",
                "{\"__buf\":true}                                            | 3",
                "{\"__buf\":1.5}                                             | 3",
                "{\"len\":3,\"runs\":[]}                                     | 3",
                "[{\"__buf\":1}]                                             | 3",
                "{\"o\":{\"__buf\":1}}                                       | 3"
            })
    void shouldTellBufferDeltasFromValues(String field, byte operation) {
        assertEquals(DecodeResult.COMMAND, decodePatches("[{\"k\":{\"f\":" + field + "}}]"));
        MemberCursor keys = keysOfFirstStep();
        assertTrue(keys.next());
        assertEquals(EditFormat.OBJECT, keys.operation());
        MemberCursor fields = new MemberCursor().wrap(keys.buffer(), keys.nodeOffset(), keys.nodeLength());
        assertTrue(fields.next());
        assertEquals(operation, fields.operation());
        assertFalse(fields.next());
        assertEquals(operation != EditFormat.BUFFER, codec.command().has(Command.NO_BUFFERS));
    }

    @Test
    void shouldTellOfBuffersWhereverTheyStand() {
        String plain = "[{\"k\":{\"f\":1}}]";
        String buffer = "[{\"j\":{\"_exists\":true}},{\"k\":{\"f\":{\"__buf\":1,\"len\":3,\"runs\":[]},\"g\":1}}]";
        assertTrue(hasNoBuffers(plain, plain));
        assertFalse(hasNoBuffers(buffer, plain));
        assertFalse(hasNoBuffers(plain, buffer));
        assertTrue(hasNoBuffers(plain, plain));
        assertTrue(hasNoBuffers("[]", plain));
    }

    private boolean hasNoBuffers(String document, String presence) {
        String frame = "{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":" + document
                + ",\"ephemeralPatches\":" + presence + "}";
        assertEquals(DecodeResult.COMMAND, codec.decode(frame));
        return codec.command().has(Command.NO_BUFFERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"len\":-1,\"runs\":[]",
                "\"len\":1.5,\"runs\":[]",
                "\"len\":\"5\",\"runs\":[]",
                "\"len\":null,\"runs\":[]",
                "\"len\":1048577,\"runs\":[]",
                "\"len\":1e300,\"runs\":[]",
                "\"len\":1e400,\"runs\":[]",
                "\"runs\":[]",
                "\"len\":3",
                "\"len\":3,\"runs\":{}",
                "\"len\":3,\"runs\":[0]",
                "\"len\":3,\"runs\":[[]]",
                "\"len\":3,\"runs\":[[0]]",
                "\"len\":3,\"runs\":[[0,1]]",
                "\"len\":3,\"runs\":[[0,[1],2]]",
                "\"len\":3,\"runs\":[[\"1\",[7]]]",
                "\"len\":3,\"runs\":[[0.5,[6]]]",
                "\"len\":3,\"runs\":[[[],[6]]]",
                "\"len\":3,\"runs\":[[0,[\"x\"]]]",
                "\"len\":3,\"runs\":[[0,[1,null]]]",
                "\"len\":3,\"runs\":[[0,[[1]]]]",
                "\"len\":3,\"runs\":[[0,[1e400]]]",
                "\"len\":3,\"runs\":[],\"extra\":1e400"
            })
    void shouldRefuseKeyOfInvalidBufferDelta(String rest) {
        String patch = "[{\"k\":{\"a\":1,\"f\":{\"__buf\":1," + rest + "},\"b\":2},\"l\":{}}]";
        assertEquals(DecodeResult.COMMAND, decodePatches(patch));
        MemberCursor keys = keysOfFirstStep();
        assertTrue(keys.next());
        assertEquals(EditFormat.REFUSED, keys.operation());
        assertEquals(1, keys.nodeLength());
        assertTrue(keys.next());
        assertEquals(EditFormat.OBJECT, keys.operation());
        assertEquals("[{\"l\":{}}]", codec.roundTrip(patch));
    }

    @Test
    void shouldRefuseKeyWithNameTooLong() {
        String longest = "n".repeat(EditFormat.MAX_NAME_BYTES);
        assertEquals("[{\"k\":{\"" + longest + "\":1}}]", codec.roundTrip("[{\"k\":{\"" + longest + "\":1}}]"));
        assertEquals("[{}]", codec.roundTrip("[{\"k\":{\"" + longest + "n\":1}}]"));
        assertEquals("[{}]", codec.roundTrip("[{\"k\":{\"a\":[{\"" + longest + "n\":1}]}}]"));
        assertEquals("[{\"" + longest + "\":{}}]", codec.roundTrip("[{\"" + longest + "\":{}}]"));
        assertEquals("MALFORMED", codec.roundTrip("[{\"" + longest + "n\":{}}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "cA-resync-1,true",
        "a-resync-b-resync-0042,true",
        "-resync-1,false",
        "cA-resync-,false",
        "cA-resync-1x,false",
        "cA-17,false",
        "17,false",
        "resync-1,false"
    })
    void shouldMarkAnswersToResync(String id, boolean expected) {
        String frame = "{\"type\":\"patch\",\"messageId\":\"" + id + "\",\"documentPatches\":[{}]}";
        assertEquals(DecodeResult.COMMAND, codec.decode(frame));
        assertEquals(expected, codec.command().has(Command.RESYNC_ANSWER));
        assertTrue(codec.command().has(Command.HAS_DOCUMENT));
        assertFalse(codec.command().has(Command.HAS_PRESENCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"patch\",\"messageId\":\"e\"}",
                "{\"type\":\"patch\",\"messageId\":\"\",\"documentPatches\":[],\"ephemeralPatches\":[]}",
                " {\"type\":\"patch\",\"messageId\":\"e\",\"documentPatches\":null,\"ephemeralPatches\":null}\n",
                "{\"type\":\"patch\",\"messageId\":1,\"messageId\":\"e\",\"documentPatches\":5,\"documentPatches\":[]}"
            })
    void shouldIgnorePatchWithoutContent(String frame) {
        assertEquals(DecodeResult.NOTHING, codec.decode(frame));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "null",
                "5",
                "\"x\"",
                "[]",
                "{} {}",
                "{\"type\":\"patch\",\"messageId\":\"e\"}x",
                "{\"type\":\"patch\",\"messageId\":\"e\"}{}",
                "{\"type\":\"nope\"}",
                "{\"type\":\"synced\"}",
                "{\"type\":null}",
                "{\"type\":[\"patch\"],\"messageId\":\"e\"}",
                "{\"type\":\"patch\"}",
                "{\"type\":\"patch\",\"documentPatches\":null}",
                "{\"type\":\"patch\",\"documentPatches\":[{}]}",
                "{\"type\":\"patch\",\"messageId\":{\"a\":1},\"documentPatches\":[{}]}",
                "{\"type\":\"patch\",\"messageId\":1e400,\"documentPatches\":[{}]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":\"abc\"}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":{\"0\":{}}}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[null]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[{},5]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[[]]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[{}],\"ephemeralPatches\":false}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[{\"k\":{\"x\":NaN}}]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[{\"k\":{\"x\":01}}]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[{\"k\":{\"x\":1,}}]}",
                "{\"type\":\"patch\",\"messageId\":\"x\",\"documentPatches\":[{\"k\":{\"x\":\"\t\"}}]}",
                "\uFEFF{\"type\":\"patch\",\"messageId\":\"e\"}",
                "{\"type\":\"reconnect\",\"protocolVersion\":2}",
                "{\"type\":\"reconnect\",\"protocolVersion\":2,\"lastTimestamp\":0,\"documentPatches\":[1]}",
                "{\"type\":\"auth-refresh\"}",
                "{\"type\":\"auth-refresh\",\"token\":5}"
            })
    void shouldCallMalformed(String frame) {
        assertEquals(DecodeResult.MALFORMED, codec.decode(frame));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "3.0,3",
        "-0,0",
        "-0.0,0",
        "1e3,1000",
        "4294967296,4294967296",
        "9007199254740992,9007199254740992"
    })
    void shouldDecodeReconnect(String last, long version) {
        String frame = "{\"type\":\"reconnect\",\"lastTimestamp\":" + last + ",\"protocolVersion\":2.0}";
        assertEquals(DecodeResult.COMMAND, codec.decode(frame));
        Command command = codec.command();
        assertEquals(CommandType.RESUME, command.type());
        assertEquals(version, command.version());
        assertEquals(CanvasCodec.SESSION_ID, command.sessionId());
        assertEquals(0, command.flags());
        assertEquals(Command.HEADER_BYTES, command.lengthBytes());
        assertEquals(Command.HEADER_BYTES, codec.dialect.commandLengthBytes());
    }

    @Test
    void shouldDecodeChangesOfReconnect() {
        String frame = "{\"type\":\"reconnect\",\"lastTimestamp\":5,\"protocolVersion\":2,"
                + "\"ephemeralPatches\":[{\"c\":{\"_exists\":false}}],\"documentPatches\":[{\"k\":{\"x\":1}}]}";
        assertEquals(DecodeResult.COMMAND, codec.decode(frame));
        assertEquals(
                Command.HAS_DOCUMENT | Command.HAS_PRESENCE | Command.NO_BUFFERS,
                codec.command().flags());
        assertEquals(
                "{\"type\":\"patch\",\"clientId\":\"é\",\"documentPatches\":[{\"k\":{\"x\":1}}],\"timestamp\":6,"
                        + "\"ephemeralPatches\":[{\"c\":{\"_exists\":false}}]}",
                codec.broadcast("é", 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.5", "null", "\"0\"", "[]", "{}", "true", "9007199254740993", "1e300", "1e400"})
    void shouldCallOddLastTimestampMalformed(String last) {
        String frame = "{\"type\":\"reconnect\",\"lastTimestamp\":" + last + ",\"protocolVersion\":2}";
        assertEquals(DecodeResult.MALFORMED, codec.decode(frame));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "\"2\"", "null", "2.5", "[2]", "1e400"})
    void shouldAnswerOtherProtocolVersions(String version) {
        String frame = "{\"type\":\"reconnect\",\"lastTimestamp\":\"x\",\"protocolVersion\":" + version + "}";
        assertEquals(DecodeResult.REPLY, codec.decode(frame));
        int length = codec.dialect.reply().capacity();
        assertEquals(
                "{\"type\":\"version-mismatch\",\"serverProtocolVersion\":2}",
                codec.dialect.reply().getStringWithoutLengthUtf8(0, length));
    }

    @Test
    void shouldAnswerAnAbsentProtocolVersion() {
        assertEquals(DecodeResult.REPLY, codec.decode("{\"type\":\"reconnect\",\"lastTimestamp\":0}"));
    }

    @Test
    void shouldHandOverToken() {
        assertEquals(DecodeResult.AUTH_REFRESH, codec.decode("{\"type\":\"auth-refresh\",\"token\":\"t\\u00e9\"}"));
        assertEquals("té", codec.dialect.token());
        assertEquals(DecodeResult.AUTH_REFRESH, codec.decode("{\"token\":\"\",\"type\":\"auth-refresh\"}"));
        assertEquals("", codec.dialect.token());
    }

    @Test
    void shouldLetTheLastDuplicateWinInTheFrame() {
        String frame = "{\"type\":\"patch\",\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}";
        assertEquals(DecodeResult.COMMAND, codec.decode(frame));
        assertEquals(CommandType.RESUME, codec.command().type());
    }

    @Test
    void shouldRefuseMessageIdThatACommandCannotCarry() {
        String longest = "i".repeat(65_535);
        String rest = "\",\"type\":\"patch\",\"documentPatches\":[{}]}";
        assertEquals(DecodeResult.COMMAND, codec.decode("{\"messageId\":\"" + longest + rest));
        assertEquals(longest, codec.id());
        assertEquals(DecodeResult.MALFORMED, codec.decode("{\"messageId\":\"" + longest + "i" + rest));
    }

    private DecodeResult decodePatches(String patches) {
        return codec.decode("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":" + patches + "}");
    }

    private StepCursor documentSteps() {
        Command command = codec.command();
        return new StepCursor().wrap(command.buffer(), command.documentOffset(), command.documentLength());
    }

    private MemberCursor keysOfFirstStep() {
        StepCursor steps = documentSteps();
        assertTrue(steps.next());
        return new MemberCursor().wrap(codec.command().buffer(), steps.nodeOffset(), steps.nodeLength());
    }
}
