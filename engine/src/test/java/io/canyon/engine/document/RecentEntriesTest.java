package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of earlier lookups must never show: each lookup is made without it, too. */
class RecentEntriesTest {
    private static final int SEEDS = 100;
    private static final int STEPS = 600;
    private static final int NAMES = 48;

    private static final UnsafeBuffer NULL = new UnsafeBuffer(new byte[] {Smile.NULL});

    private final SegmentPool pool = new SegmentPool(64);
    private final ExpandableArrayBuffer edit = new ExpandableArrayBuffer();
    private final EditWriter writer = new EditWriter();
    private final MemberCursor cursor = new MemberCursor();
    private int found;
    private int missed;

    @AfterEach
    void closePool() {
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldFindWhatIsThere() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
        assertTrue(found > SEEDS * STEPS / 4, "found=" + found);
        assertTrue(missed > SEEDS * STEPS / 4, "missed=" + missed);
    }

    @Test
    void shouldForgetWhatWasErased() {
        try (Document document = new Document(pool, 1)) {
            for (int i = 0; i < NAMES; i++) {
                record(document, document.root(), name(i), 1);
            }
            for (int i = 0; i < NAMES; i++) {
                UnsafeBuffer name = name(i);
                assertTrue(findObject(document, document.root(), name) != 0, "i=" + i);
                document.erase(document.root(), name, 0, name.capacity());
                assertEquals(0, findObject(document, document.root(), name), "i=" + i);
            }
        }
    }

    @Test
    void shouldTellObjectsApartThatHaveMembersOfOneName() {
        try (Document document = new Document(pool, 1)) {
            int inner = record(document, document.root(), bytes("inner object"), 1);
            for (int i = 0; i < NAMES; i++) {
                record(document, document.root(), name(i), 1);
                record(document, inner, name(i), 1);
            }
            for (int i = 0; i < NAMES; i++) {
                compare(document, document.root(), name(i), "root i=" + i);
                compare(document, inner, name(i), "inner i=" + i);
                compare(document, document.root(), name(i), "root again i=" + i);
            }
        }
    }

    private void run(long seed) {
        Random random = new Random(seed);
        try (Document document = new Document(pool, seed)) {
            DocumentView view = null;
            for (int i = 0; i < STEPS; i++) {
                String where = "seed=" + seed + " step=" + i;
                UnsafeBuffer name = name(random.nextInt(NAMES));
                int inner = findObject(document, document.root(), name(0));
                int object = inner != 0 && random.nextInt(3) == 0 ? inner : document.root();
                change(document, object, name, random.nextInt(12), i + 1);
                for (int j = 0; j < 4; j++) {
                    compare(document, document.root(), name(random.nextInt(NAMES)), where);
                }
                inner = findObject(document, document.root(), name(0));
                if (inner != 0) {
                    compare(document, inner, name(random.nextInt(NAMES)), where);
                }
                if (random.nextInt(50) == 0) {
                    if (view != null) {
                        view.close();
                    }
                    view = document.freeze();
                }
            }
            if (view != null) {
                view.close();
            }
        }
    }

    private void change(Document document, int object, UnsafeBuffer name, int what, long version) {
        int length = name.capacity();
        if (what < 7) {
            record(document, object, name, version);
        } else if (what < 9) {
            document.remove(object, name, 0, length, version);
        } else if (what < 11) {
            document.erase(object, name, 0, length);
        } else {
            document.set(object, name, 0, length, NULL, 0, version);
        }
    }

    private void compare(Document document, int object, UnsafeBuffer name, String where) {
        int entry = document.find(object, name, 0, name.capacity());
        int expected = entry == 0 ? 0 : document.object(entry);
        assertEquals(expected, findObject(document, object, name), where);
        assertEquals(expected, findObject(document, object, name), where + " again");
        if (expected == 0) {
            missed++;
        } else {
            found++;
        }
    }

    private int findObject(Document document, int object, UnsafeBuffer name) {
        writer.wrap(edit, 0);
        writer.operation(EditFormat.OBJECT);
        int mark = writer.beginMember(name, 0, name.capacity());
        writer.operation(EditFormat.OBJECT);
        writer.endMember(mark);
        cursor.wrap(edit, 0, writer.position());
        assertTrue(cursor.next());
        return document.findObject(object, cursor);
    }

    private static int record(Document document, int object, UnsafeBuffer name, long version) {
        return document.object(document.record(object, name, 0, name.capacity(), version));
    }

    /** Short names, names that only their end tells apart, and names that have one slot because their middle does. */
    private static UnsafeBuffer name(int number) {
        return switch (number % 3) {
            case 0 -> bytes("n" + number);
            case 1 -> bytes("component:" + number);
            default -> bytes("first 8 " + (char) ('A' + number) + " last 8.");
        };
    }

    private static UnsafeBuffer bytes(String name) {
        return new UnsafeBuffer(name.getBytes(StandardCharsets.UTF_8));
    }
}
