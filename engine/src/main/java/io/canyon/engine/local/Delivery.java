package io.canyon.engine.local;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener on its executor, one call at a time and in order, whatever the executor. Bounded: what a slow
 * listener has no room for is counted and left out, from the first such call until it has worked off all others.
 */
final class Delivery {
    static final int MAX_CALLS = 8192;
    static final long MAX_BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Executor executor;
    private final LongConsumer onMissed;
    private final LocalCounters counters;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final Registrations registrations;

    private record Waiting(Runnable call, int lengthBytes) {}

    /**
     * One more registration of the engine, until it is closed.
     *
     * @param onMissed told, like any call, how many were left out
     */
    Delivery(Executor executor, LongConsumer onMissed, LocalThread thread) {
        this.executor = executor;
        this.onMissed = onMissed;
        this.counters = thread.counters();
        this.registrations = thread.registrations();
        registrations.take(counters);
    }

    /** One thread at a time. */
    void offer(Runnable call, int lengthBytes) {
        if (isClosed.get()) {
            return;
        }
        boolean isFull = calls.get() >= MAX_CALLS || bytes.get() > MAX_BYTES - lengthBytes && calls.get() > 0;
        if (isFull || missed.get() > 0) {
            missed.incrementAndGet();
            counters.callsMissed.increment();
        } else {
            calls.incrementAndGet();
            bytes.addAndGet(lengthBytes);
            waiting.add(new Waiting(call, lengthBytes));
        }
        schedule();
    }

    /** One thread at a time: so many calls have been left out before they came here. */
    void miss(int count) {
        if (!isClosed.get()) {
            missed.addAndGet(count);
            counters.callsMissed.add(count);
            schedule();
        }
    }

    void close() {
        if (isClosed.compareAndSet(false, true)) {
            registrations.release();
        }
    }

    private void schedule() {
        if (isScheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::run);
            } catch (RuntimeException | Error e) {
                // It may be the executor of a listener only, but whatever fails there is the listener's.
                LOG.error("the executor of a listener takes no calls: the listener is removed", e);
                counters.listenerFailures.increment();
                close();
            }
        }
    }

    private void run() {
        do {
            for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                calls.decrementAndGet();
                bytes.addAndGet(-next.lengthBytes());
                call(next.call());
            }
            long count = missed.getAndSet(0);
            if (count > 0) {
                call(() -> onMissed.accept(count));
            }
            isScheduled.set(false);
            // Whoever came behind the last look has found it scheduled, and relies on this look.
        } while ((!waiting.isEmpty() || missed.get() > 0) && isScheduled.compareAndSet(false, true));
    }

    private void call(Runnable call) {
        if (isClosed.get()) {
            return;
        }
        try {
            call.run();
        } catch (Throwable e) {
            // Whatever it is, it is the listener's: the engine and other listeners go on.
            LOG.error("listener failed", e);
            counters.listenerFailures.increment();
        }
    }
}
