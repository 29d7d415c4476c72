package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorsTest {
    private static final int FIELD = 4;
    /** More than what one node above the leaves can hold. */
    private static final int LONG = 70_000;

    private final SegmentPool pool = new SegmentPool(0);
    private final Arena arena = new Arena(pool);
    private final Vectors vectors = new Vectors(arena);
    private final int array = vectors.create(0);
    private final List<Integer> model = new ArrayList<>();
    private int next;

    @AfterEach
    void close() {
        vectors.destroy(array);
        assertEquals(0, arena.usedBytes());
        arena.close();
        assertEquals(0, pool.segmentsInUse());
        pool.close();
    }

    @Test
    void shouldBeTheListThatItIs() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            for (int round = 0; round < 8; round++) {
                change(random);
                verify("seed=" + seed + " round=" + round);
            }
        }
    }

    @Test
    void shouldFillLeavesThatAreAppendedTo() {
        for (int i = 0; i < LONG; i++) {
            insert(i);
        }
        verify("appended");
        long slots = LONG * 16L;
        assertTrue(arena.usedBytes() < slots + slots / 20, "usedBytes=" + arena.usedBytes());
    }

    @Test
    void shouldGiveBackLeavesOfItemsThatWent() {
        Random random = new Random(6);
        for (int i = 0; i < LONG; i++) {
            insert(random.nextInt(i + 1));
        }
        verify("inserted");
        long slots = LONG * 16L;
        assertTrue(arena.usedBytes() < 2 * slots + slots / 10, "usedBytes=" + arena.usedBytes());
        while (model.size() > LONG / 100) {
            remove(random.nextInt(model.size()));
        }
        verify("removed");
        // two neighbours fill more than half a leaf
        slots /= 100;
        assertTrue(arena.usedBytes() < 5 * slots, "usedBytes=" + arena.usedBytes());
    }

    @Test
    void shouldGiveBackLeavesFromEitherEnd() {
        for (int i = 0; i < LONG; i++) {
            insert(i);
        }
        while (model.size() > LONG / 2) {
            remove(0);
        }
        verify("removed from the front");
        while (model.size() > 3) {
            remove(model.size() - 1);
        }
        verify("removed from the back");
        assertTrue(arena.usedBytes() < 600, "usedBytes=" + arena.usedBytes());
    }

    @Test
    void shouldRefuseItemsThatAreNotThere() {
        for (int i = 0; i < 1000; i++) {
            insert(i);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> vectors.slot(array, 1000));
        assertThrows(IndexOutOfBoundsException.class, () -> vectors.slot(array, -1));
    }

    private void change(Random random) {
        int place = random.nextInt(model.size() + 1);
        int count = random.nextInt(random.nextInt(4) == 0 ? 9000 : 700);
        switch (random.nextInt(8)) {
            case 0 -> truncate(Math.max(place, model.size() - 12_000));
            case 1, 2 -> {
                for (int i = Math.min(count, model.size() - place); i > 0; i--) {
                    remove(place);
                }
            }
            case 3 -> {
                for (int i = Math.min(count, model.size()); i > 0; i--) {
                    remove(random.nextInt(model.size()));
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    insert(random.nextInt(model.size() + 1));
                }
            }
            case 5 -> {
                for (int i = 0; i < count; i++) {
                    insert(place + i);
                }
            }
            case 6 -> {
                for (int i = 0; i < count; i++) {
                    insert(place);
                }
            }
            default -> {
                for (int i = 0; i < 3 * count; i++) {
                    insert(model.size());
                }
            }
        }
    }

    private void insert(int index) {
        arena.putInt(vectors.insert(array, index), FIELD, next);
        model.add(index, next++);
    }

    private void remove(int index) {
        vectors.remove(array, index);
        model.remove(index);
    }

    private void truncate(int count) {
        vectors.truncate(array, count);
        model.subList(count, model.size()).clear();
    }

    private void verify(String where) {
        assertEquals(model.size(), vectors.count(array), where);
        for (int i = 0; i < model.size(); i++) {
            assertEquals(model.get(i), arena.getInt(vectors.slot(array, i), FIELD), where);
        }
        for (int i = model.size() - 1; i >= 0; i -= 119) {
            assertEquals(model.get(i), arena.getInt(vectors.slot(array, i), FIELD), where);
        }
    }
}
