package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeEncoderTest {
    private final SegmentPool pool = new SegmentPool(2);
    private final Document document = new Document(pool, 3);

    @AfterEach
    void close() {
        document.close();
        pool.close();
    }

    @Test
    void shouldWriteNothingWhenNothingChanged() {
        assertEquals(Map.of(), TestEdits.changesSince(document, 0));
        set(document.root(), "k", "1", 5);
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 8);
        assertFalse(ChangeEncoder.encodeSince(document, 5, writer));
        assertEquals(8, writer.position());
    }

    @Test
    void shouldWriteTheFieldsThatChanged() {
        int record = record("k", 1);
        set(record, "x", "1", 1);
        set(record, "y", "{'deep':{'er':[1]},'o':2}", 1);
        set(record, "z", "3", 2);
        assertEquals(Map.of("k", "OBJECT {z=SET 3}"), TestEdits.changesSince(document, 1));
        assertEquals(
                Map.of("k", "RECORD {x=SET 1, y=SET {\"deep\":{\"er\":[1]},\"o\":2}, z=SET 3}"),
                TestEdits.changesSince(document, 0));
        int deep = document.object(find(document.object(find(record, "y")), "deep"));
        set(deep, "er", "5", 3);
        assertEquals(Map.of("k", "OBJECT {y=SET {\"deep\":{\"er\":5},\"o\":2}}"), TestEdits.changesSince(document, 2));
    }

    @Test
    void shouldWriteARecordWholeWhenItLostAField() {
        int record = record("k", 1);
        set(record, "x", "1", 1);
        set(record, "y", "2", 2);
        document.remove(record, TestJson.bytes("y"), 0, 1, 3);
        assertEquals(Map.of("k", "RECORD {x=SET 1}"), TestEdits.changesSince(document, 2));
        set(record, "z", "2", 4);
        assertEquals(Map.of("k", "OBJECT {z=SET 2}"), TestEdits.changesSince(document, 3));
    }

    @Test
    void shouldKnowWhatIsLargeBeforeItIsWritten() {
        int record = record("k", 1);
        set(record, "x", "'" + "x".repeat(5000) + "'", 1);
        set(record, "y", "{'deep':1,'text':'" + "y".repeat(1000) + "'}", 1);
        set(record, "z", "3", 2);
        assertTrue(isLarger(0, false, 5000));
        assertFalse(isLarger(1, false, 1000), "z only");
        set(document.object(find(record, "y")), "deep", "2", 3);
        assertTrue(isLarger(2, false, 1000), "all of y");
        assertFalse(isLarger(2, false, 5000), "but nothing else");
        document.record(document.root(), TestJson.bytes("k"), 0, 1, 4);
        assertFalse(isLarger(3, false, 5000), "that it is there");
        assertTrue(isLarger(3, true, 5000), "all of it");
        document.remove(record, TestJson.bytes("z"), 0, 1, 5);
        assertTrue(isLarger(4, false, 5000), "all that it has left");
        UnsafeBuffer key = TestJson.bytes("k");
        assertTrue(ChangeEncoder.measureKey(document, key, 0, 1, 5000) > 5000);
        assertEquals(0, ChangeEncoder.measureKey(document, TestJson.bytes("n"), 0, 1, 5000));
    }

    @Test
    void shouldWriteTheTrueStateOfOneKey() {
        int record = record("k", 1);
        set(record, "x", "1", 1);
        set(document.root(), "gone", "1", 2);
        document.remove(document.root(), TestJson.bytes("gone"), 0, 4, 3);
        set(document.root(), "plain", "[1]", 4);
        assertEquals(Map.of("k", "RECORD {x=SET 1}"), key("k"));
        assertEquals(Map.of("gone", "REMOVE"), key("gone"));
        assertEquals(Map.of("never", "REMOVE"), key("never"));
        assertEquals(Map.of("plain", "SET [1]"), key("plain"));
    }

    private boolean isLarger(long since, boolean isWhole, long bytes) {
        return ChangeEncoder.isLarger(document, since, isWhole, bytes);
    }

    private Map<String, String> key(String name) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        writer.operation(EditFormat.OBJECT);
        UnsafeBuffer bytes = TestJson.bytes(name);
        ChangeEncoder.encodeKey(document, bytes, 0, bytes.capacity(), writer);
        return TestEdits.members(writer.buffer(), 0, writer.position());
    }

    private int find(int object, String name) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.find(object, bytes, 0, bytes.capacity());
    }

    private int record(String name, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.object(document.record(document.root(), bytes, 0, bytes.capacity(), version));
    }

    private void set(int object, String name, String json, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        document.set(object, bytes, 0, bytes.capacity(), TestJson.smile(json), 0, version);
    }
}
