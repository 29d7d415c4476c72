package io.canyon.engine.journal;

/** How journals are kept on disk. */
public enum JournalKind {
    /** In a Chronicle Queue. */
    CHRONICLE(1),
    /** In plain preallocated files. */
    SEGMENTS(2);

    private final int code;

    JournalKind(int code) {
        this.code = code;
    }

    /** Stands in the headers of generations. */
    int code() {
        return code;
    }

    /** Throws {@link IllegalArgumentException} if there is none of this code. */
    static JournalKind of(long code) {
        for (JournalKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of journal: code=" + code);
    }

    /** Journals of this kind. */
    public JournalStorage storage(JournalSettings settings) {
        return switch (this) {
            case CHRONICLE -> new ChronicleStorage(settings);
            case SEGMENTS -> new SegmentStorage(settings);
        };
    }
}
