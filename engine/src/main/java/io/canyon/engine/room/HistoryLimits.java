package io.canyon.engine.room;

/**
 * How many applied edits a room of one document remembers, so that edits made for older versions can be carried
 * forward, and clients of older versions need not be sent the whole document.
 *
 * @param maxEdits edits
 * @param maxBytes bytes that they fill, as they stand in the journal
 */
public record HistoryLimits(int maxEdits, int maxBytes) {
    public static final HistoryLimits DEFAULTS = new HistoryLimits(1024, 1 << 20);

    public HistoryLimits {
        if (maxEdits < 1 || maxBytes < 1024 || maxBytes > 1 << 28) {
            throw new IllegalArgumentException("history out of range: maxEdits=" + maxEdits + " maxBytes=" + maxBytes);
        }
    }
}
