package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.SmileWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Short scalars set in one go must leave exactly what they leave when they are set one by one. */
class ScalarFieldsTest {
    private static final int SEEDS = 150;
    private static final int EDITS = 60;
    private static final int RECORDS = 4;

    private final SegmentPool pool = new SegmentPool(16);
    private final ExpandableArrayBuffer onHeap = new ExpandableArrayBuffer();
    private final UnsafeBuffer offHeap = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 20));
    private final EditWriter edit = new EditWriter();
    private int takenTogether;
    private int takenOneByOne;

    @AfterEach
    void closePool() {
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldLeaveWhatSetLeaves() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
        assertTrue(takenTogether > SEEDS * EDITS / 2, "together=" + takenTogether);
        assertTrue(takenOneByOne > SEEDS * EDITS / 2, "oneByOne=" + takenOneByOne);
    }

    @Test
    void shouldTakeNothingOfAnEditOnTheHeap() {
        try (Document document = new Document(pool, 1)) {
            int record = record(document, "r", 1);
            set(document, record, "x", 1);
            int length = writeEdit(List.of("x"), new Random(0), 0);
            MemberCursor members = new MemberCursor().wrap(onHeap, 0, length);
            document.setScalars(record, members, 2);
            assertEquals(Byte.BYTES, members.nextOffset());
            assertEquals(1, document.version(document.newest()));
        }
    }

    @Test
    void shouldLeaveMalformedMembersToTheCursor() {
        try (Document document = new Document(pool, 1)) {
            int record = record(document, "r", 1);
            set(document, record, "x", 1);
            long before = document.logicalBytes();
            int length = writeEdit(List.of("x"), new Random(0), 0);
            for (int nodeLength : new int[] {Integer.MIN_VALUE, -1, 0, 1, length, Integer.MAX_VALUE}) {
                onHeap.putInt(Byte.BYTES, nodeLength, ByteOrder.LITTLE_ENDIAN);
                offHeap.putBytes(0, onHeap, 0, length);
                MemberCursor members = new MemberCursor().wrap(offHeap, 0, length);
                document.setScalars(record, members, 2);
                assertEquals(Byte.BYTES, members.nextOffset(), "nodeLength=" + nodeLength);
            }
            for (int cut = 2; cut < length; cut++) {
                MemberCursor members = new MemberCursor().wrap(offHeap, 0, cut);
                document.setScalars(record, members, 2);
                assertEquals(Byte.BYTES, members.nextOffset(), "cut=" + cut);
                assertThrows(IllegalArgumentException.class, members::next, "cut=" + cut);
            }
            assertEquals(before, document.logicalBytes());
            assertEquals(1, document.version(document.newest()));
        }
    }

    @Test
    void shouldNotTakeANameForTheOneThatHadItsPlaceBefore() {
        try (Document document = new Document(pool, 1)) {
            int record = record(document, "r", 1);
            set(document, record, "x", 1);
            int length = writeEdit(List.of("x"), new Random(0), 0);
            for (long version = 2; version < 4; version++) {
                applyTogether(document, record, length, version);
            }
            UnsafeBuffer gone = TestJson.bytes("x");
            assertTrue(document.erase(record, gone, 0, 1));
            set(document, record, "y", 4);
            MemberCursor members = new MemberCursor().wrap(offHeap, 0, length);
            document.setScalars(record, members, 5);
            assertEquals(Byte.BYTES, members.nextOffset());
            assertEquals(4, document.version(document.newest()));
        }
    }

    @Test
    void shouldRefuseVersionsThatGoBack() {
        try (Document document = new Document(pool, 1)) {
            int record = record(document, "r", 5);
            MemberCursor members = new MemberCursor().wrap(offHeap, 0, 1);
            assertThrows(IllegalArgumentException.class, () -> document.setScalars(record, members, 4));
        }
    }

    private void run(long seed) {
        Random random = new Random(seed);
        try (Document together = new Document(pool, seed);
                Document oneByOne = new Document(pool, seed)) {
            long version = 1;
            for (int i = 0; i < RECORDS; i++) {
                assertEquals(record(together, "record" + i, version), record(oneByOne, "record" + i, version));
            }
            DocumentView view = null;
            byte[] viewed = null;
            for (int i = 0; i < EDITS; i++) {
                String where = "seed=" + seed + " edit=" + i;
                if (random.nextInt(8) == 0) {
                    checkAndClose(view, viewed, where);
                    view = together.freeze();
                    viewed = snapshot(together);
                }
                version += random.nextInt(4) == 0 ? 0 : 1;
                int length = writeEdit(names(random), random, 3);
                String record = "record" + random.nextInt(RECORDS);
                applyTogether(together, find(together, record), length, version);
                applyOneByOne(oneByOne, find(oneByOne, record), length, version);
                compare(together, oneByOne, where);
            }
            checkAndClose(view, viewed, "seed=" + seed);
        }
    }

    private void applyTogether(Document document, int record, int length, long version) {
        offHeap.putBytes(0, onHeap, 0, length);
        MemberCursor members = new MemberCursor().wrap(offHeap, 0, length);
        MemberCursor counted = new MemberCursor();
        do {
            int start = members.nextOffset();
            document.setScalars(record, members, version);
            counted.wrap(offHeap, start - Byte.BYTES, members.nextOffset() - start + Byte.BYTES);
            while (counted.next()) {
                takenTogether++;
            }
        } while (members.next() && ++takenOneByOne > 0 && apply(document, record, members, version));
    }

    private void applyOneByOne(Document document, int record, int length, long version) {
        MemberCursor members = new MemberCursor().wrap(onHeap, 0, length);
        while (members.next()) {
            apply(document, record, members, version);
        }
    }

    private static boolean apply(Document document, int record, MemberCursor member, long version) {
        int name = member.nameOffset();
        int nameLength = member.nameLength();
        if (member.operation() == EditFormat.REMOVE) {
            document.remove(record, member.buffer(), name, nameLength, version);
        } else {
            document.set(record, member.buffer(), name, nameLength, member.buffer(), member.bodyOffset(), version);
        }
        return true;
    }

    private static void compare(Document together, Document oneByOne, String where) {
        assertEquals(oneByOne.logicalBytes(), together.logicalBytes(), where);
        assertEquals(oneByOne.usedBytes(), together.usedBytes(), where);
        assertArrayEquals(snapshot(oneByOne), snapshot(together), where);
        // The same calls in the same order give the same refs.
        assertEquals(thread(oneByOne), thread(together), where);
    }

    private static List<Integer> thread(Document document) {
        List<Integer> entries = new ArrayList<>();
        int newer = 0;
        for (int at = document.newest(); at != 0; at = document.older(at)) {
            assertTrue(newer == 0 || document.version(newer) >= document.version(at), "out of order");
            entries.add(at);
            newer = at;
        }
        return entries;
    }

    /** Now and then in the order of the record, now and then not; with names that come twice. */
    private static List<String> names(Random random) {
        List<String> names = new ArrayList<>();
        int first = random.nextInt(6);
        boolean isAscending = random.nextBoolean();
        for (int i = random.nextInt(6); i >= 0; i--) {
            names.add(name(isAscending ? first++ : random.nextInt(14)));
        }
        return names;
    }

    /** Of all lengths that are compared in their own way; two and two of one length, which differ in one place. */
    private static String name(int number) {
        String same = "name-of-a-field-that-is-long".substring(0, number / 2 * 4);
        char other = (char) ('a' + number);
        return number % 4 < 2 ? same + other : other + same;
    }

    private int writeEdit(List<String> names, Random random, int otherKinds) {
        edit.wrap(onHeap, 0).operation(EditFormat.OBJECT);
        for (String name : names) {
            UnsafeBuffer bytes = TestJson.bytes(name);
            int mark = edit.beginMember(bytes, 0, bytes.capacity());
            if (otherKinds > 0 && random.nextInt(12) == 0) {
                edit.operation(EditFormat.REMOVE);
            } else {
                edit.operation(EditFormat.SET);
                writeValue(edit.values(), random, 8 + otherKinds);
            }
            edit.endMember(mark);
        }
        return edit.position();
    }

    private static void writeValue(SmileWriter values, Random random, int kinds) {
        switch (random.nextInt(kinds)) {
            case 0 -> values.writeNull();
            case 1 -> values.writeBoolean(random.nextBoolean());
            case 2 -> values.writeInteger(random.nextInt(40) - 20);
            case 3 -> values.writeInteger(random.nextInt());
            case 4 -> values.writeInteger(random.nextLong());
            case 5 -> values.writeNumber(random.nextDouble());
            case 6, 7 -> writeString(values, "0123456789abcdé".substring(random.nextInt(8)));
            case 8 -> writeString(values, "longer than what a slot can hold".repeat(1 + random.nextInt(4)));
            case 9 -> {
                values.startArray();
                values.writeInteger(random.nextInt());
                values.endArray();
            }
            default -> {
                values.startObject();
                values.endObject();
            }
        }
    }

    private static void writeString(SmileWriter values, String text) {
        UnsafeBuffer bytes = TestJson.bytes(text);
        values.writeString(bytes, 0, bytes.capacity());
    }

    private static int record(Document document, String name, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.object(document.record(document.root(), bytes, 0, bytes.capacity(), version));
    }

    private static int find(Document document, String name) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        return document.object(document.find(document.root(), bytes, 0, bytes.capacity()));
    }

    private static void set(Document document, int object, String name, long version) {
        UnsafeBuffer bytes = TestJson.bytes(name);
        UnsafeBuffer value = new UnsafeBuffer(new byte[] {(byte) 0xC2});
        document.set(object, bytes, 0, bytes.capacity(), value, 0, version);
    }

    private static void checkAndClose(DocumentView view, byte[] expected, String where) {
        if (view != null) {
            SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
            DocumentSnapshot.write(view, writer);
            assertArrayEquals(expected, bytes(writer), where);
            view.close();
        }
    }

    private static byte[] snapshot(Document document) {
        SmileWriter writer = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        DocumentSnapshot.write(document, writer);
        return bytes(writer);
    }

    private static byte[] bytes(SmileWriter writer) {
        byte[] bytes = new byte[writer.position()];
        writer.buffer().getBytes(0, bytes);
        return bytes;
    }
}
