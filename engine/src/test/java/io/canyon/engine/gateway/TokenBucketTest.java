package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND_NS = 1_000_000_000;

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - SECOND_NS, Long.MIN_VALUE})
    void shouldLetThroughABurstAndThenTheRateFromAnyOriginOfTime(long startNs) {
        TokenBucket bucket = new TokenBucket(10, startNs);
        for (int i = 0; i < 10; i++) {
            assertTrue(bucket.take(startNs), "token " + i);
        }
        assertFalse(bucket.take(startNs));
        assertFalse(bucket.take(startNs + SECOND_NS / 10 - 1));
        assertTrue(bucket.take(startNs + SECOND_NS / 10));
        assertFalse(bucket.take(startNs + SECOND_NS / 10));
        int taken = 0;
        for (int ms = 100; ms <= 5100; ms++) {
            taken += bucket.take(startNs + ms * 1_000_000L) ? 1 : 0;
        }
        assertEquals(50, taken);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000, 1_000_000})
    void shouldSaveNoMoreThanOneBurst(int perSecond) {
        TokenBucket bucket = new TokenBucket(perSecond, 0);
        int taken = 0;
        while (bucket.take(100 * SECOND_NS)) {
            taken++;
        }
        assertEquals(perSecond, taken);
    }
}
