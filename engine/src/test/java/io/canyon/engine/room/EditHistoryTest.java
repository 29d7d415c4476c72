package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EditHistoryTest {
    private final long seed = Long.getLong("canyon.seed", System.nanoTime());

    @Test
    void shouldBeginWhereTheRoomDoes() {
        EditHistory history = new EditHistory(HistoryLimits.DEFAULTS, 7);
        assertEquals(7, history.floor());
        assertEquals(0, history.count());
        assertEquals(0, history.firstAfter(7));
    }

    @Test
    void shouldFindWhatCameAfterAVersionAcrossRanges() {
        EditHistory history = new EditHistory(HistoryLimits.DEFAULTS, 4);
        for (long version : new long[] {5, 6, (1L << 32) + 1}) {
            append(history, version, 10);
        }
        assertEquals(0, history.firstAfter(4));
        assertEquals(2, history.firstAfter(6));
        assertEquals(2, history.firstAfter(1L << 32));
        assertEquals(3, history.firstAfter((1L << 32) + 1));
    }

    @Test
    void shouldForgetEverythingForAnEditThatIsTooLong() {
        EditHistory history = new EditHistory(new HistoryLimits(10, 1024), 0);
        append(history, 1, 10);
        append(history, 2, 1025);
        assertEquals(0, history.count());
        assertEquals(2, history.floor());
        append(history, 3, 1024);
        assertEquals(List.of("3:1024"), told(history));
    }

    @Test
    void shouldKeepTheLastEditsWithinItsBounds() {
        System.out.println("EditHistoryTest: canyon.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            HistoryLimits limits = new HistoryLimits(1 + random.nextInt(40), 1024 + random.nextInt(4096));
            EditHistory history = new EditHistory(limits, 0);
            ArrayDeque<String> all = new ArrayDeque<>();
            long version = 0;
            for (int i = 0; i < 500; i++) {
                int length = random.nextInt(4) == 0 ? random.nextInt(1024) : random.nextInt(60);
                append(history, ++version, length);
                all.add(version + ":" + length);
                while (all.size() > history.count()) {
                    all.remove();
                }
                assertEquals(List.copyOf(all), told(history), () -> "seed=" + seed);
                assertEquals(version - history.count(), history.floor());
                assertTrue(history.count() > 0 && history.count() <= limits.maxEdits());
                assertEquals(told(history), told(history.copy()));
            }
        }
    }

    @Test
    void shouldKeepAsManySmallEditsAsItMay() {
        EditHistory history = new EditHistory(new HistoryLimits(100, 1 << 20), 0);
        for (int version = 1; version <= 250; version++) {
            append(history, version, 20);
        }
        assertEquals(100, history.count());
        assertEquals(150, history.floor());
    }

    /** An edit all of whose bytes are its version. */
    private static void append(EditHistory history, long version, int length) {
        UnsafeBuffer edit = new UnsafeBuffer(new byte[length]);
        edit.setMemory(0, length, (byte) version);
        history.append(version, edit, 0, length);
    }

    private static List<String> told(EditHistory history) {
        List<String> edits = new ArrayList<>();
        for (int i = 0; i < history.count(); i++) {
            for (int at = 0; at < history.lengthBytes(i); at++) {
                assertEquals((byte) history.version(i), history.buffer().getByte(history.offset(i) + at));
            }
            edits.add(history.version(i) + ":" + history.lengthBytes(i));
        }
        return edits;
    }
}
