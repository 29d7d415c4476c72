package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.aeron.codec.PayloadForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UnackedEditsTest {
    private static final int STEPS = 100_000;

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));
    private final UnackedEdits edits = new UnackedEdits(4096);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[200]);

    private boolean add(long sequence) {
        payload.putLong(3, sequence);
        return edits.add(sequence, -sequence, PayloadForm.JSON_PATCH, payload, 3, 8 + (int) (sequence % 100));
    }

    private List<Long> repeated(long above) {
        List<Long> sent = new ArrayList<>();
        edits.repeat(above, (sequence, base, form, buffer, offset, length) -> {
            assertEquals(-sequence, base);
            assertEquals(PayloadForm.JSON_PATCH, form);
            assertEquals(sequence, buffer.getLong(offset));
            assertEquals(8 + sequence % 100, length);
            sent.add(sequence);
            return 1;
        });
        assertEquals(sent.size(), edits.repeated());
        return sent;
    }

    @Test
    void shouldKeepWhatIsNotAnsweredInOrder() {
        System.out.println("UnackedEditsTest: canyon.seed=" + seed);
        Random random = new Random(seed);
        TreeSet<Long> model = new TreeSet<>();
        long last = 0;
        int refusals = 0;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    boolean isTaken = add(last + 1);
                    refusals += isTaken ? 0 : 1;
                    if (isTaken && random.nextInt(4) == 0) {
                        // it could not be sent: its number comes again
                        edits.done(last + 1);
                    } else if (isTaken) {
                        model.add(++last);
                    }
                }
                case 2 -> {
                    long any = Math.max(0, last - random.nextInt(20));
                    edits.done(any);
                    model.remove(any);
                }
                case 3 -> {
                    long from = Math.max(0, last - random.nextInt(40));
                    long to = from + random.nextInt(20);
                    List<Long> told = new ArrayList<>();
                    List<Long> expected = List.copyOf(model.subSet(from, true, to, true));
                    edits.done(from, to, told::add);
                    assertEquals(expected, told, "seed=" + seed);
                    model.removeAll(expected);
                }
                case 4 -> {
                    long above = Math.max(0, last - random.nextInt(40));
                    assertEquals(List.copyOf(model.tailSet(above, false)), repeated(above), "seed=" + seed);
                }
                default -> assertEquals(model.isEmpty(), repeated(0).isEmpty(), "seed=" + seed);
            }
        }
        assertTrue(refusals > 0, "never full");
    }

    @Test
    void shouldGoOnWhereItStopped() {
        for (long sequence = 1; sequence <= 5; sequence++) {
            assertTrue(add(sequence));
        }
        List<Long> sent = new ArrayList<>();
        UnackedEdits.Target fullBehindTwo = (sequence, base, form, buffer, offset, length) -> {
            if (sent.size() == 2) {
                return RoomLink.BUSY;
            }
            sent.add(sequence);
            return 1;
        };
        assertEquals(2, edits.repeat(0, fullBehindTwo));
        assertEquals(List.of(3L, 4L, 5L), repeated(2));
    }

    @Test
    void shouldTellWhatNeverFits() {
        assertFalse(edits.canEverHold(4096));
        assertTrue(edits.canEverHold(3000));
        assertTrue(edits.add(1, -1, PayloadForm.DELTA, new UnsafeBuffer(new byte[3000]), 0, 3000));
    }

    /** What is free lies at the end and at the start, and neither piece is long enough. */
    @Test
    void shouldTellThatOneDoesNotFitInTwoPieces() {
        UnsafeBuffer large = new UnsafeBuffer(new byte[3000]);
        assertTrue(edits.add(1, -1, PayloadForm.DELTA, large, 0, 1500));
        assertTrue(edits.add(2, -1, PayloadForm.DELTA, large, 0, 500));
        edits.done(1);
        assertTrue(edits.add(3, -1, PayloadForm.DELTA, large, 0, 500));
        assertFalse(edits.add(4, -1, PayloadForm.DELTA, large, 0, 1700));
        edits.done(2);
        edits.done(3);
        assertTrue(edits.add(4, -1, PayloadForm.DELTA, large, 0, 3000));
    }

    @Test
    void shouldHoldWhatItSaysItCanWhateverItsBound() {
        for (int bound : new int[] {100, 1000, 4096, 5000, 70_000}) {
            UnackedEdits bounded = new UnackedEdits(bound);
            int longest = bound;
            while (!bounded.canEverHold(longest)) {
                longest--;
            }
            UnsafeBuffer edit = new UnsafeBuffer(new byte[longest]);
            assertTrue(bounded.add(1, -1, PayloadForm.DELTA, edit, 0, 1), "bound=" + bound);
            bounded.done(1);
            assertTrue(bounded.add(2, -1, PayloadForm.DELTA, edit, 0, longest), "bound=" + bound);
        }
    }

    @Test
    void shouldKnowWhetherOneBelowIsLeft() {
        add(5);
        add(6);
        assertTrue(edits.hasBelow(6));
        assertFalse(edits.hasBelow(5));
        edits.done(5);
        assertFalse(edits.hasBelow(6));
        edits.clear();
        assertTrue(edits.isEmpty());
        assertFalse(edits.hasBelow(Long.MAX_VALUE));
    }
}
