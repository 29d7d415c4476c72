package io.canyon.engine.spi;

/** Why an edit of a whole document was not applied. */
public enum RejectCode {
    READ_ONLY(1, "read-only"),
    /** No delta, or one that fits no document of its base. */
    INVALID(2, "invalid"),
    /** Nothing of it is left, or a hunk of a text does not fit. */
    CONFLICT(3, "conflict"),
    /** The document would exceed a limit. */
    TOO_LARGE(4, "too-large"),
    /** It cannot be journaled now. */
    UNAVAILABLE(5, "unavailable"),
    /** Its base is not in the history. */
    TOO_OLD(6, "too-old"),
    /** It was made without having seen the last edit of the same author. */
    OUT_OF_ORDER(7, "out-of-order");

    private static final RejectCode[] VALUES = values();

    private final int code;
    private final String wireName;

    RejectCode(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    /** The number that stands for it inside the engine. */
    public int code() {
        return code;
    }

    /** The word that stands for it on the wire. */
    public String wireName() {
        return wireName;
    }

    public static RejectCode of(int code) {
        return VALUES[code - 1];
    }
}
