package io.canyon.engine.dialect.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanvasEncodeTest {
    private static final long VERSION = (7L << 32) + 1;

    private final CanvasCodec codec = new CanvasCodec();
    private final ExpandableArrayBuffer output = new ExpandableArrayBuffer();
    private final EditWriter edit = new EditWriter();

    @Test
    void shouldEncodeAck() {
        header(OutputType.ACK, "a\"\n-é", new String[0]);
        assertEquals("{\"type\":\"ack\",\"messageId\":\"a\\\"\\n-é\",\"timestamp\":30064771073}", codec.encode(output));
    }

    @Test
    void shouldEncodeAckWithRejectedKeys() {
        header(OutputType.ACK, "m", new String[] {"k", "", "\\é"});
        assertEquals(
                "{\"type\":\"ack\",\"messageId\":\"m\",\"timestamp\":30064771073,\"rejected\":[\"k\",\"\",\"\\\\é\"]}",
                codec.encode(output));
    }

    @Test
    void shouldEncodeSynced() {
        header(OutputType.SYNCED, "", new String[0]);
        assertEquals("{\"type\":\"synced\",\"timestamp\":30064771073}", codec.encode(output));
        header(OutputType.SYNCED, "", new String[] {"k"});
        assertEquals("{\"type\":\"synced\",\"timestamp\":30064771073,\"rejected\":[\"k\"]}", codec.encode(output));
    }

    @Test
    void shouldEncodeResync() {
        header(OutputType.RESYNC, "", new String[0]);
        assertEquals("{\"type\":\"resync\",\"since\":30064771073}", codec.encode(output));
    }

    @Test
    void shouldEncodeCount() {
        header(OutputType.COUNT, "", new String[0]);
        Output.putValue(output, 0, 10_000);
        assertEquals("{\"type\":\"clientCount\",\"count\":10000}", codec.encode(output));
        assertEquals("{\"type\":\"clientCount\",\"count\":3}", codec.encodeCount(3));
    }

    @Test
    void shouldEncodeChangesOfDocumentAndPresence() {
        int at = header(OutputType.CHANGES, "", new String[0]);
        int presence = writeStep(at, "k", EditFormat.RECORD);
        int end = writeStep(presence, "c", EditFormat.REMOVE);
        Output.putEditLengths(output, 0, presence - at, end - presence);
        assertEquals(
                "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"k\":{\"_exists\":true}}],"
                        + "\"timestamp\":30064771073,\"ephemeralPatches\":[{\"c\":{\"_exists\":false}}]}",
                codec.encode(output));
    }

    @Test
    void shouldLeaveOutTimestampWithoutDocument() {
        int at = header(OutputType.BROADCAST, "cA", new String[0]);
        Output.putEditLengths(output, 0, 0, writeStep(at, "c", EditFormat.OBJECT) - at);
        String expected = "{\"type\":\"patch\",\"clientId\":\"cA\",\"ephemeralPatches\":[{\"c\":{}}]}";
        assertEquals(expected, codec.encode(output));
    }

    @Test
    void shouldEncodeChangesOfCatchUpOnDemand() {
        int at = header(OutputType.CATCH_UP, "", new String[0]);
        assertEquals("", codec.encodeChanges(output));
        Output.putEditLengths(output, 0, writeStep(at, "k", EditFormat.RECORD) - at, 0);
        assertEquals("", codec.encode(output));
        assertEquals(
                "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"k\":{\"_exists\":true}}],"
                        + "\"timestamp\":30064771073}",
                codec.encodeChanges(output));
    }

    @ParameterizedTest
    @EnumSource(
            value = OutputType.class,
            names = {"JOINED", "LEFT", "CLOSE", "CATCH_UP", "LAGGING", "CHANGES", "BROADCAST"})
    void shouldHaveNoFrameForOtherOutputsAndEmptyChanges(OutputType type) {
        header(type, "x", new String[0]);
        assertEquals("", codec.encode(output));
    }

    @Test
    void shouldLeaveOutWhatTheWireHasNoWordsFor() {
        int at = header(OutputType.CHANGES, "", new String[0]);
        edit.wrap(output, at);
        int set = edit.beginStep();
        edit.operation(EditFormat.SET);
        edit.values().writeNull();
        edit.endStep(set);
        int step = edit.beginStep();
        edit.operation(EditFormat.OBJECT);
        endEmptyMember("refused", EditFormat.REFUSED);
        int key = begin("k");
        edit.operation(EditFormat.OBJECT);
        endEmptyMember("removed", EditFormat.REMOVE);
        endEmptyMember("nested", EditFormat.OBJECT);
        int field = begin("f");
        edit.operation(EditFormat.SET);
        edit.values().writeInteger(1);
        edit.endMember(field);
        endEmptyMember("refused", EditFormat.REFUSED);
        edit.endMember(key);
        edit.endStep(step);
        Output.putEditLengths(output, 0, edit.position() - at, 0);
        assertEquals(
                "{\"type\":\"patch\",\"clientId\":\"\",\"documentPatches\":[{\"k\":{\"f\":1}}],"
                        + "\"timestamp\":30064771073}",
                codec.encode(output));
    }

    private void endEmptyMember(String name, byte operation) {
        int member = begin(name);
        edit.operation(operation);
        edit.endMember(member);
    }

    private int begin(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return edit.beginMember(new UnsafeBuffer(utf8), 0, utf8.length);
    }

    private int writeStep(int offset, String key, byte operation) {
        edit.wrap(output, offset);
        int step = edit.beginStep();
        edit.operation(EditFormat.OBJECT);
        endEmptyMember(key, operation);
        edit.endStep(step);
        return edit.position();
    }

    /** Writes all but the edits; returns where they start. */
    private int header(OutputType type, String id, String[] refused) {
        int idLength = output.putStringWithoutLengthUtf8(Output.HEADER_BYTES, id);
        Output.putHeader(output, 0, type, idLength, 1, 2, VERSION);
        int start = Output.HEADER_BYTES + idLength;
        int at = start;
        for (String name : refused) {
            int length = output.putStringWithoutLengthUtf8(at + Short.BYTES, name);
            output.putShort(at, (short) length, ByteOrder.LITTLE_ENDIAN);
            at += Short.BYTES + length;
        }
        Output.putRefused(output, 0, at - start, refused.length);
        return at;
    }
}
