package io.canyon.engine.room;

/**
 * Bounds of a room.
 *
 * @param maxSessions sessions at one time
 * @param maxDocumentBytes logical bytes of the document, tombstones counted; of all presence likewise
 * @param maxBufferLength longest array that a buffer write may make, which dialects see to; a command may do the work
 *     of two of these
 * @param history of rooms that are one document
 */
public record RoomLimits(int maxSessions, long maxDocumentBytes, int maxBufferLength, HistoryLimits history) {
    /** Most that one session of a room that is one document shows of itself, as Smile. */
    public static final int MAX_SHOWN_BYTES = 64 << 10;

    /** With a history of the usual size. */
    public RoomLimits(int maxSessions, long maxDocumentBytes, int maxBufferLength) {
        this(maxSessions, maxDocumentBytes, maxBufferLength, HistoryLimits.DEFAULTS);
    }
}
