package io.canyon.engine.local;

import io.canyon.engine.EngineCounter;
import java.util.concurrent.atomic.LongAdder;

/** Counted by many threads: listeners run wherever their executors say. */
final class LocalCounters {
    final LongAdder listenerFailures = new LongAdder();
    final LongAdder callsMissed = new LongAdder();
    final LongAdder callsRefused = new LongAdder();

    long get(EngineCounter counter) {
        return switch (counter) {
            case LISTENER_FAILURES -> listenerFailures.sum();
            case LISTENER_CALLS_MISSED -> callsMissed.sum();
            case LOCAL_CALLS_REFUSED -> callsRefused.sum();
            default -> 0;
        };
    }
}
