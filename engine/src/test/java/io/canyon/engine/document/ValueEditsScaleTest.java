package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ListChangeBuilder;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What changes cost, counted in segments that they write to and in bytes on the heap. */
class ValueEditsScaleTest {
    private static final UnsafeBuffer NAME = TestJson.bytes("");
    private static final int LONG = 100_000;

    private final SegmentPool pool = new SegmentPool(0);
    private final Document document = new Document(pool, 3);
    private final ValueEdits edits = new ValueEdits();
    private long version = 1;

    @AfterEach
    void close() {
        document.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldTouchTheSameInLongArraysAsInShortOnes() {
        int inShort = segmentsOfInsertion(100);
        int inLong = segmentsOfInsertion(LONG);
        int inLongest = segmentsOfInsertion(10 * LONG);
        assertTrue(inShort <= 4, "segments=" + inShort);
        // the entry, the array, its nodes, and two halves of a leaf
        assertTrue(inLong <= inShort + 6, "segments=" + inLong);
        assertTrue(inLongest <= inShort + 7, "segments=" + inLongest);
    }

    /** Segments that an insertion into the middle of an array writes to: a view makes them count. */
    private int segmentsOfInsertion(int length) {
        setArray(length);
        try (DocumentView view = document.freeze()) {
            int before = document.segments();
            apply(list(length).insert(length / 2, value("7")).build());
            assertEquals(length + 1, document.arrayLength(entry()));
            assertEquals(length, value(view).size());
            return document.segments() - before;
        }
    }

    @Test
    void shouldMoveItemsWithoutWhatIsInThem() {
        ObjectNode large = TestJson.NODES.objectNode();
        for (int i = 0; i < 20_000; i++) {
            large.put("name" + i, i);
        }
        ArrayNode items = TestJson.NODES.arrayNode().add(1).add(large).add(2).add(3);
        document.set(document.root(), NAME, 0, 0, TestJson.smile(items), 0, ++version);
        long used = document.usedBytes();
        assertTrue(document.segments() > 30, "segments=" + document.segments());
        try (DocumentView view = document.freeze()) {
            int before = document.segments();
            apply(list(4).move(1, 3).build());
            assertTrue(document.segments() - before <= 3, "segments=" + (document.segments() - before));
            assertEquals(used, document.usedBytes());
            assertEquals(TestJson.normal(items), value(view));
        }
        assertEquals(
                TestJson.normal(TestJson.NODES.arrayNode().add(1).add(2).add(3).add(large)),
                TestJson.value(document, entry()));
    }

    @Test
    void shouldAllocateNothing() {
        ObjectNode root = TestJson.NODES.objectNode();
        ArrayNode items = root.putArray("items");
        for (int i = 0; i < LONG; i++) {
            items.add(i);
        }
        root.putObject("a").putArray("b").addObject().putObject("c").put("d", 1).put("e", "text");
        document.set(document.root(), NAME, 0, 0, TestJson.smile(root), 0, ++version);
        DirectBuffer[] nodes = {
            node(inScalar("d", value("2"))),
            node(inScalar("d", value("3.5"))),
            node(inScalar("new", value("'x'"))),
            node(in(
                    "a",
                    in(
                            "b",
                            list(1).change(0, in("c", in("new", RemoveChange.UNTOLD)))
                                    .build()))),
            node(in(
                    "items",
                    list(LONG).change(LONG / 3, new SetChange(value("8"), null)).build())),
            node(in(
                    "items",
                    list(LONG)
                            .remove(5, Untold.VALUE)
                            .insert(LONG - 9, value("{'id':4,'v':[1,2]}"))
                            .move(10, LONG / 2)
                            .build())),
            node(in(
                    "items",
                    list(LONG)
                            .remove(LONG - 9, Untold.VALUE)
                            .insert(0, value("4"))
                            .build())),
        };
        applyAll(nodes, 5_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        applyAll(nodes, 20_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertTrue(allocated < 4096, "allocated=" + allocated);
        assertEquals(version, document.version(document.newest()));
    }

    private void applyAll(DirectBuffer[] nodes, int rounds) {
        for (int i = 0; i < rounds; i++) {
            for (DirectBuffer node : nodes) {
                applyNode(node);
            }
        }
    }

    private static Change inScalar(String name, SmileValue value) {
        return in(
                "a",
                in(
                        "b",
                        list(1).change(0, in("c", in(name, new SetChange(value, null))))
                                .build()));
    }

    private static Change in(String name, Change change) {
        return ObjectChange.of(Map.of(name, change));
    }

    private static ListChangeBuilder list(int length) {
        return ListChange.builder().baseLength(length);
    }

    private void setArray(int length) {
        ArrayNode items = TestJson.NODES.arrayNode();
        for (int i = 0; i < length; i++) {
            items.add(i);
        }
        document.set(document.root(), NAME, 0, 0, TestJson.smile(items), 0, ++version);
    }

    private void apply(Change change) {
        applyNode(node(change));
    }

    private void applyNode(DirectBuffer node) {
        int entry = entry();
        int length = node.capacity();
        if (!edits.fits(document, entry, node, 0, length)) {
            throw new AssertionError("does not fit");
        }
        long growth = edits.growth(document, entry, node, 0, length);
        long before = document.logicalBytes();
        edits.apply(document, entry, node, 0, length, ++version);
        if (document.logicalBytes() - before != growth) {
            throw new AssertionError("growth=" + growth);
        }
    }

    private static DirectBuffer node(Change change) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        new ChangeWriter(SmileValue.WRITER).write(change, writer);
        UnsafeBuffer node = new UnsafeBuffer(ByteBuffer.allocateDirect(writer.position()));
        node.putBytes(0, writer.buffer(), 0, writer.position());
        return node;
    }

    private static SmileValue value(String json) {
        UnsafeBuffer smile = TestJson.smile(json);
        return new SmileValue(smile, 0, smile.capacity());
    }

    private static JsonNode value(DocumentView view) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        assertTrue(view.writeValue(NAME, 0, 0, writer));
        return TestJson.read(writer.buffer(), 0, writer.position());
    }

    private int entry() {
        return document.find(document.root(), NAME, 0, 0);
    }
}
