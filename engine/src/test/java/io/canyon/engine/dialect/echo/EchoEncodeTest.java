package io.canyon.engine.dialect.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RejectCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pins the bytes of every frame of the server. */
class EchoEncodeTest {
    private static final long VERSION = (7L << 32) + 1;

    private final EchoCodec codec = new EchoCodec();

    @Test
    void shouldWelcomeWithADocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("a", 1.5);
        document.put("b", Arrays.asList(null, true, "x\"\n"));
        MutableDirectBuffer welcome = codec.output(OutputType.WELCOME, VERSION)
                .flags(Output.ASKED | Output.HAS_DOCUMENT)
                .value(1)
                .numbers(3, 0)
                .document(document)
                .presence(List.of(List.of("c1", "ann"), List.of("c2", "bob", Map.of("at", 7))))
                .buffer();
        assertEquals(
                "{\"event\":\"joined\",\"room\":\"r\",\"version\":30064771073,\"seq\":3,\"permission\":\"readwrite\","
                        + "\"doc\":{\"a\":1.5,\"b\":[null,true,\"x\\\"\\n\"]},"
                        + "\"members\":[{\"id\":\"c1\",\"userId\":\"ann\"},"
                        + "{\"id\":\"c2\",\"userId\":\"bob\",\"presence\":{\"at\":7}}],\"asked\":true}",
                codec.encode(welcome));
    }

    @Test
    void shouldWelcomeWithWhatChanged() {
        MutableDirectBuffer welcome = codec.output(OutputType.WELCOME, 8)
                .flags(Output.HAS_FROM | Output.HAS_DELTA)
                .numbers(-1, 5)
                .edit(codec.edit("{\"a\":[1,2]}"))
                .presence(List.of())
                .buffer();
        assertEquals(
                "{\"event\":\"joined\",\"room\":\"r\",\"version\":8,\"permission\":\"readonly\",\"from\":5,"
                        + "\"delta\":{\"a\":[1,2]},\"members\":[],\"asked\":false}",
                codec.encode(welcome));
    }

    @Test
    void shouldWelcomeWhenNothingChanged() {
        MutableDirectBuffer welcome = codec.output(OutputType.WELCOME, 8)
                .flags(Output.HAS_FROM | Output.ASKED)
                .value(1)
                .numbers(0, 8)
                .buffer();
        assertEquals(
                "{\"event\":\"joined\",\"room\":\"r\",\"version\":8,\"seq\":0,\"permission\":\"readwrite\",\"from\":8,"
                        + "\"members\":[],\"asked\":true}",
                codec.encode(welcome));
    }

    @Test
    void shouldWelcomeWithADocumentThatComesLaterAndLeaveOutWhoIsWelcomed() {
        List<String> members = List.of(
                "{\"id\":\"c\",\"userId\":\"u\"}",
                "{\"id\":\"d\",\"userId\":\"é\",\"presence\":{\"x\":[1,\"é\"]}}",
                "{\"id\":\"e\",\"userId\":\"\"}");
        List<Object> written =
                List.of(List.of("c", "u"), List.of("d", "é", Map.of("x", List.of(1, "é"))), List.of("e", ""));
        for (int count = 0; count <= members.size(); count++) {
            for (int place = 0; place <= count; place++) {
                MutableDirectBuffer welcome = codec.output(OutputType.WELCOME, 8)
                        .flags(Output.PENDING | Output.ASKED)
                        .value(1)
                        .numbers(2, place)
                        .buffer();
                MutableDirectBuffer state = codec.output(OutputType.STATE, 9)
                        .document(List.of("é", 2))
                        .presence(written.subList(0, count))
                        .buffer();
                List<String> others = new ArrayList<>(members.subList(0, count));
                if (place < count) {
                    others.remove(place);
                }
                assertEquals(
                        "{\"event\":\"joined\",\"room\":\"r\",\"version\":9,\"seq\":2,"
                                + "\"permission\":\"readwrite\",\"doc\":[\"é\",2],\"members\":["
                                + String.join(",", others) + "],\"asked\":true}",
                        codec.encodeWelcome(welcome, state));
            }
        }
    }

    @Test
    void shouldAck() {
        MutableDirectBuffer asSent =
                codec.output(OutputType.ACK, VERSION).numbers((1L << 53) - 1).buffer();
        assertEquals(
                "{\"event\":\"ack\",\"room\":\"r\",\"seq\":9007199254740991,\"version\":30064771073}",
                codec.encode(asSent));
        MutableDirectBuffer changed = codec.output(OutputType.ACK, 4)
                .flags(Output.HAS_DELTA)
                .numbers(2)
                .edit(codec.edit("[1,2]"))
                .buffer();
        assertEquals(
                "{\"event\":\"ack\",\"room\":\"r\",\"seq\":2,\"version\":4,\"delta\":[1,2]}", codec.encode(changed));
        MutableDirectBuffer nothing = codec.output(OutputType.ACK, 4)
                .flags(Output.NO_CHANGE)
                .numbers(2)
                .buffer();
        assertEquals(
                "{\"event\":\"ack\",\"room\":\"r\",\"seq\":2,\"version\":4,\"delta\":null}", codec.encode(nothing));
    }

    @Test
    void shouldTellAnEdit() {
        MutableDirectBuffer edit = codec.output(OutputType.BROADCAST, 4)
                .names("c-1_A", "é\"")
                .edit(codec.edit("{\"k\":[0]}"))
                .buffer();
        assertEquals(
                "{\"event\":\"edit\",\"room\":\"r\",\"version\":4,\"id\":\"c-1_A\",\"userId\":\"é\\\"\","
                        + "\"delta\":{\"k\":[0]}}",
                codec.encode(edit));
        MutableDirectBuffer nothing =
                codec.output(OutputType.BROADCAST, 4).names("c", "").buffer();
        assertEquals(
                "{\"event\":\"edit\",\"room\":\"r\",\"version\":4,\"id\":\"c\",\"userId\":\"\"}",
                codec.encode(nothing));
    }

    @ParameterizedTest
    @CsvSource({
        "READ_ONLY, read-only",
        "INVALID, invalid",
        "CONFLICT, conflict",
        "TOO_LARGE, too-large",
        "UNAVAILABLE, unavailable",
        "TOO_OLD, too-old",
        "OUT_OF_ORDER, out-of-order"
    })
    void shouldReject(RejectCode code, String wireName) {
        MutableDirectBuffer rejection = codec.output(OutputType.REJECT, 4)
                .value(code.code())
                .numbers(12)
                .message("why: \"é\"")
                .buffer();
        String expected = "{\"event\":\"reject\",\"room\":\"r\",\"seq\":12,\"code\":\"" + wireName
                + "\",\"message\":\"why: \\\"é\\\"\",\"version\":4}";
        assertEquals(expected, codec.encode(rejection));
        assertEquals(expected, codec.encodeReject(12, code, "why: \"é\"", 4));
    }

    @Test
    void shouldShortenMessages() {
        assertEquals(
                "{\"event\":\"reject\",\"room\":\"r\",\"seq\":1,\"code\":\"invalid\",\"message\":\"" + "x".repeat(200)
                        + "...\",\"version\":0}",
                codec.encodeReject(1, RejectCode.INVALID, "x".repeat(201), 0));
    }

    @Test
    void shouldTellWhoComesAndGoesAndShowsWhat() {
        assertEquals(
                "{\"event\":\"entered\",\"room\":\"r\",\"id\":\"c\",\"userId\":\"u\"}",
                codec.encode(
                        codec.output(OutputType.ENTERED, -1).names("c", "u").buffer()));
        assertEquals(
                "{\"event\":\"left\",\"room\":\"r\",\"id\":\"c\",\"userId\":\"u\"}",
                codec.encode(
                        codec.output(OutputType.DEPARTED, -1).names("c", "u").buffer()));
        assertEquals(
                "{\"event\":\"presence\",\"room\":\"r\",\"id\":\"c\",\"userId\":\"u\",\"presence\":{\"x\":[1]}}",
                codec.encode(codec.output(OutputType.SHOWN, -1)
                        .names("c", "u")
                        .presence(Map.of("x", List.of(1)))
                        .buffer()));
    }

    @Test
    void shouldTellPermissions() {
        assertEquals(
                "{\"event\":\"permission\",\"room\":\"r\",\"permission\":\"readonly\"}",
                codec.encode(codec.output(OutputType.PERMISSION, -1).value(0).buffer()));
        assertEquals(
                "{\"event\":\"permission\",\"room\":\"r\",\"permission\":\"readwrite\"}",
                codec.encode(codec.output(OutputType.PERMISSION, -1).value(1).buffer()));
    }

    @ParameterizedTest
    @CsvSource({
        "FORBIDDEN, forbidden",
        "BAD_FRAME, bad-frame",
        "UNKNOWN_EVENT, unknown-event",
        "NOT_JOINED, not-joined",
        "LIMIT, limit",
        "ROOM_CLOSED, room-closed",
        "UNAVAILABLE, unavailable"
    })
    void shouldTellErrors(EchoError code, String wireName) {
        String start = "{\"event\":\"error\",\"code\":\"" + wireName + "\",\"message\":\"why\"";
        assertEquals(start + "}", codec.encodeError(code, "why", false));
        codec.room("é\\");
        assertEquals(start + ",\"room\":\"é\\\\\"}", codec.encodeError(code, "why", true));
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHORIZED, FORBIDDEN",
        "LIMIT, LIMIT",
        "UNAVAILABLE, UNAVAILABLE",
        "REMOVED, FORBIDDEN",
        "ROOM_CLOSED, ROOM_CLOSED",
        "OTHER_KIND, FORBIDDEN"
    })
    void shouldHaveAnErrorForEveryEndOfASession(CloseReason reason, EchoError error) {
        assertEquals(error, EchoError.of(reason));
    }

    @ParameterizedTest
    @EnumSource(
            value = OutputType.class,
            names = {"JOINED", "LEFT", "CLOSE", "LAGGING", "WAITING", "CATCH_UP", "COUNT", "STATE", "CHANGES", "RESYNC"
            })
    void shouldHaveNoFrameForOtherOutputs(OutputType type) {
        assertEquals("", codec.encode(codec.output(type, 1).buffer()));
    }

    /** Which the engine may have from elsewhere than a delta. */
    @Test
    void shouldTellOldValuesThatNobodyKnows() {
        ExpandableArrayBuffer output = new ExpandableArrayBuffer();
        assertEquals("{\"a\":[0,0,0],\"b\":[0,5]}", delta(output, edit -> {
            edit.operation(EditFormat.OBJECT);
            int removed = begin(edit, "a");
            edit.operation(EditFormat.REMOVE);
            edit.endMember(removed);
            int set = begin(edit, "b");
            edit.operation(EditFormat.SET);
            edit.values().writeInteger(5);
            edit.writeUntold();
            edit.endMember(set);
        }));
        assertEquals("{\"1\":[0,7],\"_t\":\"a\",\"_0\":[0,0,0]}", delta(output, edit -> {
            int list = edit.beginList(-1, 1, 0, 0, 1);
            edit.writeIndex(0);
            edit.writeIndex(1);
            edit.endListValues(list, edit.position());
            int item = edit.beginItem();
            edit.operation(EditFormat.SET);
            edit.values().writeInteger(7);
            edit.endItem(item);
            edit.writeUntold();
        }));
    }

    @Test
    void shouldNotTellWhatIsNoDelta() {
        ExpandableArrayBuffer output = new ExpandableArrayBuffer();
        assertThrows(IllegalArgumentException.class, () -> delta(output, edit -> edit.operation(EditFormat.REFUSED)));
    }

    private interface Node {
        void write(EditWriter edit);
    }

    private String delta(ExpandableArrayBuffer output, Node node) {
        Output.putHeader(output, 0, OutputType.ACK, Long.BYTES, 1, 0, 1);
        Output.putFlags(output, 0, Output.HAS_DELTA);
        output.putLong(Output.HEADER_BYTES, 0);
        int start = Output.HEADER_BYTES + Long.BYTES;
        EditWriter edit = new EditWriter().wrap(output, start);
        int step = edit.beginStep();
        node.write(edit);
        edit.endStep(step);
        Output.putEditLengths(output, 0, edit.position() - start, 0);
        String frame = codec.encode(output);
        String before = "{\"event\":\"ack\",\"room\":\"r\",\"seq\":0,\"version\":1,\"delta\":";
        assertEquals(before, frame.substring(0, before.length()));
        return frame.substring(before.length(), frame.length() - 1);
    }

    private static int begin(EditWriter edit, String name) {
        ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
        return edit.beginMember(bytes, 0, bytes.putStringWithoutLengthUtf8(0, name));
    }
}
