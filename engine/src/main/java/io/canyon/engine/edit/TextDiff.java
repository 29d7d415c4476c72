package io.canyon.engine.edit;

import io.canyon.engine.edit.TextHunk.Operation;
import io.canyon.engine.edit.TextHunk.Part;
import java.util.ArrayList;
import java.util.List;
import org.bitbucket.cowwoc.diffmatchpatch.DiffMatchPatch;

/**
 * Finds the patch between two texts. Its hunks match exactly and begin and end between code points. The work is
 * bounded: what differs is compared character by character only as long as it is short. Stateless.
 */
public final class TextDiff {
    /** For whoever has the time: about a second for texts that have nothing in common. */
    public static final long THOROUGH = 1L << 26;
    /** For whoever has others waiting: milliseconds. */
    public static final long QUICK = 1L << 18;

    /** Longest text that the context of a hunk grows to, to be the only one of its kind. */
    private static final int MAX_PATTERN = 32 - 2 * TextPatch.MARGIN;

    /** Longest text that is searched for others of that kind. */
    private static final int MAX_SEARCHED = 64 * 1024;

    private TextDiff() {}

    /**
     * The patch that makes {@code after} of {@code before}.
     *
     * @param maxCompared largest product of the lengths of what differs that is compared character by character
     * @return null when there is none: a text is not Unicode
     */
    public static TextPatch between(String before, String after, long maxCompared) {
        if (UriText.hasLoneSurrogate(before) || UriText.hasLoneSurrogate(after)) {
            return null;
        }
        return TextPatch.of(new Hunks(before, after).hunks(parts(before, after, maxCompared)));
    }

    /** All of both texts. */
    private static List<Part> parts(String before, String after, long maxCompared) {
        int head = commonHead(before, after);
        int tail = commonTail(before, after, head);
        String deleted = before.substring(head, before.length() - tail);
        String inserted = after.substring(head, after.length() - tail);
        List<Part> parts = new ArrayList<>();
        CodePointAlphabet alphabet = CodePointAlphabet.of(before, after);
        if (alphabet != null && (long) deleted.length() * inserted.length() <= maxCompared) {
            addDifference(parts, alphabet, before, after);
            return parts;
        }
        TextPatch.add(parts, Operation.KEEP, before.substring(0, head));
        TextPatch.add(parts, Operation.DELETE, deleted);
        TextPatch.add(parts, Operation.INSERT, inserted);
        TextPatch.add(parts, Operation.KEEP, before.substring(before.length() - tail));
        return parts;
    }

    private static int commonHead(String before, String after) {
        int shorter = Math.min(before.length(), after.length());
        int head = 0;
        while (head < shorter && before.charAt(head) == after.charAt(head)) {
            head++;
        }
        return head > 0 && Character.isHighSurrogate(before.charAt(head - 1)) ? head - 1 : head;
    }

    private static int commonTail(String before, String after, int head) {
        int shorter = Math.min(before.length(), after.length()) - head;
        int tail = 0;
        while (tail < shorter && before.charAt(before.length() - tail - 1) == after.charAt(after.length() - tail - 1)) {
            tail++;
        }
        return tail > 0 && Character.isLowSurrogate(before.charAt(before.length() - tail)) ? tail - 1 : tail;
    }

    private static void addDifference(List<Part> parts, CodePointAlphabet alphabet, String before, String after) {
        DiffMatchPatch library = TextMatch.library();
        var diffs = library.diffMain(alphabet.encode(before), alphabet.encode(after));
        if (diffs.size() > 2) {
            library.diffCleanupSemantic(diffs);
            library.diffCleanupEfficiency(diffs);
        }
        for (DiffMatchPatch.Diff diff : diffs) {
            Operation operation = switch (diff.operation) {
                case EQUAL -> Operation.KEEP;
                case DELETE -> Operation.DELETE;
                case INSERT -> Operation.INSERT;
            };
            TextPatch.add(parts, operation, alphabet.decode(diff.text));
        }
    }

    /** Gathers what happens close together into hunks, with context around it. */
    private static final class Hunks {
        private final String before;
        private final String after;
        private final List<TextHunk> hunks = new ArrayList<>();
        private List<Part> open = new ArrayList<>();
        private int openBefore;
        private int openAfter;
        private int atBefore;
        private int atAfter;

        Hunks(String before, String after) {
            this.before = before;
            this.after = after;
        }

        List<TextHunk> hunks(List<Part> parts) {
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                int length = part.text().length();
                if (part.operation() == Operation.KEEP) {
                    boolean isLast = i == parts.size() - 1;
                    if (!open.isEmpty() && (isLast || length >= 2 * TextPatch.MARGIN)) {
                        close();
                    } else if (!open.isEmpty()) {
                        open.add(part);
                    }
                    atBefore += length;
                    atAfter += length;
                    continue;
                }
                if (open.isEmpty()) {
                    openBefore = atBefore;
                    openAfter = atAfter;
                }
                open.add(part);
                atBefore += part.operation() == Operation.DELETE ? length : 0;
                atAfter += part.operation() == Operation.INSERT ? length : 0;
            }
            if (!open.isEmpty()) {
                close();
            }
            return hunks;
        }

        private void close() {
            int context = 0;
            while (isRepeated(context)) {
                context += TextPatch.MARGIN;
            }
            context += TextPatch.MARGIN;
            // the text in front of a hunk is the new one already, and the one behind it still the old
            int from = Math.max(0, openAfter - context);
            if (from > 0 && Character.isLowSurrogate(after.charAt(from))) {
                from--;
            }
            int to = Math.min(before.length(), atBefore + context);
            if (to < before.length() && Character.isLowSurrogate(before.charAt(to))) {
                to++;
            }
            List<Part> parts = new ArrayList<>();
            TextPatch.add(parts, Operation.KEEP, after.substring(from, openAfter));
            open.forEach(part -> TextPatch.add(parts, part.operation(), part.text()));
            TextPatch.add(parts, Operation.KEEP, before.substring(atBefore, to));
            hunks.add(new TextHunk(from, from, parts));
            open = new ArrayList<>();
        }

        private boolean isRepeated(int context) {
            if (before.length() > MAX_SEARCHED) {
                return false;
            }
            int from = Math.max(0, openBefore - context);
            String pattern = before.substring(from, Math.min(before.length(), atBefore + context));
            return pattern.length() < MAX_PATTERN && before.indexOf(pattern) != before.lastIndexOf(pattern);
        }
    }
}
