package io.canyon.engine.local;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what the callers of an engine have under way, all together. Thread-safe. */
final class CallBudget {
    static final int MAX_CALLS = 64 << 10;
    static final long MAX_BYTES = 64L << 20;

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Takes a call in; false if there are too many. One call of any length is let in. */
    boolean take(int lengthBytes) {
        boolean fits = calls.incrementAndGet() <= MAX_CALLS;
        long before = bytes.getAndAdd(lengthBytes);
        if (fits && (before == 0 || before + lengthBytes <= MAX_BYTES)) {
            return true;
        }
        release(lengthBytes);
        return false;
    }

    void release(int lengthBytes) {
        calls.decrementAndGet();
        bytes.addAndGet(-lengthBytes);
    }
}
