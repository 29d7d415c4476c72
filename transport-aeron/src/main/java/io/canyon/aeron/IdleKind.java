package io.canyon.aeron;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** What a thread does while it has nothing to do. */
public enum IdleKind {
    /** Pauses, up to 250 us: some per cent of a processor, and up to that much more for a message. */
    BACKOFF,
    /** Pauses for a millisecond each time: next to nothing of a processor, some milliseconds for a message. */
    SLEEP,
    /** Takes a processor, and no pause. */
    SPIN;

    private static final long MAX_SPINS = 10;
    private static final long MAX_YIELDS = 20;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(250);

    /** A strategy of its own for each thread. */
    IdleStrategy strategy() {
        return switch (this) {
            case BACKOFF -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
            case SLEEP -> new SleepingMillisIdleStrategy(1);
            case SPIN -> BusySpinIdleStrategy.INSTANCE;
        };
    }
}
