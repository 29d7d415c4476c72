package io.canyon.engine.client;

/** Close codes of WebSockets, and what they say about the edit that was in flight. */
final class CloseCodes {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int ABNORMAL = 1006;
    static final int BAD_DATA = 1007;
    static final int POLICY = 1008;
    static final int TOO_LARGE = 1009;
    /** A newer connection came with the same id. */
    static final int REPLACED = 4001;

    private CloseCodes() {}

    /** How much it speaks for a server that will never take the edit. */
    static int evidence(int code) {
        return switch (code) {
            case TOO_LARGE -> Edits.ENOUGH_EVIDENCE;
            case BAD_DATA, POLICY -> 1;
            default -> 0;
        };
    }

    /** The code of the rejection that this comes to. */
    static String rejection(int code) {
        return code == TOO_LARGE ? "too-large" : "invalid";
    }
}
