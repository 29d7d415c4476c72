package io.canyon.engine.delta;

import static io.canyon.engine.delta.Deltas.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListChangeTest {
    /** Against a list that is really changed. */
    @Test
    void shouldTellWhereItemsGo() {
        Random random = new Random(3);
        for (int run = 0; run < 3000; run++) {
            int length = random.nextInt(12);
            List<Integer> items = new ArrayList<>();
            List<Integer> moved = new ArrayList<>();
            ListChangeBuilder builder = ListChange.builder().baseLength(length);
            for (int i = 0; i < length; i++) {
                int fate = random.nextInt(4);
                if (fate == 0) {
                    builder.remove(i, Untold.VALUE);
                } else if (fate == 1) {
                    moved.add(i);
                } else {
                    items.add(i);
                }
            }
            List<Integer> placed = new ArrayList<>(moved);
            for (int i = random.nextInt(4); i > 0; i--) {
                placed.add(-1);
            }
            List<Integer> places = places(random, items.size() + placed.size(), placed.size());
            for (int i = 0; i < placed.size(); i++) {
                items.add(places.get(i), placed.get(i));
            }
            for (int i = 0; i < places.size(); i++) {
                if (placed.get(i) < 0) {
                    builder.insert(places.get(i), value("1"));
                } else {
                    builder.move(placed.get(i), places.get(i));
                }
            }
            verify(items, builder.build(), length);
        }
    }

    private static List<Integer> places(Random random, int length, int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            all.add(i);
        }
        while (all.size() > count) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    private static void verify(List<Integer> items, ListChange change, int length) {
        assertEquals(items.size(), change.finalLength());
        for (int i = 0; i < items.size(); i++) {
            assertEquals(items.get(i), change.baseIndexOf(i), change::toString);
        }
        for (int i = 0; i < length; i++) {
            assertEquals(items.indexOf(i), change.finalIndexOf(i), change::toString);
        }
    }

    @Test
    void shouldRefuseTwoItemsInOnePlace() {
        List<ListChangeBuilder> doubled = List.of(
                ListChange.builder().remove(1, Untold.VALUE).remove(1, Untold.VALUE),
                ListChange.builder().remove(1, Untold.VALUE).move(1, 0),
                ListChange.builder().move(0, 2).move(1, 2),
                ListChange.builder().move(0, 2).insert(2, value("1")),
                ListChange.builder().insert(2, value("1")).change(2, new SetChange(value("1"), null)),
                ListChange.builder().insert(-1, value("1")));
        for (ListChangeBuilder builder : doubled) {
            DeltaException refused = assertThrows(DeltaException.class, builder::build);
            assertEquals(DeltaException.Code.MALFORMED, refused.code());
        }
    }

    @Test
    void shouldRefuseTreesThatAreTooDeep() {
        Change change = new SetChange(value("1"), null);
        for (int i = 1; i < Change.MAX_DEPTH; i++) {
            change = ListChange.builder().change(0, change).build();
        }
        assertEquals(Change.MAX_DEPTH, change.depth());
        ListChangeBuilder deeper = ListChange.builder().change(0, change);
        assertEquals(
                DeltaException.Code.LIMIT,
                assertThrows(DeltaException.class, deeper::build).code());
    }
}
