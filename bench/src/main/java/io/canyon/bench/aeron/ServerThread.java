package io.canyon.bench.aeron;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;

/** A thread that does one thing again and again without a pause, then another once, and counts what that allocates. */
final class ServerThread implements AutoCloseable {
    private static final long JOIN_MS = 30_000;

    private final IntSupplier turn;
    private final Runnable end;
    private final Thread thread;
    private volatile boolean isEnding;
    private volatile Throwable failure;

    ServerThread(IntSupplier turn, Runnable end) {
        this.turn = turn;
        this.end = end;
        this.thread = new Thread(this::run, "server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Bytes that the thread has allocated so far. */
    long allocatedBytes() {
        if (failure != null) {
            throw new IllegalStateException("the server has failed", failure);
        }
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread.getId());
    }

    @Override
    public void close() {
        isEnding = true;
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isEnding) {
                if (turn.getAsInt() == 0) {
                    Thread.onSpinWait();
                }
            }
            end.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }
}
