package io.canyon.engine.edit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ListCursorTest {
    private static final int OFFSET = 3;

    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    private final EditWriter writer = new EditWriter();
    private final ListCursor cursor = new ListCursor();

    /** abcdefgh: b and f go, g and a move, x and y come, d changes. */
    private int writeSample() {
        writer.wrap(buffer, OFFSET);
        int mark = writer.beginList(8, 2, 2, 2, 1);
        for (int index : new int[] {1, 5, 0, 6, 7, 2, 1, 0, 0, 5, 3}) {
            writer.writeIndex(index);
        }
        int values = writer.position();
        writer.values().writeInteger(7);
        writer.values().startArray();
        writer.values().endArray();
        writer.endListValues(mark, values);
        int item = writer.beginItem();
        writer.operation(EditFormat.SET);
        writer.values().writeNull();
        writer.endItem(item);
        writer.writeUntold();
        writer.values().writeBoolean(true);
        return writer.position() - OFFSET;
    }

    @Test
    void shouldLayOutListsForEver() {
        int length = writeSample();
        byte[] bytes = new byte[length];
        buffer.getBytes(OFFSET, bytes);
        String expected = "07 08000000 02000000 02000000 02000000 01000000 03000000"
                + " 01000000 05000000 00000000 06000000 07000000 02000000 01000000 00000000"
                + " 00000000 05000000 03000000"
                + " ce f8f9 02000000 03 21 00 23";
        assertEquals(expected.replace(" ", ""), HexFormat.of().formatHex(bytes));
    }

    @Test
    void shouldReadWhatIsWritten() {
        int length = writeSample();
        cursor.wrap(buffer, OFFSET, length);
        assertDoesNotThrow(cursor::validate);
        assertEquals(8, cursor.baseLength());
        assertEquals(2, cursor.removals());
        assertEquals(5, cursor.removedIndex(1));
        assertEquals(2, cursor.moves());
        assertEquals(6, cursor.movedFrom(1));
        assertEquals(7, cursor.movedTo(0));
        assertEquals(1, cursor.moveByEnd(0));
        assertEquals(5, cursor.insertedIndex(1));
        assertEquals(3, cursor.changedIndex(0));
        assertEquals(7, Smile.integer(buffer, cursor.nextValue()));
        int array = cursor.nextValue();
        assertEquals(2, cursor.valueEnd() - array);
        int node = cursor.nextItem();
        assertEquals(EditFormat.SET, buffer.getByte(node));
        assertEquals(2, cursor.itemLength());
        assertEquals(0, cursor.oldLength(cursor.nextOld()));
        int old = cursor.nextOld();
        assertEquals(Smile.TRUE, buffer.getByte(old));
        assertEquals(1, cursor.oldLength(old));
        assertThrows(IllegalArgumentException.class, cursor::nextOld);
        assertTrue(cursor.fits(8));
        assertFalse(cursor.fits(7));
    }

    @Test
    void shouldRefuseTablesOutOfOrder() {
        int[][] places = {
            // place in the table, index
            {0, -1},
            {0, 5},
            {1, 0},
            {1, 6},
            {1, 8},
            {2, 1},
            {2, 6},
            {3, 0},
            {4, 2},
            {4, 8},
            {5, 7},
            {5, -1},
            {6, 0},
            {6, 2},
            {6, -1},
            {7, 1},
            {8, 5},
            {8, 2},
            {9, 0},
            {9, 7},
            {9, 8},
            {10, 5},
            {10, 8},
            {10, -1}
        };
        for (int[] place : places) {
            int length = writeSample();
            int at = OFFSET + EditFormat.LIST_HEADER_BYTES + place[0] * Integer.BYTES;
            buffer.putInt(at, place[1], java.nio.ByteOrder.LITTLE_ENDIAN);
            cursor.wrap(buffer, OFFSET, length);
            assertThrows(IllegalArgumentException.class, cursor::validate, place[0] + " " + place[1]);
        }
    }

    @Test
    void shouldRefuseNodesThatAreTooShort() {
        int length = writeSample();
        UnsafeBuffer bytes = new UnsafeBuffer(buffer, OFFSET, length);
        for (int cut = 1; cut < length; cut++) {
            int shorter = length - cut;
            assertThrows(IllegalArgumentException.class, () -> readAll(bytes, shorter), "length=" + shorter);
        }
        for (int place = 1; place <= 5; place++) {
            for (int count : new int[] {-1, 1000, Integer.MAX_VALUE}) {
                writeSample();
                buffer.putInt(OFFSET + 1 + place * Integer.BYTES, count, java.nio.ByteOrder.LITTLE_ENDIAN);
                assertThrows(IllegalArgumentException.class, () -> readAll(bytes, length), place + " " + count);
            }
        }
    }

    private void readAll(UnsafeBuffer bytes, int length) {
        cursor.wrap(bytes, 0, length);
        cursor.validate();
        for (int i = 0; i < cursor.insertions(); i++) {
            cursor.nextValue();
        }
        for (int i = 0; i < cursor.changes(); i++) {
            cursor.nextItem();
        }
        for (int i = 0; i < cursor.removals(); i++) {
            cursor.nextOld();
        }
    }
}
