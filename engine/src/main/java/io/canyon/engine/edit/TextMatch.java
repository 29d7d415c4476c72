package io.canyon.engine.edit;

import io.canyon.engine.edit.TextHunk.Part;
import java.util.LinkedList;
import org.bitbucket.cowwoc.diffmatchpatch.DiffMatchPatch;

/**
 * Applies text patches as diff-match-patch does: a hunk that does not stand where it says is looked for around there.
 * Without any time limit, so that the same patch gives the same text for ever; the work is bounded instead. Stateless.
 */
public final class TextMatch {
    /** Longest hunk that is looked for. */
    private static final int MAX_SOUGHT_HUNK = 8 * 1024;
    /** Characters that a part of a hunk adds, as diff-match-patch cuts long hunks. */
    private static final int PIECE = 16;

    private TextMatch() {}

    /**
     * The text behind the patch.
     *
     * @return null when a hunk does not fit, or to find that out takes too much work
     */
    public static String apply(TextPatch patch, String text) {
        return apply(patch, text, new TextWork());
    }

    /**
     * The same, for one of the patches of an edit.
     *
     * @param work of all these patches
     */
    public static String apply(TextPatch patch, String text, TextWork work) {
        if (!takesPasses(patch, text, work)) {
            return null;
        }
        String exact = patch.applyExactly(text);
        return exact != null || !isFindable(patch, text, work) ? exact : search(patch, text);
    }

    /**
     * The text behind the patch, without a search.
     *
     * @return null when a hunk does not stand exactly where it says, or to find that out takes too much work
     */
    public static String applyExactly(TextPatch patch, String text, TextWork work) {
        return takesPasses(patch, text, work) ? patch.applyExactly(text) : null;
    }

    private static boolean takesPasses(TextPatch patch, String text, TextWork work) {
        return work.take((long) patch.passes() * Math.max(1, text.length()));
    }

    private static boolean isFindable(TextPatch patch, String text, TextWork work) {
        long pieces = 0;
        for (TextHunk hunk : patch.hunks()) {
            int hunkLength = hunk.before().length();
            if (hunkLength > MAX_SOUGHT_HUNK) {
                return false;
            }
            pieces += 1 + hunkLength / PIECE;
        }
        return work.take(pieces * Math.max(1, text.length()));
    }

    private static String search(TextPatch patch, String text) {
        LinkedList<DiffMatchPatch.Patch> hunks = new LinkedList<>();
        for (TextHunk hunk : patch.hunks()) {
            hunks.add(toLibrary(hunk));
        }
        Object[] result;
        try {
            result = library().patchApply(hunks, text);
        } catch (StringIndexOutOfBoundsException e) {
            // the library runs over the end of the text with hunks that fit loosely there
            return null;
        }
        for (boolean isApplied : (boolean[]) result[1]) {
            if (!isApplied) {
                return null;
            }
        }
        return (String) result[0];
    }

    private static DiffMatchPatch.Patch toLibrary(TextHunk hunk) {
        DiffMatchPatch.Patch patch = new DiffMatchPatch.Patch();
        patch.start1 = hunk.baseStart();
        patch.start2 = hunk.start();
        for (Part part : hunk.parts()) {
            int length = part.text().length();
            DiffMatchPatch.Operation operation = switch (part.operation()) {
                case KEEP -> DiffMatchPatch.Operation.EQUAL;
                case DELETE -> DiffMatchPatch.Operation.DELETE;
                case INSERT -> DiffMatchPatch.Operation.INSERT;
            };
            patch.diffs.add(new DiffMatchPatch.Diff(operation, part.text()));
            patch.length1 += part.operation() == TextHunk.Operation.INSERT ? 0 : length;
            patch.length2 += part.operation() == TextHunk.Operation.DELETE ? 0 : length;
        }
        return patch;
    }

    static DiffMatchPatch library() {
        DiffMatchPatch library = new DiffMatchPatch();
        library.diffTimeout = 0;
        return library;
    }
}
