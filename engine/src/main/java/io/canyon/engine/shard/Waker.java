package io.canyon.engine.shard;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes one I/O thread. Whoever has something for it writes that first and then calls {@link #wake}; the thread calls
 * {@link #onAwake} before it looks. So nothing is overlooked, and of many wake-ups before one look only the first costs
 * anything.
 */
public final class Waker {
    /** How often an I/O thread is woken that wants to be told the time. */
    public static final long TICK_NS = 20_000_000;

    private final Runnable wakeUp;
    private final AtomicBoolean isAwake = new AtomicBoolean();
    private final AtomicBoolean wantsInbox = new AtomicBoolean();
    private final AtomicBoolean wantsTime = new AtomicBoolean();
    private volatile boolean isClosed;

    public Waker(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** Any thread. */
    public void wake() {
        if (isAwake.compareAndSet(false, true)) {
            wakeUp.run();
        }
    }

    /** I/O thread: it looks from now on. */
    public void onAwake() {
        isAwake.set(false);
    }

    /** I/O thread: it looks no more. */
    void close() {
        isClosed = true;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** I/O thread: an inbox was full; it is to be woken when the shard has taken something. */
    public void onInboxFull() {
        wantsInbox.set(true);
    }

    /** I/O thread: it is to be woken in a while. */
    public void onTimeWanted() {
        wantsTime.setRelease(true);
    }

    /** Shard: a while has gone by. */
    void onTick() {
        if (wantsTime.get() && wantsTime.compareAndSet(true, false)) {
            wake();
        }
    }

    /** Shard: it has taken something. */
    void onInboxTaken() {
        if (wantsInbox.get() && wantsInbox.compareAndSet(true, false)) {
            wake();
        }
    }
}
