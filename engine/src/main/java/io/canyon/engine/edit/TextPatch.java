package io.canyon.engine.edit;

import io.canyon.engine.edit.TextHunk.Operation;
import io.canyon.engine.edit.TextHunk.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A patch of a text in the format of diff-match-patch: hunks, each applied to what the ones before it have left, with
 * positions in UTF-16 units. Immutable.
 */
public final class TextPatch {
    /** Shorter context than this says, in the first and the last hunk, that the text begins or ends there. */
    static final int MARGIN = 4;

    private static final Pattern HEADER =
            Pattern.compile("@@ -([0-9]{1,9})(?:,([0-9]{1,9}))? \\+([0-9]{1,9})(?:,([0-9]{1,9}))? @@");

    private final List<TextHunk> hunks;
    private final String source;

    private TextPatch(List<TextHunk> hunks, String source) {
        this.hunks = hunks;
        this.source = source;
    }

    static TextPatch of(List<TextHunk> hunks) {
        StringBuilder text = new StringBuilder();
        hunks.forEach(hunk -> hunk.print(text));
        return new TextPatch(List.copyOf(hunks), text.toString());
    }

    /**
     * Reads a patch. An empty text is a patch that changes nothing.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static TextPatch parse(String text) {
        List<TextHunk> hunks = new ArrayList<>();
        Matcher header = HEADER.matcher("");
        PartLines parts = null;
        int baseStart = 0;
        int start = 0;
        for (int at = 0, end; at < text.length(); at = end + 1) {
            int newline = text.indexOf('\n', at);
            end = newline < 0 ? text.length() : newline;
            if (at == end) {
                continue;
            }
            if (text.charAt(at) == '@') {
                close(hunks, baseStart, start, parts);
                parts = new PartLines();
                if (!header.reset(text).region(at, end).matches()) {
                    throw new IllegalArgumentException("not a text patch: header");
                }
                baseStart = start(header.group(1), header.group(2));
                start = start(header.group(3), header.group(4));
            } else if (parts == null) {
                throw new IllegalArgumentException("not a text patch: no header");
            } else {
                parts.add(Operation.of(text.charAt(at)), UriText.decode(text.substring(at + 1, end)));
            }
        }
        close(hunks, baseStart, start, parts);
        return new TextPatch(List.copyOf(hunks), text);
    }

    /** Both, one behind the other, as one. */
    public TextPatch then(TextPatch next) {
        List<TextHunk> both = new ArrayList<>(hunks);
        both.addAll(next.hunks);
        return of(both);
    }

    /** Takes this patch back. It matches exactly where this one has. */
    public TextPatch reversed() {
        List<TextHunk> reversed = new ArrayList<>(hunks.size());
        hunks.forEach(hunk -> reversed.add(hunk.reversed()));
        // the last hunk counts on what the others have left
        Collections.reverse(reversed);
        return of(reversed);
    }

    /** Whether every hunk stands exactly where it says, for every reader of patches. */
    public boolean matchesExactly(String text) {
        return applyExactly(text) != null;
    }

    /** The patch in the format of diff-match-patch; as it was written, if it has been parsed. */
    @Override
    public String toString() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPatch patch && source.equals(patch.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    List<TextHunk> hunks() {
        return hunks;
    }

    /** The text behind the patch; null when a hunk does not stand exactly where it says. */
    String applyExactly(String text) {
        String rest = text;
        int from = 0;
        // what the hunks before have left; the rest from there on follows it
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < hunks.size(); i++) {
            TextHunk hunk = hunks.get(i);
            if (hunk.start() < result.length()) {
                rest = result.append(rest, from, rest.length()).toString();
                from = 0;
                result.setLength(0);
            }
            String before = hunk.before();
            int at = from + hunk.start() - result.length();
            int end = at + before.length();
            if (end > rest.length() || !rest.startsWith(before, at)) {
                return null;
            }
            boolean isShortOfStart = i == 0 && hunk.leadingContext() < MARGIN && hunk.start() > 0;
            boolean isShortOfEnd = i == hunks.size() - 1 && hunk.trailingContext() < MARGIN && end < rest.length();
            if (isShortOfStart || isShortOfEnd) {
                return null;
            }
            result.append(rest, from, at).append(hunk.after());
            from = end;
        }
        return result.append(rest, from, rest.length()).toString();
    }

    /** How often the text is written to apply the patch: hunks that go back behind the one before begin anew. */
    int passes() {
        int passes = 1;
        int end = 0;
        for (TextHunk hunk : hunks) {
            passes += hunk.start() < end ? 1 : 0;
            end = hunk.start() + hunk.after().length();
        }
        return passes;
    }

    /** Adds a part; one with the operation of the last goes behind that. */
    static void add(List<Part> parts, Operation operation, String text) {
        int last = parts.size() - 1;
        if (text.isEmpty()) {
            return;
        }
        if (last >= 0 && parts.get(last).operation() == operation) {
            parts.set(last, new Part(operation, parts.get(last).text() + text));
        } else {
            parts.add(new Part(operation, text));
        }
    }

    private static void close(List<TextHunk> hunks, int baseStart, int start, PartLines lines) {
        List<Part> parts = lines == null ? List.of() : lines.parts();
        if (!parts.isEmpty()) {
            hunks.add(new TextHunk(baseStart, start, parts));
        }
    }

    /** Makes parts of lines; a peer may send a part in any number of them, so each is copied once. */
    private static final class PartLines {
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder open = new StringBuilder();
        private Operation operation;

        void add(Operation next, String text) {
            if (text.isEmpty()) {
                return;
            }
            if (next != operation) {
                endPart();
                operation = next;
            }
            open.append(text);
        }

        List<Part> parts() {
            endPart();
            return parts;
        }

        private void endPart() {
            if (!open.isEmpty()) {
                parts.add(new Part(operation, open.toString()));
                open.setLength(0);
            }
        }
    }

    /** Positions count from 1, but for one before an empty part of the text. */
    private static int start(String printed, String length) {
        int start = Integer.parseInt(printed);
        return length != null && Integer.parseInt(length) == 0 ? start : Math.max(0, start - 1);
    }
}
