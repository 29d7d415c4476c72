package io.canyon.engine.shard;

/** What the shards know of one I/O thread: how to wake it, and an outbox per shard. */
public final class IoThread {
    private static final int OUTBOX_BYTES = 1 << 20;

    private final int index;
    private final Waker waker;
    private final Outbox[] outboxes;

    IoThread(int index, int shardCount, Runnable wakeUp) {
        this.index = index;
        this.waker = new Waker(wakeUp);
        this.outboxes = new Outbox[shardCount];
        for (int i = 0; i < shardCount; i++) {
            outboxes[i] = new Outbox(OUTBOX_BYTES, waker);
        }
    }

    public int index() {
        return index;
    }

    public Waker waker() {
        return waker;
    }

    /** The thread is going: what is for it is dropped from here on. */
    public void close() {
        waker.close();
    }

    /** The outbox that shard {@code shard} writes. */
    public Outbox outbox(int shard) {
        return outboxes[shard];
    }
}
