package io.canyon.engine.client;

/** Why something that was asked of a {@link SyncClient} will not be. */
public final class SyncException extends RuntimeException {
    /** Code of what a client that is closed cannot do any more. */
    public static final String CLOSED = "closed";

    /** Code of an update with which the next edit would be longer than the server takes. */
    public static final String TOO_LARGE = "too-large";

    /** Code of an update that comes while as many wait for the room as may. */
    public static final String FULL = "full";

    private static final long serialVersionUID = 1L;

    private final String code;

    public SyncException(String code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    /** A code of the wire's {@code error} or {@code reject}, or a constant of this class or {@link SyncRejection}. */
    public String code() {
        return code;
    }
}
