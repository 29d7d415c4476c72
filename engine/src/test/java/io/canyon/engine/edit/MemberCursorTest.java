package io.canyon.engine.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MemberCursorTest {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final EditWriter writer = new EditWriter().wrap(buffer, 0);
    private final UnsafeBuffer name = new UnsafeBuffer(new byte[] {'k', 'e', 'y'});

    @Test
    void shouldFindOperationsInside() {
        int step = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        writeKey(EditFormat.SET, EditFormat.SET, EditFormat.REMOVE);
        writeKey(EditFormat.SET, EditFormat.BUFFER);
        writeKey();
        writer.endStep(step);
        MemberCursor keys = keys(writer.position());
        assertTrue(keys.next());
        assertTrue(keys.hasInside(EditFormat.REMOVE));
        assertFalse(keys.hasInside(EditFormat.BUFFER));
        assertTrue(keys.next());
        assertTrue(keys.hasInside(EditFormat.BUFFER));
        assertFalse(keys.hasInside(EditFormat.REMOVE));
        assertTrue(keys.next());
        assertFalse(keys.hasInside(EditFormat.SET));
        assertFalse(keys.next());
    }

    @Test
    void shouldWalkInside() {
        int step = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        writeKey(EditFormat.SET, EditFormat.REMOVE);
        writer.endStep(step);
        MemberCursor keys = keys(writer.position());
        keys.next();
        MemberCursor fields = new MemberCursor().wrapInside(keys);
        assertTrue(fields.next());
        assertEquals(EditFormat.SET, fields.operation());
        int second = fields.nextOffset();
        assertTrue(fields.next());
        assertEquals(EditFormat.REMOVE, fields.operation());
        assertEquals(fields.limit(), fields.nextOffset());
        assertFalse(fields.next());
        fields.skipTo(second);
        assertTrue(fields.next());
        assertEquals(EditFormat.REMOVE, fields.operation());
    }

    @Test
    void shouldRefuseLengthsThatLeadOutside() {
        int step = writer.beginStep();
        writer.operation(EditFormat.OBJECT);
        int key = writer.position();
        writeKey(EditFormat.SET);
        writer.endStep(step);
        int field = key + EditFormat.MEMBER_HEADER_BYTES + name.capacity() + Byte.BYTES;
        for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 3, Integer.MAX_VALUE}) {
            buffer.putInt(field, length, ByteOrder.LITTLE_ENDIAN);
            MemberCursor keys = keys(writer.position());
            keys.next();
            assertThrows(IllegalArgumentException.class, () -> keys.hasInside(EditFormat.BUFFER), "length=" + length);
            MemberCursor fields = new MemberCursor().wrapInside(keys);
            assertThrows(IllegalArgumentException.class, fields::next, "length=" + length);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> new MemberCursor().wrap(name, 0, 4));
    }

    private void writeKey(byte... operations) {
        int key = writer.beginMember(name, 0, name.capacity());
        writer.operation(EditFormat.OBJECT);
        for (byte operation : operations) {
            int field = writer.beginMember(name, 0, name.capacity());
            writer.operation(operation);
            writer.values().writeNull();
            writer.endMember(field);
        }
        writer.endMember(key);
    }

    private MemberCursor keys(int length) {
        StepCursor steps = new StepCursor().wrap(buffer, 0, length);
        assertTrue(steps.next());
        return new MemberCursor().wrapInside(steps);
    }
}
