package io.canyon.aeron.client;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counters with one writer, for all to read. */
final class RoomsCounts {
    private final AtomicLongArray counts = new AtomicLongArray(RoomsCounter.values().length);

    void count(RoomsCounter counter) {
        counts.setRelease(counter.ordinal(), counts.getPlain(counter.ordinal()) + 1);
    }

    long get(RoomsCounter counter) {
        return counts.getAcquire(counter.ordinal());
    }
}
