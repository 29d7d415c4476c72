package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.canyon.engine.edit.SmileWriter;
import java.util.Map;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentSnapshotTest {
    private final SegmentPool pool = new SegmentPool(2);
    private final Document document = new Document(pool, 3);

    @AfterEach
    void close() {
        document.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldShowVersionsAndTombstones() {
        set("a", "{'x':[{'y':1}]}", 3);
        set("b", "1", 4);
        document.remove(document.root(), TestJson.bytes("b"), 0, 1, 5);
        UnsafeBuffer snapshot = snapshot(document);
        assertEquals(
                "{\"a\":[3,{\"x\":[3,[{\"y\":[3,1]}]]}],\"b\":[5]}",
                TestJson.read(snapshot, 0, snapshot.capacity()).toString());
    }

    @Test
    void shouldThreadByVersionWhatItReads() {
        Random random = new Random(11);
        for (int version = 1; version <= 5000; version++) {
            set("k" + random.nextInt(500), "{'x':{'y':" + version + "}}", version);
        }
        UnsafeBuffer snapshot = snapshot(document);
        try (Document reloaded = new Document(pool, 8)) {
            DocumentSnapshot.read(snapshot, 0, snapshot.capacity(), reloaded);
            int count = 0;
            long newer = Long.MAX_VALUE;
            for (int entry = reloaded.newest(); entry != 0; entry = reloaded.older(entry)) {
                assertEquals(true, reloaded.version(entry) <= newer, "seed=11 entry " + count);
                newer = reloaded.version(entry);
                count++;
            }
            assertEquals(2 * reloaded.memberCount(reloaded.root()), count);
            assertEquals(TestEdits.changesSince(document, 4900), TestEdits.changesSince(reloaded, 4900));
            assertEquals(snapshot, snapshot(reloaded));
            assertEquals(document.logicalBytes(), reloaded.logicalBytes());
        }
    }

    @Test
    void shouldHashTheState() {
        long empty = DocumentSnapshot.stateHash(document);
        set("a", "1", 1);
        long one = DocumentSnapshot.stateHash(document);
        assertNotEquals(empty, one);
        set("a", "1", 2);
        assertNotEquals(one, DocumentSnapshot.stateHash(document));
    }

    @Test
    void shouldReadAnEmptyDocument() {
        UnsafeBuffer snapshot = snapshot(document);
        try (Document reloaded = new Document(pool, 8)) {
            DocumentSnapshot.read(snapshot, 0, snapshot.capacity(), reloaded);
            assertEquals(Map.of(), TestEdits.changesSince(reloaded, 0));
        }
    }

    @Test
    void shouldRefuseWhatIsNoSnapshot() {
        set("a", "{'x':[1,{'y':'" + "z".repeat(80) + "'}]}", 3);
        set("b", "1", 4);
        UnsafeBuffer snapshot = snapshot(document);
        for (int length = 0; length < snapshot.capacity(); length++) {
            refuse(snapshot, length);
        }
        for (String json :
                new String[] {"1", "[]", "{'a':1}", "{'a':[]}", "{'a':['x']}", "{'a':[1,2,3]}", "{'a':[1,{'b':2}]}"}) {
            UnsafeBuffer malformed = TestJson.smile(json);
            refuse(malformed, malformed.capacity());
        }
        UnsafeBuffer longer = new UnsafeBuffer(new byte[snapshot.capacity() + 1]);
        longer.putBytes(0, snapshot, 0, snapshot.capacity());
        refuse(longer, longer.capacity());
    }

    @Test
    void shouldNeverFailOtherwiseOnRandomDamage() {
        set("a", "{'x':[1,{'y':'text'}],'z':{'w':[[],{}]}}", 3);
        set("b", "1", 4);
        UnsafeBuffer snapshot = snapshot(document);
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            UnsafeBuffer damaged = new UnsafeBuffer(new byte[snapshot.capacity()]);
            damaged.putBytes(0, snapshot, 0, snapshot.capacity());
            damaged.putByte(random.nextInt(damaged.capacity()), (byte) random.nextInt());
            try (Document reloaded = new Document(pool, 8)) {
                DocumentSnapshot.read(damaged, 0, damaged.capacity(), reloaded);
                checkStable(reloaded, "seed=5 round=" + i);
            } catch (IllegalArgumentException e) {
                assertNotEquals(null, e.getMessage());
            }
        }
    }

    private void checkStable(Document read, String where) {
        UnsafeBuffer snapshot = snapshot(read);
        try (Document reloaded = new Document(pool, 9)) {
            DocumentSnapshot.read(snapshot, 0, snapshot.capacity(), reloaded);
            assertEquals(snapshot, snapshot(reloaded), where);
            assertEquals(read.logicalBytes(), reloaded.logicalBytes(), where);
        }
    }

    private void refuse(UnsafeBuffer snapshot, int length) {
        try (Document reloaded = new Document(pool, 8)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> DocumentSnapshot.read(snapshot, 0, length, reloaded),
                    "length=" + length);
        }
    }

    private static UnsafeBuffer snapshot(Document document) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        DocumentSnapshot.write(document, writer);
        byte[] bytes = new byte[writer.position()];
        writer.buffer().getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    private void set(String name, String json, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        document.set(document.root(), bytes, 0, bytes.capacity(), TestJson.smile(json), 0, version);
    }
}
