package io.canyon.engine;

/** An engine could not start; nothing of it is left running, and nothing in its data folder was lost. */
public final class EngineStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Code {
        /** Another engine has the data folder. */
        DATA_FOLDER_IN_USE,
        /** The data folder cannot be created, read or written. */
        DATA_FOLDER_NOT_WRITABLE,
        /** The JVM lacks flags; the message lists them. */
        MISSING_JVM_FLAGS,
        /** What is in the data folder cannot be brought back safely. */
        RECOVERY_FAILED
    }

    private final Code code;

    public EngineStartException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
