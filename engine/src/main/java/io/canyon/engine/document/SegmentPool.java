package io.canyon.engine.document;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.BufferUtil;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands out the direct memory that documents are made of, in segments of one size. One pool serves an engine.
 * Thread-safe. Memory of a segment is as the last user left it.
 */
public final class SegmentPool implements AutoCloseable {
    public static final int SEGMENT_BYTES = 64 * 1024;

    private static final int ALIGNMENT_BYTES = 64;

    private final ManyToManyConcurrentArrayQueue<UnsafeBuffer> free;
    private final int maxFreeSegments;
    private final int maxSegments;
    private final AtomicInteger segmentsInUse = new AtomicInteger();
    private volatile boolean closed;

    /** A pool without a bound. */
    public SegmentPool(int maxFreeSegments) {
        this(maxFreeSegments, Long.MAX_VALUE);
    }

    /**
     * @param maxFreeSegments segments that are kept for the next user rather than given back to the system
     * @param maxBytes what documents should hold at most; it is for those who let documents grow to ask first
     */
    public SegmentPool(int maxFreeSegments, long maxBytes) {
        if (maxFreeSegments < 0) {
            throw new IllegalArgumentException("negative: maxFreeSegments=" + maxFreeSegments);
        }
        this.maxFreeSegments = maxFreeSegments;
        this.maxSegments = (int) Math.min(Integer.MAX_VALUE, maxBytes / SEGMENT_BYTES);
        this.free = new ManyToManyConcurrentArrayQueue<>(Math.max(2, maxFreeSegments));
    }

    /** Segments that documents hold now. */
    public int segmentsInUse() {
        return segmentsInUse.get();
    }

    /** Segments that documents may take yet. */
    public int headroomSegments() {
        return Math.max(0, maxSegments - segmentsInUse.get());
    }

    /** Segments that are kept for the next user. */
    public int freeSegments() {
        return free.size();
    }

    /** Gives back the free segments to the system; what documents still hold follows when they release it. */
    @Override
    public void close() {
        closed = true;
        freeAll();
    }

    UnsafeBuffer acquire() {
        if (closed) {
            throw new IllegalStateException("segment pool is closed");
        }
        UnsafeBuffer segment = free.poll();
        if (segment == null) {
            segment = allocate();
        }
        segmentsInUse.incrementAndGet();
        return segment;
    }

    /** Takes a segment back, whose buffer nobody may use any more. */
    void release(UnsafeBuffer segment) {
        segmentsInUse.decrementAndGet();
        if (closed || free.size() >= maxFreeSegments || !free.offer(segment)) {
            BufferUtil.free(segment.byteBuffer());
            return;
        }
        // close() may have emptied the queue before the segment came in.
        if (closed) {
            freeAll();
        }
    }

    private void freeAll() {
        for (UnsafeBuffer segment = free.poll(); segment != null; segment = free.poll()) {
            BufferUtil.free(segment.byteBuffer());
        }
    }

    /** Aligns by hand: a slice, as BufferUtil's aligned allocation returns it, could not be freed. */
    private static UnsafeBuffer allocate() {
        ByteBuffer memory = ByteBuffer.allocateDirect(SEGMENT_BYTES + ALIGNMENT_BYTES);
        int rest = (int) (BufferUtil.address(memory) & ALIGNMENT_BYTES - 1);
        return new UnsafeBuffer(memory, ALIGNMENT_BYTES - rest, SEGMENT_BYTES);
    }
}
