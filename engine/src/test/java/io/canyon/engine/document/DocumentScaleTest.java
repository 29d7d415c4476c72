package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.canyon.engine.edit.EditWriter;
import java.lang.management.ManagementFactory;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DocumentScaleTest {
    private static final int KEYS = 1_000_000;
    private static final UnsafeBuffer[] FIELDS = {TestJson.bytes("x"), TestJson.bytes("y"), TestJson.bytes("rotation")};

    private final SegmentPool pool = new SegmentPool(0);
    private final Document document = new Document(pool, 77);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[11]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[] {(byte) 0xC0});

    @AfterEach
    void close() {
        document.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    @Timeout(300)
    void shouldHoldAMillionKeysOffTheHeap() {
        long heapBefore = heapAfterGc();
        for (int i = 0; i < KEYS; i++) {
            putComponent(i, 1 + i);
        }
        long growth = heapAfterGc() - heapBefore;
        assertTrue(growth < 16 << 20, "heap growth=" + growth);
        assertEquals(KEYS, document.memberCount(document.root()));
        assertEquals(KEYS * (32L + 11 + 32 + 3 * 33 + 10), document.logicalBytes());
        for (int i = 0; i < KEYS; i += 1013) {
            int entry = document.find(document.root(), key(i), 0, 11);
            assertEquals(
                    "{\"x\":" + i % 16 + ",\"y\":" + i % 16 + ",\"rotation\":" + i % 16 + "}",
                    TestJson.value(document, entry).toString());
        }
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
        ChangeEncoder.encodeSince(document, KEYS - 10, writer);
        assertTrue(writer.position() < 1000, "ten keys took bytes=" + writer.position());
        assertEquals(10, TestEdits.changesSince(document, KEYS - 10).size());
    }

    @Test
    void shouldAllocateNothingWhenFieldsChange() {
        for (int i = 0; i < 1000; i++) {
            putComponent(i, 1);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long version = 2;
        for (; version < 50_000; version++) {
            putComponent((int) (version % 1000), version);
        }
        long before = threads.getThreadAllocatedBytes(thread);
        for (; version < 150_000; version++) {
            putComponent((int) (version % 1000), version);
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertTrue(allocated < 4096, "allocated=" + allocated);
        assertEquals(version - 1, document.version(document.newest()));
    }

    private void putComponent(int i, long version) {
        int object = document.object(document.record(document.root(), key(i), 0, 11, version));
        value.putByte(0, (byte) (0xC0 | i % 16 * 2));
        for (UnsafeBuffer field : FIELDS) {
            document.set(object, field, 0, field.capacity(), value, 0, version);
        }
    }

    private UnsafeBuffer key(int i) {
        key.putStringWithoutLengthAscii(0, "key/");
        key.putNaturalPaddedIntAscii(4, 7, i);
        return key;
    }

    private static long heapAfterGc() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
