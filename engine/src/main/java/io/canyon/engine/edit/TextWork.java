package io.canyon.engine.edit;

/** How much work the text patches of one edit may take together. Not thread-safe. */
public final class TextWork {
    /** Most characters to be moved or looked at. */
    private static final long MAX_CHARS = 1L << 28;

    private long left = MAX_CHARS;

    /** All of it is there again. */
    public void reset() {
        left = MAX_CHARS;
    }

    /** Takes so many characters; false: there are no more. */
    boolean take(long chars) {
        if (chars > left) {
            left = 0;
            return false;
        }
        left -= chars;
        return true;
    }
}
