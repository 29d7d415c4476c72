package io.canyon.engine.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls listeners and completes futures on the user's executor, in order. Of calls only so many wait. Thread-safe. */
final class ListenerCalls {
    static final int MAX_WAITING = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(ListenerCalls.class);

    private final List<SyncListener> listeners = new CopyOnWriteArrayList<>();
    private final SerialCalls calls;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong missed = new AtomicLong();

    ListenerCalls(Executor executor) {
        calls = new SerialCalls(executor);
    }

    void addListener(SyncListener listener) {
        listeners.add(listener);
    }

    void removeListener(SyncListener listener) {
        listeners.remove(listener);
    }

    /** Has all listeners called behind the next {@link #run}. */
    void tell(Consumer<SyncListener> call) {
        if (listeners.isEmpty()) {
            return;
        }
        if (waiting.get() >= MAX_WAITING) {
            if (missed.getAndIncrement() == 0) {
                calls.add(this::tellMissed);
            }
            return;
        }
        waiting.incrementAndGet();
        calls.add(() -> {
            waiting.decrementAndGet();
            callAll(call);
        });
    }

    private void tellMissed() {
        long calls = missed.getAndSet(0);
        callAll(listener -> listener.onMissed(calls));
    }

    /** Adds what no bound may leave out; it must not throw. */
    void add(Runnable call) {
        calls.add(call);
    }

    void run() {
        calls.run();
    }

    private void callAll(Consumer<SyncListener> call) {
        for (SyncListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error("a listener failed", e);
            }
        }
    }
}
