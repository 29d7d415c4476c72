package io.canyon.engine.shard;

import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A journal in memory that has room, and works, as its test says. */
final class ScriptedJournal implements Journal {
    final List<byte[]> batches = new ArrayList<>();
    boolean hasRoom = true;
    boolean isBroken;
    Runnable beforeAppend = () -> {};
    boolean isClosed;
    int appendCalls;

    @Override
    public boolean reserve(int lengthBytes) {
        return hasRoom;
    }

    @Override
    public void append(DirectBuffer payload, int offset, int lengthBytes) {
        appendCalls++;
        beforeAppend.run();
        if (isBroken) {
            throw new JournalException("broken by the test", null);
        }
        byte[] batch = new byte[lengthBytes];
        payload.getBytes(offset, batch);
        batches.add(batch);
    }

    @Override
    public void force() {}

    @Override
    public long nextSequence() {
        return 1 + batches.size();
    }

    @Override
    public long bytesWritten() {
        return batches.stream().mapToLong(batch -> batch.length).sum();
    }

    @Override
    public int maxPayloadBytes() {
        return 16 << 20;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
