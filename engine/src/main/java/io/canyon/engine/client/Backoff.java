package io.canyon.engine.client;

import java.util.random.RandomGenerator;

/** Pauses that double with each failure, of which a random part, up to one half, is left out. Not thread-safe. */
public final class Backoff {
    private static final int MAX_DOUBLINGS = 30;

    private final long minMs;
    private final long maxMs;
    private final RandomGenerator random;
    private int failures;

    public Backoff(long minMs, long maxMs, RandomGenerator random) {
        this.minMs = minMs;
        this.maxMs = maxMs;
        this.random = random;
    }

    public void reset() {
        failures = 0;
    }

    /** The pause before the next attempt. */
    public long nextMs() {
        long pauseMs = Math.min(maxMs, minMs << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        return Math.max(1, pauseMs - random.nextLong(pauseMs / 2 + 1));
    }
}
