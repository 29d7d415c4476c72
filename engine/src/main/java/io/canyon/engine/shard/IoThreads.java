package io.canyon.engine.shard;

import io.canyon.engine.room.SessionId;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The I/O threads of an engine. They come while it runs; a shard sees one before it sees the first of its sessions. */
public final class IoThreads {
    private final AtomicReferenceArray<IoThread> threads = new AtomicReferenceArray<>(SessionId.MAX_IO_THREADS);
    private final int shardCount;

    public IoThreads(int shardCount) {
        this.shardCount = shardCount;
    }

    /**
     * Adds an I/O thread.
     *
     * @throws IllegalStateException when there are as many as there can be
     */
    public IoThread add(Runnable wakeUp) {
        for (int i = 0; i < threads.length(); i++) {
            if (threads.get(i) == null && threads.compareAndSet(i, null, new IoThread(i, shardCount, wakeUp))) {
                return threads.get(i);
            }
        }
        throw new IllegalStateException("too many I/O threads: max=" + threads.length());
    }

    /** I/O thread {@code index}, or null. */
    IoThread get(int index) {
        return threads.get(index);
    }

    /** How many there may be; they are numbered without gaps. */
    int capacity() {
        return threads.length();
    }
}
