package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.edit.JavaValues;
import io.canyon.engine.edit.SmileWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What the public values say when they are printed. */
class ValueTextTest {
    private static final String LONG = "x".repeat(5000);

    private static DirectBuffer smile(Object value) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        SmileWriter writer = new SmileWriter().wrap(buffer, 0);
        JavaValues.write(value, writer);
        return new UnsafeBuffer(buffer, 0, writer.position());
    }

    @Test
    void shouldSayWhatAnEditChanges() {
        Edit edit = Edit.builder()
                .put("a/Box", new TreeMap<>(Map.of("w", 5, "x", List.of(1, 2))))
                .removeField("b/Box", "w")
                .remove("c/Box")
                .build();
        assertEquals(
                "Edit[records=["
                        + "RecordChange[key=a/Box, kind=PUT, fields={w=5, x=[1, 2]}, arrays=[], removedFields=[]], "
                        + "RecordChange[key=b/Box, kind=SET, fields={}, arrays=[], removedFields=[w]], "
                        + "RecordChange[key=c/Box, kind=REMOVED, fields={}, arrays=[], removedFields=[]]]]",
                edit.toString());
        Edit longer = Edit.put("a", Map.of("text", LONG));
        assertEquals("Edit[lengthBytes=" + longer.encoded().capacity() + "]", longer.toString());
    }

    @Test
    void shouldSayWhatHasChangedAndWhoDidIt() {
        DirectBuffer edit = Edit.put("a", Map.of("x", 1)).encoded();
        String records = "records=[RecordChange[key=a, kind=PUT, fields={x=1}, arrays=[], removedFields=[]]]";
        assertEquals(
                "RoomChange[version=7, sessionId=3, clientId=ann, " + records + "]",
                new RoomChange(7, 3, "ann", edit).toString());
        assertEquals(
                "RoomChange[sessionId=3, clientId=ann, " + records + "]",
                new RoomChange(RoomChange.NO_VERSION, 3, "ann", edit).toString());
        assertEquals(
                "DocumentChange[version=7, sessionId=3, clientId=c, userId=u, delta=null]",
                new DocumentChange(7, 3, "c", "u", new UnsafeBuffer(new byte[0])).toString());
    }

    @Test
    void shouldSayWhatARoomIs() {
        assertEquals(
                "RoomView[version=2, {\"a\":[true,null]}]",
                new RoomView(2, smile(Map.of("a", Arrays.asList(true, null))), true).toString());
        assertEquals(
                "RoomView[version=9, {\"k\":{\"x\":1}}]",
                new RoomView(9, smile(Map.of("k", List.of(3, Map.of("x", List.of(4, 1))))), false).toString());
        DirectBuffer longer = smile(Map.of("a", LONG));
        assertEquals(
                "RoomView[version=2, lengthBytes=" + longer.capacity() + "]", new RoomView(2, longer, true).toString());
    }
}
