package io.canyon.engine.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal on a {@link SimulatedDisk}. */
final class SimulatedJournal implements Journal {
    private static final int PAGE_BYTES = 4096;

    private final SimulatedDisk disk;
    private final JournalSpec spec;
    private final Journal journal;
    private final List<UnsafeBuffer> told = new ArrayList<>();
    private UnsafeBuffer untold;
    private long endBytes;
    private long untoldFromBytes;
    private long forcedBytes;

    SimulatedJournal(SimulatedDisk disk, JournalSpec spec, Journal journal) {
        this.disk = disk;
        this.spec = spec;
        this.journal = journal;
    }

    long generation() {
        return spec.generation();
    }

    @Override
    public boolean reserve(int lengthBytes) {
        disk.onCall("reserve");
        return !disk.isFull() && journal.reserve(lengthBytes);
    }

    @Override
    public void append(DirectBuffer payload, int offset, int lengthBytes) {
        disk.onCall("before append");
        journal.append(payload, offset, lengthBytes);
        untold = new UnsafeBuffer(new byte[lengthBytes]);
        untold.putBytes(0, payload, offset, lengthBytes);
        untoldFromBytes = endBytes;
        endBytes += SegmentEntries.frameBytes(lengthBytes);
        disk.onCall("after append");
        if (!disk.isForced()) {
            tell();
        }
    }

    @Override
    public void force() {
        disk.onCall("before force");
        journal.force();
        forcedBytes = endBytes;
        disk.onCall("after force");
        tell();
    }

    @Override
    public long nextSequence() {
        return journal.nextSequence();
    }

    @Override
    public long bytesWritten() {
        return journal.bytesWritten();
    }

    @Override
    public int maxPayloadBytes() {
        return journal.maxPayloadBytes();
    }

    @Override
    public void close() {
        journal.close();
    }

    private void tell() {
        told.add(untold);
        disk.listener().onBatch(untold);
        untold = null;
    }

    /** Leaves in the file what may be left, and tells what that is. */
    void end(boolean isPowerLost) {
        if (Files.notExists(spec.shardFolder().resolve(SegmentEntries.FILE))) {
            return;
        }
        if (isPowerLost) {
            losePages();
        } else if (untold != null && forcedBytes < endBytes && disk.random().nextBoolean()) {
            cutShort();
        }
        ReadRange range = new ReadRange(spec.shardIndex(), spec.firstSequence(), ReadRange.TO_THE_END);
        int left = (int) new SegmentStorage(JournalSettings.DEFAULTS)
                .read(spec.shardFolder(), range, (sequence, payload, offset, length) -> {})
                .entries();
        if (left < told.size() && (disk.isForced() || !isPowerLost)) {
            throw new AssertionError("lost batches: told=" + told.size() + " left=" + left);
        }
        if (left > told.size()) {
            disk.listener().onBatch(untold);
        }
        for (int i = told.size() - 1; i >= left; i--) {
            disk.listener().onLost(told.get(i));
        }
    }

    /** The header goes into the file last. */
    private void cutShort() {
        int payloadBytes = untold.capacity();
        zero(untoldFromBytes, JournalFrame.HEADER_LENGTH_BYTES);
        int written = disk.random().nextInt(payloadBytes + 1);
        zero(untoldFromBytes + JournalFrame.HEADER_LENGTH_BYTES + written, payloadBytes - written);
    }

    private void losePages() {
        for (long page = forcedBytes / PAGE_BYTES; page * PAGE_BYTES < endBytes; page++) {
            if (disk.random().nextInt(3) == 0) {
                long from = Math.max(forcedBytes, page * PAGE_BYTES);
                zero(from, (int) (Math.min(endBytes, (page + 1) * PAGE_BYTES) - from));
            }
        }
    }

    private void zero(long position, int lengthBytes) {
        try (FileChannel file =
                FileChannel.open(spec.shardFolder().resolve(SegmentEntries.FILE), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(lengthBytes), position);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
