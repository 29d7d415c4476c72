package io.canyon.engine.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SegmentPoolTest {
    @Test
    void shouldKeepABoundedNumberOfFreeSegments() {
        SegmentPool pool = new SegmentPool(3);
        UnsafeBuffer[] segments = new UnsafeBuffer[6];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = pool.acquire();
            assertEquals(SegmentPool.SEGMENT_BYTES, segments[i].capacity());
            assertEquals(0, segments[i].addressOffset() % 64);
        }
        assertEquals(6, pool.segmentsInUse());
        for (UnsafeBuffer segment : segments) {
            pool.release(segment);
        }
        assertEquals(0, pool.segmentsInUse());
        assertEquals(3, pool.freeSegments());
        assertSame(segments[0], pool.acquire());
        pool.close();
        assertEquals(0, pool.freeSegments());
        pool.release(segments[0]);
        assertEquals(0, pool.segmentsInUse());
        assertThrows(IllegalStateException.class, pool::acquire);
    }

    @Test
    void shouldKeepNothingWhenToldSo() {
        SegmentPool pool = new SegmentPool(0);
        pool.release(pool.acquire());
        assertEquals(0, pool.freeSegments());
        assertThrows(IllegalArgumentException.class, () -> new SegmentPool(-1));
    }

    @Test
    void shouldTellHowMuchIsLeft() {
        try (SegmentPool pool = new SegmentPool(0, 3 * SegmentPool.SEGMENT_BYTES + 1)) {
            assertEquals(3, pool.headroomSegments());
            UnsafeBuffer segment = pool.acquire();
            assertEquals(2, pool.headroomSegments());
            pool.release(segment);
            assertEquals(3, pool.headroomSegments());
        }
        try (SegmentPool unbounded = new SegmentPool(0)) {
            assertEquals(Integer.MAX_VALUE, unbounded.headroomSegments());
        }
    }
}
