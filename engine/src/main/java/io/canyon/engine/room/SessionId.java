package io.canyon.engine.room;

/** Session ids tell the I/O thread that has the session: its index stands in the upper 16 bits. */
public final class SessionId {
    private static final int IO_THREAD_SHIFT = 48;

    /** Most I/O threads of an engine: outputs carry a bit for each. */
    public static final int MAX_IO_THREADS = Long.SIZE;

    private SessionId() {}

    public static long of(int ioThread, long count) {
        return (long) ioThread << IO_THREAD_SHIFT | count;
    }

    public static int ioThread(long sessionId) {
        return (int) (sessionId >>> IO_THREAD_SHIFT);
    }
}
