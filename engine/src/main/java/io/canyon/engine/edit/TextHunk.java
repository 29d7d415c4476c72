package io.canyon.engine.edit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One hunk of a {@link TextPatch}: parts that are kept, deleted and inserted one behind the other.
 *
 * @param baseStart where its author saw the hunk in the text before the patch
 * @param start where it starts in the text that the hunks before it have left
 * @param parts not empty, and no two neighbours with the same operation
 */
record TextHunk(int baseStart, int start, List<Part> parts) {
    /** What happens to the text of a part. */
    enum Operation {
        KEEP(' '),
        DELETE('-'),
        INSERT('+');

        final char sign;

        Operation(char sign) {
            this.sign = sign;
        }

        static Operation of(char sign) {
            return switch (sign) {
                case ' ' -> KEEP;
                case '-' -> DELETE;
                case '+' -> INSERT;
                default -> throw new IllegalArgumentException("not a text patch: sign=" + (int) sign);
            };
        }
    }

    record Part(Operation operation, String text) {}

    TextHunk {
        parts = List.copyOf(parts);
    }

    /** What the hunk expects. */
    String before() {
        return without(Operation.INSERT);
    }

    /** What it leaves. */
    String after() {
        return without(Operation.DELETE);
    }

    /** Length of the kept part that the hunk begins with. */
    int leadingContext() {
        return context(0);
    }

    int trailingContext() {
        return context(parts.size() - 1);
    }

    /** Takes the hunk back, in the text that it has left. */
    TextHunk reversed() {
        List<Part> reversed = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Operation operation = switch (part.operation()) {
                case KEEP -> Operation.KEEP;
                case DELETE -> Operation.INSERT;
                case INSERT -> Operation.DELETE;
            };
            reversed.add(new Part(operation, part.text()));
            int last = reversed.size() - 1;
            // what is deleted stands in front of what is inserted
            if (last > 0
                    && operation == Operation.DELETE
                    && reversed.get(last - 1).operation() == Operation.INSERT) {
                Collections.swap(reversed, last - 1, last);
            }
        }
        return new TextHunk(start, start, reversed);
    }

    void print(StringBuilder target) {
        target.append("@@ -");
        printRange(baseStart, before().length(), target);
        target.append(" +");
        printRange(start, after().length(), target);
        target.append(" @@\n");
        for (Part part : parts) {
            UriText.encode(part.text(), target.append(part.operation().sign));
            target.append('\n');
        }
    }

    private static void printRange(int start, int length, StringBuilder target) {
        target.append(length == 0 ? start : start + 1);
        if (length != 1) {
            target.append(',').append(length);
        }
    }

    private String without(Operation operation) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part.operation() != operation) {
                text.append(part.text());
            }
        }
        return text.toString();
    }

    private int context(int index) {
        Part part = parts.isEmpty() ? null : parts.get(index);
        return part == null || part.operation() != Operation.KEEP
                ? 0
                : part.text().length();
    }
}
