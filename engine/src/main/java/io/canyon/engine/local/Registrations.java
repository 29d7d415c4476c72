package io.canyon.engine.local;

import io.canyon.engine.RoomException;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the listeners and subscriptions that an engine has, all together. Thread-safe. */
final class Registrations {
    static final int MAX_REGISTRATIONS = 64 << 10;

    private final AtomicInteger count = new AtomicInteger();

    /** @throws RoomException with the code LIMIT when there are too many */
    void take(LocalCounters counters) {
        if (count.incrementAndGet() > MAX_REGISTRATIONS) {
            count.decrementAndGet();
            counters.callsRefused.increment();
            throw new RoomException(
                    RoomException.Code.LIMIT, "too many listeners and subscriptions: max=" + MAX_REGISTRATIONS);
        }
    }

    void release() {
        count.decrementAndGet();
    }
}
