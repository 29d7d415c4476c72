package io.canyon.engine.shard;

import io.canyon.engine.EngineCounter;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of one thread, which alone writes them; any thread reads. */
public final class Counters {
    private final AtomicLongArray values = new AtomicLongArray(EngineCounter.values().length);

    public void increment(EngineCounter counter) {
        add(counter, 1);
    }

    public void add(EngineCounter counter, long count) {
        int index = counter.ordinal();
        values.setOpaque(index, values.getPlain(index) + count);
    }

    public long get(EngineCounter counter) {
        return values.getOpaque(counter.ordinal());
    }
}
