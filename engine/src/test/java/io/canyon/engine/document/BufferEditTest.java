package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.edit.SmileWriter;
import java.util.HexFormat;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferEditTest {
    private static final UnsafeBuffer NAME = TestJson.bytes("b");

    private final SegmentPool pool = new SegmentPool(2);
    private final Document document = new Document(pool, 3);

    @AfterEach
    void close() {
        document.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "             | [0,0,9,0]",
                "null         | [0,0,9,0]",
                "false        | [0,0,9,0]",
                "0            | [0,0,9,0]",
                "''           | [0,0,9,0]",
                "true         | [null,null,9,null]",
                "1            | [null,null,9,null]",
                "0.5          | [null,null,9,null]",
                "{}           | [null,null,9,null]",
                "'hi'         | ['h','i',9,0]",
                "'жёлтый дом' | ['ж','ё',9,'т']",
                "[1]          | [1,0,9,0]",
                "[[1],{},3,'x',5,6] | [[1],{},9,'x']",
            })
    void shouldTakeWhatIsThereAsTheBase(String base, String expected) {
        if (base != null) {
            document.set(document.root(), NAME, 0, 1, TestJson.smile(base), 0, 1);
        }
        assertEquals(TestJson.normal(TestJson.parse(expected)).toString(), apply(4, 2, 9));
    }

    @Test
    void shouldTakeATombstoneAsNothing() {
        document.set(document.root(), NAME, 0, 1, TestJson.smile("[1,2,3,4]"), 0, 1);
        document.remove(document.root(), NAME, 0, 1, 1);
        assertEquals("[0,0,9,0]", apply(4, 2, 9));
    }

    @Test
    void shouldSplitSurrogatePairsOfAString() {
        document.set(document.root(), NAME, 0, 1, TestJson.smile("'a😀'"), 0, 1);
        int entry = document.applyBuffer(document.root(), NAME, 0, 1, body(4, 3, 9), 1, 2);
        byte[] smile = new byte[1 + 2 + 4 + 4 + 1 + 1];
        SmileWriter writer = new SmileWriter().wrap(new UnsafeBuffer(smile), 0);
        assertEquals(smile.length, document.writeValue(entry, writer));
        assertEquals(
                "f8" + "4061" + "81eda0bd" + "81edb880" + "d2" + "f9",
                HexFormat.of().formatHex(smile));
    }

    @Test
    void shouldLeaveOutWhatLiesOutside() {
        document.set(document.root(), NAME, 0, 1, TestJson.smile("[1,2,3]"), 0, 1);
        assertEquals("[7,2,3]", apply(3, -2, 5, 6, 7));
        assertEquals("[7,2,8]", apply(3, 2, 8, 9));
        assertEquals("[]", apply(0, 0, 1));
        assertEquals("[0,0]", apply(2, 2, 1));
        assertEquals("[0,0]", apply(2, Integer.MAX_VALUE, 1, 2));
    }

    @Test
    void shouldGrowAndShrinkInPlace() {
        long used = document.usedBytes();
        apply(1 << 20, 1 << 19, 3);
        assertEquals(16 * (1 << 20) + 65, document.logicalBytes());
        apply(3, 0, 1, 2);
        assertEquals("[1,2,0]", apply(3, 0));
        assertEquals(33 + 32 + 3 * 16, document.logicalBytes());
        assertEquals(used + 64 + 32 + 32 + 64, document.usedBytes());
    }

    private String apply(int length, int first, long... values) {
        long growth = document.growthOfBuffer(document.root(), NAME, 0, 1, body(length, first, values), 1);
        long before = document.logicalBytes();
        int entry = document.applyBuffer(document.root(), NAME, 0, 1, body(length, first, values), 1, 2);
        long added = document.logicalBytes() - before;
        assertEquals(added, growth);
        return length > 100 ? "" : TestJson.value(document, entry).toString();
    }

    private static UnsafeBuffer body(int length, int first, long... values) {
        TreeMap<Integer, long[]> runs = new TreeMap<>();
        runs.put(first, values);
        return DocumentModelTest.body(length, runs);
    }
}
