package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.canyon.engine.edit.SmileWriter;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentTest {
    private final SegmentPool pool = new SegmentPool(8);
    private final Document document = new Document(pool, 42);

    @AfterEach
    void shouldGiveAllMemoryBack() {
        document.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
        assertEquals(0, pool.freeSegments());
    }

    @Test
    void shouldHoldOddNames() {
        String[] names = {"", "__proto__", "constructor", "a".repeat(16 * 1024), "имя", "😀", "a\u0000b", "a", "\u0000"
        };
        for (int i = 0; i < names.length; i++) {
            set(document.root(), names[i], "[" + i + "]", i + 1);
        }
        for (int i = 0; i < names.length; i++) {
            assertEquals(
                    "[" + i + "]",
                    TestJson.value(document, find(document.root(), names[i])).toString());
        }
        assertEquals(names.length, document.memberCount(document.root()));
        assertEquals(0, find(document.root(), "toString"));
    }

    @Test
    void shouldRefuseNamesThatAreTooLong() {
        long used = document.usedBytes();
        String name = "a".repeat(16 * 1024 + 1);
        assertThrows(IllegalArgumentException.class, () -> set(document.root(), name, "1", 1));
        assertThrows(IllegalArgumentException.class, () -> set(document.root(), "a", "{'b':{'" + name + "':1}}", 1));
        assertEquals(used, document.usedBytes());
        assertEquals(0, document.newest());
    }

    @Test
    void shouldHoldDeepValues() {
        String deep = "{'a':[".repeat(62) + "1" + "]}".repeat(62);
        int entry = set(document.root(), "deep", deep, 1);
        assertEquals(TestJson.normal(TestJson.parse(deep)), TestJson.value(document, entry));
        String tooDeep = "[".repeat(129) + "]".repeat(129);
        assertThrows(IllegalArgumentException.class, () -> set(document.root(), "deeper", tooDeep, 2));
        int object = document.root();
        for (int depth = 0; depth < 128; depth++) {
            object = document.object(record(object, "down", 2));
        }
        int deepest = object;
        assertThrows(IllegalArgumentException.class, () -> record(deepest, "down", 2));
        assertEquals(
                "1", TestJson.value(document, set(deepest, "scalar", "1", 2)).toString());
    }

    @Test
    void shouldHoldLongStrings() {
        long used = document.usedBytes();
        String text = "0123456789abcdeж".repeat(4 << 16);
        int entry = set(document.root(), "s", TestJson.smile(TestJson.NODES.textNode(text)), 1);
        assertEquals(text, TestJson.value(document, entry).textValue());
        assertTrue(document.usedBytes() - used > 4 << 20, "usedBytes=" + document.usedBytes());
        set(document.root(), "s", "0", 2);
        document.remove(document.root(), TestJson.bytes("s"), 0, 1, 3);
        assertEquals(33, document.logicalBytes());
        assertEquals(used + 64 + 32, document.usedBytes());
    }

    @Test
    void shouldHoldLongArrays() {
        ArrayNode array = TestJson.NODES.arrayNode();
        for (long i = 0; i < 1 << 20; i++) {
            array.add(i * 7);
        }
        int entry = set(document.root(), "a", TestJson.smile(array), 1);
        assertEquals(1 << 20, document.arrayLength(entry));
        SmileWriter writer = new SmileWriter();
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        for (int i = 0; i < 1 << 20; i += 1021) {
            writer.wrap(buffer, 0);
            document.writeItem(entry, i, writer);
            assertEquals(i * 7L, TestJson.read(buffer, 0, writer.position()).longValue());
        }
        assertEquals(array, TestJson.value(document, entry));
        assertThrows(IndexOutOfBoundsException.class, () -> document.writeItem(entry, 1 << 20, writer));
    }

    @Test
    void shouldTakeLittleMemoryForSmallValues() {
        long used = document.usedBytes();
        set(document.root(), "a", "[1,2,3]", 1);
        // Entry, name, array header, leaf of four slots.
        assertEquals(64 + 32 + 32 + 64, document.usedBytes() - used);
    }

    @Test
    void shouldReuseMemoryOfWhatIsReplaced() {
        JsonNode value = TestJson.parse("{'a':{'b':[1,2,{'c':'" + "x".repeat(100) + "'}],'d':1,'e':2},'f':[[],{}]}");
        long afterFirst = 0;
        for (int round = 1; round <= 50; round++) {
            for (int key = 0; key < 40; key++) {
                set(document.root(), "k" + key, TestJson.smile(value), round);
            }
            for (int key = 0; key < 40; key++) {
                document.remove(document.root(), TestJson.bytes("k" + key), 0, key < 10 ? 2 : 3, round);
            }
            afterFirst = round == 1 ? document.usedBytes() : afterFirst;
            assertEquals(afterFirst, document.usedBytes(), "round=" + round);
        }
        assertEquals(1, document.segments());
        assertEquals(40, document.tombstoneCount(document.root()));
    }

    @Test
    void shouldFreeNamesAndEntriesOfWhatIsErased() {
        long used = document.usedBytes();
        String value = "{'a':{'b':[1,{'c':'" + "x".repeat(40_000) + "'}]},'d':1,'e':2,'f':3,'g':4,'h':5,'i':6,'j':7}";
        set(document.root(), "one", value, 1);
        set(document.root(), "two", "{'a':1,'two':2}", 2);
        document.remove(document.root(), TestJson.bytes("two"), 0, 3, 3);
        assertTrue(document.usedBytes() > used + 40_000, "usedBytes=" + document.usedBytes());
        document.erase(document.root(), TestJson.bytes("one"), 0, 3);
        document.erase(document.root(), TestJson.bytes("two"), 0, 3);
        document.erase(document.root(), TestJson.bytes("never"), 0, 5);
        assertEquals(used, document.usedBytes());
        assertEquals(0, document.logicalBytes());
        assertEquals(0, document.newest());
        assertEquals(0, document.firstMember(document.root()));
    }

    @Test
    void shouldLetTheLastOfTwoMembersOfOneNameWin() {
        UnsafeBuffer name = TestJson.bytes("a");
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        writer.startObject();
        for (String value : new String[] {"{'x':'" + "y".repeat(50) + "'}", "2"}) {
            writer.writeName(name, 0, 1);
            TestJson.write(TestJson.parse(value), writer);
        }
        writer.endObject();
        int entry = document.set(document.root(), name, 0, 1, writer.buffer(), 0, 1);
        assertEquals("{\"a\":2}", TestJson.value(document, entry).toString());
        assertEquals(33 + 32 + 33 + 1, document.logicalBytes());
    }

    @Test
    void shouldChangeNothingWhenAValueIsMalformed() {
        set(document.root(), "a", "1", 1);
        long used = document.usedBytes();
        UnsafeBuffer smile = TestJson.smile("{'x':[1,2,3],'y':'text'}");
        UnsafeBuffer cutOff = new UnsafeBuffer(smile, 0, smile.capacity() - 1);
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> document.set(document.root(), TestJson.bytes("a"), 0, 1, cutOff, 0, 2));
        UnsafeBuffer body = new UnsafeBuffer(new byte[8]);
        body.putInt(0, -1);
        assertThrows(
                IllegalArgumentException.class,
                () -> document.applyBuffer(document.root(), TestJson.bytes("b"), 0, 1, body, 0, 2));
        assertEquals(used, document.usedBytes());
        assertEquals("1", TestJson.value(document, find(document.root(), "a")).toString());
        assertEquals(1, document.version(document.newest()));
    }

    @Test
    void shouldRefuseVersionsThatGoBack() {
        set(document.root(), "a", "1", 7);
        assertThrows(IllegalArgumentException.class, () -> set(document.root(), "a", "2", 6));
        set(document.root(), "b", "2", 7);
        assertEquals(find(document.root(), "b"), document.newest());
    }

    @Test
    void shouldRefuseUseAfterClose() {
        int entry = set(document.root(), "a", "1", 1);
        document.close();
        document.close();
        assertEquals(0, pool.segmentsInUse());
        assertThrows(IllegalStateException.class, () -> document.version(entry));
        assertThrows(IllegalStateException.class, () -> set(document.root(), "a", "1", 2));
        assertThrows(IllegalStateException.class, () -> TestEdits.changesSince(document, 0));
    }

    @Test
    void shouldCatchUseOfClosedMemoryByBounds() {
        Arena arena = new Arena(pool);
        int block = arena.allocate(64);
        arena.close();
        assertThrows(IndexOutOfBoundsException.class, () -> arena.getInt(block, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> arena.putLong(block, 0, 1));
    }

    @Test
    void shouldBelongToOneThread() throws InterruptedException {
        int entry = set(document.root(), "a", "1", 1);
        assertEquals(
                "document of another thread: owner=" + Thread.currentThread().getName() + " current=intruder",
                failure(() -> document.version(entry)).getMessage());
        Thread other = new Thread(document::close, "next");
        document.transferTo(other);
        assertThrows(IllegalStateException.class, () -> document.version(entry));
        other.start();
        other.join();
        assertEquals(0, pool.segmentsInUse());
    }

    @Test
    void shouldSplitOneBucketPerInsertAndKeepChainsShort() {
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            set(document.root(), "aaaaaaaa" + i, "1", 1);
        }
        int index = document.members().index(document.root());
        LinearHash hashes = document.hashes();
        assertEquals(count, hashes.bucketCount(index), 1);
        int longest = 0;
        int total = 0;
        for (int bucket = 0; bucket < hashes.bucketCount(index); bucket++) {
            int length = 0;
            for (int at = hashes.firstOf(index, bucket); at != 0; at = hashes.next(at)) {
                length++;
            }
            total += length;
            longest = Math.max(longest, length);
        }
        assertEquals(count, total);
        assertTrue(longest <= 16, "longest=" + longest);
    }

    @Test
    void shouldHashByTheSeed() {
        UnsafeBuffer name = TestJson.bytes("some name of many bytes");
        long hash = ByteHash.hash(name, 0, name.capacity(), 1);
        assertEquals(hash, ByteHash.hash(name, 0, name.capacity(), 1));
        assertNotEquals(hash, ByteHash.hash(name, 0, name.capacity(), 2));
        assertNotEquals(hash, ByteHash.hash(name, 0, name.capacity() - 1, 1));
    }

    private Throwable failure(Runnable action) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread intruder = new Thread(action, "intruder");
        intruder.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        intruder.start();
        intruder.join();
        return failure.get();
    }

    private int find(int object, String name) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.find(object, bytes, 0, bytes.capacity());
    }

    private int record(int object, String name, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.record(object, bytes, 0, bytes.capacity(), version);
    }

    private int set(int object, String name, String json, long version) {
        return set(object, name, TestJson.smile(json), version);
    }

    private int set(int object, String name, UnsafeBuffer smile, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.set(object, bytes, 0, bytes.capacity(), smile, 0, version);
    }
}
