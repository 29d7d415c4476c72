package io.canyon.engine.journal;

import org.agrona.DirectBuffer;

/**
 * The journal of one shard in one generation: batches in the order of their sequence. Used by one thread; that may be
 * another one than the one that created it. The steady state allocates nothing.
 */
public interface Journal extends AutoCloseable {
    /**
     * Makes room on disk for one batch.
     *
     * @param lengthBytes length of the payload, at most {@link #maxPayloadBytes}
     * @return false if the disk has no room; nothing has changed, and it may be asked again any time
     */
    boolean reserve(int lengthBytes);

    /**
     * Appends one batch as one entry. Once this returns the entry survives the death of the process; {@link #force}
     * makes it survive the machine's. The buffer is the caller's again.
     *
     * @throws IllegalStateException if no room of at least this length was reserved since the last append
     * @throws JournalException fatal: what is on disk is unknown, the engine must stop
     */
    void append(DirectBuffer payload, int offset, int lengthBytes);

    /**
     * Forces everything appended to the disk.
     *
     * @throws JournalException fatal: the pages may be gone, and a second attempt would not tell
     */
    void force();

    /** Sequence that the next append gets. */
    long nextSequence();

    /** Bytes appended, frames included. */
    long bytesWritten();

    /** Longest payload of one entry. */
    int maxPayloadBytes();

    /** Lets go of the files. Neither forces nor marks anything. */
    @Override
    void close();
}
