package io.canyon.engine.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls on an executor, one at a time, in the order in which they were added. Thread-safe: a call sees all that
 * those before it did. On an executor that takes no more, they run in the thread that asks for it.
 */
final class SerialCalls {
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Executor executor;

    SerialCalls(Executor executor) {
        this.executor = executor;
    }

    /** Adds a call, which runs behind the next {@link #run}. What it throws, the executor gets. */
    void add(Runnable call) {
        calls.add(call);
    }

    /** Has everything run that has been added. */
    void run() {
        if (calls.isEmpty() || requests.getAndIncrement() != 0) {
            // whoever runs calls now looks again
            return;
        }
        try {
            executor.execute(this::runAll);
        } catch (RejectedExecutionException e) {
            runAll();
        }
    }

    private void runAll() {
        boolean isDone = false;
        try {
            runAdded();
            isDone = true;
        } finally {
            if (!isDone) {
                // what a call throws is the executor's; those behind it run all the same
                requests.set(0);
                run();
            }
        }
    }

    private void runAdded() {
        int seen = 1;
        while (seen != 0) {
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                call.run();
            }
            seen = requests.addAndGet(-seen);
        }
    }
}
