package io.canyon.engine.local;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Parks its thread until somebody wakes it. A wake-up is kept: it comes before the thread has looked, or ends the park
 * that follows the look. Spurious ones, and permits that somebody else's lock has taken, do no harm.
 */
final class LocalIdle implements IdleStrategy {
    private volatile Thread parked;
    private volatile boolean isWoken;

    /** Any thread. */
    void wake() {
        isWoken = true;
        LockSupport.unpark(parked);
    }

    @Override
    public void idle(int workCount) {
        if (workCount == 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        parked = Thread.currentThread();
        while (!isWoken && !Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
        isWoken = false;
    }

    @Override
    public void reset() {
        // Nothing to begin anew.
    }
}
