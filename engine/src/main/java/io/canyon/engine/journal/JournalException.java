package io.canyon.engine.journal;

/** A journal could not be created, or, when thrown by one in use, cannot be trusted any more: the engine must stop. */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
