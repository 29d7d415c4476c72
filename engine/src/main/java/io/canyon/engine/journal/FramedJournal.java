package io.canyon.engine.journal;

import java.io.IOException;
import org.agrona.DirectBuffer;

/**
 * Frames batches, in the order of their sequence, into a file that is allocated ahead of them: what every journal on a
 * disk has to do, whatever its entries look like.
 */
final class FramedJournal implements Journal {
    private final JournalSettings settings;
    private final EntryFile entries;
    private final AllocatedFile file;
    private final FrameEncoder encoder;

    private long nextSequence;
    private long bytesWritten;
    private long refusedAtNs;
    private boolean isRefused;
    private int reservedBytes;
    private boolean isUnusable;

    FramedJournal(JournalSpec spec, JournalSettings settings, EntryFile entries) {
        this.settings = settings;
        this.entries = entries;
        this.file = entries.file();
        this.encoder = new FrameEncoder(spec.shardIndex());
        this.nextSequence = spec.firstSequence();
    }

    @Override
    public boolean reserve(int lengthBytes) {
        if (lengthBytes < 0 || lengthBytes > maxPayloadBytes()) {
            throw new IllegalArgumentException(
                    "payload length out of range: value=" + lengthBytes + " max=" + maxPayloadBytes());
        }
        long neededBytes = entries.neededBytes(lengthBytes);
        boolean hasRoom = neededBytes <= file.allocatedBytes() || extend(neededBytes);
        if (hasRoom) {
            reservedBytes = Math.max(reservedBytes, lengthBytes);
        }
        return hasRoom;
    }

    @Override
    public void append(DirectBuffer payload, int offset, int lengthBytes) {
        payload.boundsCheck(offset, lengthBytes);
        checkUsable();
        if (lengthBytes > reservedBytes || entries.neededBytes(lengthBytes) > file.allocatedBytes()) {
            throw new IllegalStateException("not reserved: lengthBytes=" + lengthBytes);
        }
        try {
            entries.write(encoder.encode(nextSequence, payload, offset, lengthBytes), payload, offset, lengthBytes);
        } catch (Throwable t) {
            isUnusable = true;
            throw new JournalException("append failed: sequence=" + nextSequence, t);
        }
        reservedBytes = 0;
        nextSequence++;
        bytesWritten += JournalFrame.HEADER_LENGTH_BYTES + lengthBytes;
    }

    @Override
    public void force() {
        checkUsable();
        try {
            file.force();
        } catch (IOException e) {
            isUnusable = true;
            throw new JournalException("force failed: nextSequence=" + nextSequence, e);
        }
    }

    @Override
    public long nextSequence() {
        return nextSequence;
    }

    @Override
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public int maxPayloadBytes() {
        return entries.maxPayloadBytes();
    }

    @Override
    public void close() {
        isUnusable = true;
        entries.close();
    }

    /** A journal that failed once never succeeds again: a second attempt may, and hide what the first one lost. */
    private void checkUsable() {
        if (isUnusable) {
            throw new JournalException("journal has failed, or is closed: nextSequence=" + nextSequence);
        }
    }

    private boolean extend(long neededBytes) {
        long nowNs = System.nanoTime();
        if (isRefused && nowNs - refusedAtNs < settings.retryNs()) {
            return false;
        }
        try {
            isRefused = !file.extendTo(Math.max(neededBytes, file.allocatedBytes() + settings.stepBytes()));
        } catch (IOException e) {
            throw new JournalException("allocation failed: neededBytes=" + neededBytes, e);
        }
        refusedAtNs = nowNs;
        return !isRefused;
    }
}
