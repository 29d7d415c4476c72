package io.canyon.ws;

/** What the process says when it ends. */
enum ExitCode {
    CLEAN(0),
    UNEXPECTED(1),
    USAGE(2),
    PORT_IN_USE(3),
    DATA_FOLDER(4),
    MISSING_JVM_FLAGS(5),
    ENGINE_STOPPED(6),
    DAMAGE(7),
    NO_SUCH_ROOM(8),
    ROOM_EXISTS(9),
    BAD_INPUT(10),
    TRANSPORT_STOPPED(11);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
