package io.canyon.engine.room;

/**
 * Bounds of a room.
 *
 * @param maxSessions sessions at one time
 * @param maxDocumentBytes logical bytes of the document, tombstones counted
 * @param maxBufferLength longest array that a buffer write may make, which dialects see to; a command may do the work
 *     of two of these
 * @param history of rooms that are one document
 */
public record RoomLimits(int maxSessions, long maxDocumentBytes, int maxBufferLength, HistoryLimits history) {
    /** Most that one session of a room that is one document shows of itself, as Smile. */
    public static final int MAX_SHOWN_BYTES = 64 << 10;

    /** What all sessions of a room of records may show, whatever the length of buffers. */
    private static final long MIN_SHOWN_IN_ROOM_BYTES = 8 << 20;

    private static final long BYTES_PER_ITEM = 16;
    private static final long BYTES_BESIDE_ITEMS = 1 << 20;

    /** With a history of the usual size. */
    public RoomLimits(int maxSessions, long maxDocumentBytes, int maxBufferLength) {
        this(maxSessions, maxDocumentBytes, maxBufferLength, HistoryLimits.DEFAULTS);
    }

    /**
     * Most logical bytes of presence in a room of records: whoever comes is told all of it at once, by the shard's
     * thread. The longest buffer has a place in it.
     */
    long maxShownBytes() {
        long ofBuffers = BYTES_PER_ITEM * maxBufferLength + BYTES_BESIDE_ITEMS;
        return Math.min(maxDocumentBytes, Math.max(MIN_SHOWN_IN_ROOM_BYTES, ofBuffers));
    }
}
