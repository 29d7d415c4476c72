package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One Chronicle Queue of one file. It is created here, in blocks that are already on disk, and never opened again: its
 * clock stands still at the generation, so it never rolls, and reading it is {@link ChronicleReader}'s.
 */
final class ChronicleEntries implements EntryFile {
    private static final RollCycles ROLL_CYCLE = RollCycles.FAST_DAILY;
    private static final long DAY_MS = 86_400_000L;
    private static final long LOCK_TIMEOUT_MS = 1_000;
    private static final String METADATA_FILE = "metadata.cq4t";

    /** As long as the library makes it; a longer one it fails to open. */
    private static final long METADATA_BYTES = 128 << 10;

    /** No entry starts before it, and none is needed before the headers and first index blocks, which are shorter. */
    private static final long HEADERS_BYTES = 128 << 10;

    /** Covers an index block, which may come before or behind any entry, padding, and the next entry's empty header. */
    private static final long SLACK_BYTES = 128 << 10;

    /** What an entry has besides its frame, rounded up. */
    private static final int ENTRY_OVERHEAD_BYTES = 64;

    static {
        // Before the first class of the library is loaded: no calls home, no banner, no thread watching the disk.
        setIfAbsent("chronicle.analytics.disable");
        setIfAbsent("chronicle.announcer.disable");
        setIfAbsent("chronicle.disk.monitor.disable");
    }

    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private final int maxPayloadBytes;
    private final AllocatedFile file;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private long endOfEntriesBytes = HEADERS_BYTES;

    private ChronicleEntries(
            JournalSettings settings, ChronicleQueue queue, ExcerptAppender appender, AllocatedFile file) {
        this.queue = queue;
        this.appender = appender;
        this.file = file;
        this.maxPayloadBytes = Math.min(
                JournalFrame.MAX_PAYLOAD_BYTES,
                settings.blockBytes() / 4 - JournalFrame.HEADER_LENGTH_BYTES - ENTRY_OVERHEAD_BYTES);
    }

    static ChronicleEntries create(JournalSpec spec, JournalSettings settings) {
        AllocatedFile file = null;
        ChronicleQueue queue = null;
        try {
            allocateMetadata(spec, settings);
            queue = build(spec, settings);
            ExcerptAppender appender = queue.createAppender();
            // The shard's thread takes over from the one that starts the engine.
            appender.singleThreadedCheckDisabled(true);
            file = AllocatedFile.allocate(queueFile(spec), settings.minFreeBytes(), firstStepBytes(settings));
            file.forceWithMetadata();
            DurableFiles.forceFolder(spec.shardFolder());
            return new ChronicleEntries(settings, queue, appender, file);
        } catch (Throwable t) {
            CloseHelper.quietCloseAll(queue, file);
            throw t instanceof JournalException known
                    ? known
                    : new JournalException("journal cannot be created: folder=" + spec.shardFolder(), t);
        }
    }

    @Override
    public AllocatedFile file() {
        return file;
    }

    @Override
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    @Override
    public long neededBytes(int payloadBytes) {
        return endOfEntriesBytes + JournalFrame.HEADER_LENGTH_BYTES + payloadBytes + SLACK_BYTES;
    }

    @Override
    public void close() {
        CloseHelper.closeAll(appender, queue, file);
    }

    @Override
    public void write(byte[] header, DirectBuffer payload, int offset, int lengthBytes) {
        int framedBytes = header.length + lengthBytes;
        try (DocumentContext document = appender.writingDocument()) {
            try {
                Bytes<?> bytes = document.wire().bytes();
                long position = bytes.writePosition();
                long address = bytes.addressForWrite(position);
                if (!bytes.bytesStore().inside(position, framedBytes)) {
                    throw new IllegalStateException("entry is not mapped: position=" + position);
                }
                target.wrap(address, framedBytes);
                target.putBytes(0, header);
                target.putBytes(header.length, payload, offset, lengthBytes);
                bytes.writeSkip(framedBytes);
                endOfEntriesBytes = position + framedBytes;
            } catch (Throwable t) {
                // Without this the half entry would be committed by the close.
                document.rollbackOnClose();
                throw t;
            }
        }
    }

    private static ChronicleQueue build(JournalSpec spec, JournalSettings settings) {
        long timeMs = timeMs(spec);
        return SingleChronicleQueueBuilder.binary(spec.shardFolder())
                .rollCycle(ROLL_CYCLE)
                .timeProvider(() -> timeMs)
                .syncMode(SyncMode.NONE)
                .blockSize(settings.blockBytes())
                .timeoutMS(LOCK_TIMEOUT_MS)
                .build();
    }

    private static void allocateMetadata(JournalSpec spec, JournalSettings settings) throws IOException {
        Path metadata = spec.shardFolder().resolve(METADATA_FILE);
        Files.deleteIfExists(metadata);
        AllocatedFile.allocate(metadata, settings.minFreeBytes(), METADATA_BYTES)
                .close();
    }

    private static long firstStepBytes(JournalSettings settings) {
        return Math.max(settings.stepBytes(), HEADERS_BYTES + 2 * SLACK_BYTES);
    }

    private static Path queueFile(JournalSpec spec) {
        String name = DateTimeFormatter.ofPattern(ROLL_CYCLE.format())
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochMilli(timeMs(spec)));
        return spec.shardFolder().resolve(name + SingleChronicleQueue.SUFFIX);
    }

    private static long timeMs(JournalSpec spec) {
        return spec.generation() * DAY_MS;
    }

    private static void setIfAbsent(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
