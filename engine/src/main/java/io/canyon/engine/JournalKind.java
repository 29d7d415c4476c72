package io.canyon.engine;

/** How journals are kept on disk. */
public enum JournalKind {
    /** In a Chronicle Queue. */
    CHRONICLE,
    /** In plain preallocated files. */
    SEGMENTS
}
