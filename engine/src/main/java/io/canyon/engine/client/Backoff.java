package io.canyon.engine.client;

import java.util.random.RandomGenerator;

/** Pauses that double with each failure, of which a random part, up to one half, is left out. */
final class Backoff {
    private static final int MAX_DOUBLINGS = 30;

    private final long minMs;
    private final long maxMs;
    private final RandomGenerator random;
    private int failures;

    Backoff(long minMs, long maxMs, RandomGenerator random) {
        this.minMs = minMs;
        this.maxMs = maxMs;
        this.random = random;
    }

    void reset() {
        failures = 0;
    }

    long nextMs() {
        long pauseMs = Math.min(maxMs, minMs << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        return Math.max(1, pauseMs - random.nextLong(pauseMs / 2 + 1));
    }
}
