package io.canyon.engine.shard;

import io.canyon.engine.journal.Journal;
import org.agrona.DirectBuffer;

/** The journal of an engine whose durability level is none. */
public final class NoJournal implements Journal {
    @Override
    public boolean reserve(int lengthBytes) {
        return true;
    }

    @Override
    public void append(DirectBuffer payload, int offset, int lengthBytes) {
        // An ack says no more than that the edit was applied.
    }

    @Override
    public void force() {
        // Nothing was written.
    }

    @Override
    public long nextSequence() {
        // As of a journal without an entry, so that the end of a clean stop is where a reader finds it.
        return 1;
    }

    @Override
    public long bytesWritten() {
        return 0;
    }

    @Override
    public int maxPayloadBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
