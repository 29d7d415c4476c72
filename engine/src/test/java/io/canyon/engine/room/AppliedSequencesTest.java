package io.canyon.engine.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(5 * 900, author.copy().versionOf(2 * 900));
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
        Author restored = author.copy();
        for (int i = 301; i <= 400; i++) {
            restored.applied(i, 1000 + i, true);
        }
        for (int i = 145; i <= 400; i++) {
            assertEquals(1000 + i, restored.versionOf(i));
        }
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
        assertEquals(1, sequences.copy().sequenceOf(sequences.of("a2")));
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
}
