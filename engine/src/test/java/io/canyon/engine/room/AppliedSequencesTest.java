package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AppliedSequencesTest {
    private final AppliedSequences sequences = new AppliedSequences();

    @Test
    void shouldKnowTheLastEditOfEachAuthor() {
        Author author = sequences.of("a");
        assertEquals(0, sequences.sequenceOf(author));
        sequences.applied(author, 3, 10, false);
        assertEquals(3, sequences.sequenceOf(sequences.of("a")));
        assertEquals(10, author.versionOf(3));
        assertEquals(Author.NOT_APPLIED, author.versionOf(2));
    }

    @Test
    void shouldRememberTheLastPipelinedEdits() {
        Author author = sequences.of("a");
        for (int i = 1; i <= 1000; i++) {
            sequences.applied(author, 2 * i, 5 * i, true);
        }
        for (int i = 745; i <= 1000; i++) {
            assertEquals(5 * i, author.versionOf(2 * i));
            assertEquals(Author.NOT_APPLIED, author.versionOf(2 * i - 1));
        }
        assertEquals(Author.NOT_APPLIED, author.versionOf(2 * 743));
        assertEquals(5 * 900, cutOf("a").versionOf(2 * 900));
    }

    @Test
    void shouldRememberPipelinedEditsBehindOneWithABase() {
        Author author = sequences.of("a");
        sequences.applied(author, 1, 11, true);
        sequences.applied(author, 2, 12, true);
        sequences.applied(author, 3, 13, false);
        sequences.applied(author, 4, 14, false);
        for (int i = 1; i <= 4; i++) {
            assertEquals(10 + i, author.versionOf(i));
        }
    }

    @Test
    void shouldForgetTheOldestEditsFirstBehindARestart() {
        Author author = sequences.of("a");
        for (int i = 1; i <= 300; i++) {
            sequences.applied(author, i, 1000 + i, true);
        }
        AppliedSequences restored = restore(sequences.cut());
        for (int i = 301; i <= 400; i++) {
            restored.applied(restored.of("a"), i, 1000 + i, true);
        }
        for (int i = 145; i <= 400; i++) {
            assertEquals(1000 + i, restored.of("a").versionOf(i));
        }
        assertEquals(Author.NOT_APPLIED, restored.of("a").versionOf(143));
    }

    @Test
    void shouldForgetWhoseEditIsLongestAgo() {
        for (int i = 0; i < AppliedSequences.MAX_AUTHORS; i++) {
            sequences.applied(sequences.of("a" + i), 1, i, false);
        }
        sequences.applied(sequences.of("a0"), 2, 100_000, false);
        assertEquals(0, sequences.sequenceOf(sequences.of("new")));
        sequences.applied(sequences.of("new"), 1, 100_001, false);
        assertEquals(AppliedSequences.MAX_AUTHORS, sequences.size());
        assertEquals(2, sequences.sequenceOf(sequences.of("a0")));
        assertEquals(-1, sequences.sequenceOf(sequences.of("a1")), "forgotten, or never there");
        assertEquals(1, cutOf("a2").sequence());
        assertEquals(AppliedSequences.MAX_AUTHORS, sequences.cut().size());
    }

    @Test
    void shouldKeepAnAuthorWhoWasForgottenButIsStillThere() {
        Author author = sequences.of("a");
        sequences.applied(author, 1, 1, false);
        for (int i = 0; i < AppliedSequences.MAX_AUTHORS; i++) {
            sequences.applied(sequences.of("b" + i), 1, i, false);
        }
        sequences.applied(author, 2, 200_000, false);
        assertEquals(2, sequences.sequenceOf(sequences.of("a")));
    }

    @Test
    void shouldKeepInACutWhatWasThereThen() {
        long seed = Long.getLong("canyon.seed", System.nanoTime());
        System.out.println("AppliedSequencesTest: canyon.seed=" + seed);
        Random random = new Random(seed);
        Map<AuthorOrder, List<String>> cuts = new HashMap<>();
        AppliedSequences plain = new AppliedSequences();
        for (int version = 1; version <= 20_000; version++) {
            int number = random.nextInt(1 + random.nextInt(2000));
            boolean isPipelined = random.nextInt(4) > 0;
            sequences.replay("a" + number, version, version, isPipelined);
            plain.replay("a" + number, version, version, isPipelined);
            if (random.nextInt(2000) == 0) {
                AuthorOrder cut = sequences.cut();
                cuts.put(cut, contents(cut));
            }
        }
        cuts.forEach((cut, contents) -> assertEquals(contents, contents(cut)));
        assertEquals(contents(plain.cut()), contents(sequences.cut()), "cuts change nothing in what is remembered");
        assertEquals(contents(plain.cut()), contents(restore(plain.cut()).cut()));
    }

    @Test
    void shouldTakeTheOldestFirstAlsoBehindACut() {
        for (int i = 0; i < AppliedSequences.MAX_AUTHORS; i++) {
            sequences.replay("a" + i, 1, i + 1, false);
        }
        AuthorOrder cut = sequences.cut();
        sequences.replay("a0", 2, 100_000, false);
        sequences.replay("new", 1, 100_001, false);
        assertFalse(cut.hasForgotten());
        assertEquals("a0", contents(cut).get(0).split(" ")[0]);
        assertEquals("a1", contents(cut).get(1).split(" ")[0]);
        List<String> now = contents(sequences.cut());
        assertEquals(List.of("a2 1 3 []", "a3 1 4 []"), now.subList(0, 2));
        assertEquals(
                List.of("a65535 1 65536 []", "a0 2 100000 [1, 1]", "new 1 100001 []"),
                now.subList(now.size() - 3, now.size()));
        assertTrue(sequences.cut().hasForgotten());
    }

    @Test
    void shouldRememberNoMoreThanABoundOfPipelinedEditsOfAllTogether() {
        int count = AppliedSequences.MAX_EXTRA_NUMBERS / (512 - AuthorEdits.MIN_NUMBERS);
        for (int i = 0; i < count + 2; i++) {
            for (int sequence = 1; sequence <= 300; sequence++) {
                sequences.replay("a" + i, sequence, 1000L * i + sequence, true);
            }
        }
        assertEquals(300, sequences.of("a0").versionOf(300));
        assertEquals(296, sequences.of("a0").versionOf(296));
        assertEquals(Author.NOT_APPLIED, sequences.of("a0").versionOf(295), "whose edits are longest ago");
        assertEquals(1000L * count + 44, sequences.of("a" + count).versionOf(44));
        long numbers = numbers(sequences);
        int most = AppliedSequences.MAX_EXTRA_NUMBERS + AuthorEdits.MIN_NUMBERS * (count + 2);
        assertTrue(numbers <= most, numbers + " numbers");
        assertTrue(numbers > most - 1024, numbers + " numbers");
        assertEquals(numbers, numbers(restore(sequences.cut())));
    }

    @Test
    void shouldCountAnIdOnce() {
        Author first = sequences.of("a");
        Author second = sequences.of("a");
        sequences.applied(first, 1, 1, true);
        sequences.applied(sequences.of("b"), 1, 2, true);
        sequences.applied(second, 2, 3, true);
        assertEquals(List.of("b 1 2 []", "a 2 3 []"), contents(sequences.cut()));
        assertSame(second, sequences.of("a"));
    }

    private AuthorEdits cutOf(String id) {
        List<AuthorEdits> found = new ArrayList<>();
        sequences.cut().forEach(edits -> {
            if (edits.id().equals(id)) {
                found.add(edits);
            }
        });
        assertEquals(1, found.size());
        return found.get(0);
    }

    private static AppliedSequences restore(AuthorOrder cut) {
        AppliedSequences restored = new AppliedSequences();
        cut.forEach(edits -> restored.restore(edits.id(), edits.sequence(), edits.version(), edits.pipelined()));
        return restored;
    }

    private static long numbers(AppliedSequences sequences) {
        AtomicLong numbers = new AtomicLong();
        sequences.cut().forEach(edits -> numbers.addAndGet(edits.pipelined().length));
        return numbers.get();
    }

    private static List<String> contents(AuthorOrder authors) {
        List<String> contents = new ArrayList<>();
        authors.forEach(edits -> contents.add(edits.id() + " " + edits.sequence() + " " + edits.version() + " "
                + Arrays.toString(edits.pipelined())));
        assertEquals(authors.size(), contents.size());
        return contents;
    }
}
