package io.canyon.engine.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RawBytesTest {
    private static final int MAX_LENGTH = 200;
    private static final int MARGIN = 16;

    private final byte[] bytes = new byte[MAX_LENGTH + 2 * MARGIN];
    private final UnsafeBuffer offHeap = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
    private final UnsafeBuffer onHeap = new UnsafeBuffer(bytes);

    RawBytesTest() {
        new Random(7).nextBytes(bytes);
        offHeap.putBytes(0, bytes);
    }

    @Test
    void shouldCopyAllThatItIsAskedForAndNoMore() {
        for (int length = 0; length <= MAX_LENGTH; length++) {
            for (UnsafeBuffer source : new UnsafeBuffer[] {onHeap, offHeap}) {
                int offset = length % MARGIN;
                byte[] expected = new byte[bytes.length];
                System.arraycopy(bytes, offset, expected, MARGIN, length);
                byte[] onto = new byte[bytes.length];
                RawBytes.copy(new UnsafeBuffer(onto), MARGIN, source, offset, length);
                assertArrayEquals(expected, onto, "length=" + length);
                MutableDirectBuffer growing = new ExpandableArrayBuffer(MARGIN);
                RawBytes.copy(growing, MARGIN, source, offset, length);
                byte[] grown = new byte[length];
                growing.getBytes(MARGIN, grown);
                assertArrayEquals(Arrays.copyOfRange(bytes, offset, offset + length), grown, "length=" + length);
            }
        }
    }

    @Test
    void shouldCopyToWhereThereIsRoom() {
        for (int length = 0; length <= MAX_LENGTH; length++) {
            for (UnsafeBuffer source : new UnsafeBuffer[] {onHeap, offHeap}) {
                int offset = length % MARGIN;
                byte[] expected = new byte[bytes.length];
                System.arraycopy(bytes, offset, expected, MARGIN, length);
                UnsafeBuffer onto = new UnsafeBuffer(new byte[bytes.length]);
                RawBytes.copyTo(onto.byteArray(), RawBytes.at(onto, MARGIN), source, offset, length);
                assertArrayEquals(expected, onto.byteArray(), "length=" + length);
            }
        }
        UnsafeBuffer onto = new UnsafeBuffer(new byte[MAX_LENGTH]);
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> RawBytes.copyTo(onto.byteArray(), RawBytes.at(onto, 0), onHeap, bytes.length - 4, 5));
    }

    @Test
    void shouldCheckWhatItCopies() {
        for (int length : new int[] {1, 5, 20, 160}) {
            UnsafeBuffer small = new UnsafeBuffer(new byte[length - 1]);
            assertThrows(
                    IndexOutOfBoundsException.class, () -> RawBytes.copy(small, 0, onHeap, 0, length), "to " + length);
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> RawBytes.copy(new UnsafeBuffer(new byte[MAX_LENGTH]), -1, onHeap, 0, length),
                    "before " + length);
            assertThrows(
                    IndexOutOfBoundsException.class,
                    () -> RawBytes.copy(new ExpandableArrayBuffer(), 0, small, 0, length),
                    "from " + length);
        }
    }

    @Test
    void shouldTellBytesApartWhereverTheyDiffer() {
        UnsafeBuffer other = new UnsafeBuffer(new byte[bytes.length]);
        for (int length = 0; length <= 40; length++) {
            int offset = length % MARGIN;
            other.putBytes(0, bytes, offset, length);
            long own = RawBytes.at(offHeap, offset);
            assertTrue(RawBytes.equal(own, other.byteArray(), RawBytes.at(other, 0), length), "length=" + length);
            for (int i = 0; i < length; i++) {
                other.putByte(i, (byte) (other.getByte(i) ^ 4));
                assertFalse(
                        RawBytes.equal(own, other.byteArray(), RawBytes.at(other, 0), length),
                        "length=" + length + " at=" + i);
                other.putByte(i, (byte) (other.getByte(i) ^ 4));
            }
        }
    }

    @Test
    void shouldReadLittleEndianNumbers() {
        UnsafeBuffer numbers = new UnsafeBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) 0x88});
        Object base = numbers.byteArray();
        assertEquals(0x8807060504030201L, RawBytes.getLong(base, RawBytes.at(numbers, 0)));
        assertEquals(0x88070605, RawBytes.getInt(base, RawBytes.at(numbers, 4)));
        assertEquals(0x8807, RawBytes.getUnsignedShort(base, RawBytes.at(numbers, 6)));
        assertEquals((byte) 0x88, RawBytes.getByte(base, RawBytes.at(numbers, 7)));
        RawBytes.putLong(base, RawBytes.at(numbers, 0), 5);
        assertArrayEquals(new byte[] {5, 0, 0, 0, 0, 0, 0, 0}, numbers.byteArray());
    }
}
