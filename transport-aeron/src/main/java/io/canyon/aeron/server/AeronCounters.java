package io.canyon.aeron.server;

import io.canyon.aeron.AeronCounter;
import io.canyon.engine.spi.TransportCounter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** The values of all counters. Any thread reads; the agent's thread writes, but for {@link #incrementShared}. */
public final class AeronCounters {
    private final AtomicLongArray values = new AtomicLongArray(AeronCounter.values().length);

    /** Counts one more, in the agent's thread. */
    void increment(AeronCounter counter) {
        add(counter, 1);
    }

    /** Counts more, in the agent's thread. */
    void add(AeronCounter counter, long amount) {
        values.lazySet(counter.ordinal(), values.getPlain(counter.ordinal()) + amount);
    }

    /** Counts one more of what only {@link #incrementShared} counts; any thread. */
    public void incrementShared(AeronCounter counter) {
        values.incrementAndGet(counter.ordinal());
    }

    /** Any thread. */
    public long value(AeronCounter counter) {
        return values.get(counter.ordinal());
    }

    /** As the engine's server shows them. */
    public List<TransportCounter> list() {
        return Arrays.stream(AeronCounter.values())
                .map(counter -> new TransportCounter(counter.meter(), counter.description(), () -> value(counter)))
                .toList();
    }
}
