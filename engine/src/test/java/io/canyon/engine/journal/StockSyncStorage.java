package io.canyon.engine.journal;

import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/** Chronicle Queue as it comes, forced by its own {@code sync()}: what a test of power cuts must find wanting. */
final class StockSyncStorage implements JournalStorage {
    @Override
    public Journal create(JournalSpec spec) {
        ChronicleQueue queue = SingleChronicleQueueBuilder.binary(spec.shardFolder())
                .blockSize(1 << 20)
                .build();
        return new StockJournal(spec, queue, queue.createAppender());
    }

    @Override
    public ReadResult read(java.nio.file.Path shardFolder, ReadRange range, BatchHandler handler) {
        return ChronicleReader.read(shardFolder, range, handler);
    }

    private static final class StockJournal implements Journal {
        private final ChronicleQueue queue;
        private final ExcerptAppender appender;
        private final FrameEncoder encoder;
        private long nextSequence;

        StockJournal(JournalSpec spec, ChronicleQueue queue, ExcerptAppender appender) {
            this.queue = queue;
            this.appender = appender;
            this.encoder = new FrameEncoder(spec.shardIndex());
            this.nextSequence = spec.firstSequence();
        }

        @Override
        public boolean reserve(int lengthBytes) {
            return true;
        }

        @Override
        public void append(DirectBuffer payload, int offset, int lengthBytes) {
            byte[] bytes = new byte[lengthBytes];
            payload.getBytes(offset, bytes);
            try (DocumentContext document = appender.writingDocument()) {
                document.wire().bytes().write(encoder.encode(nextSequence, payload, offset, lengthBytes));
                document.wire().bytes().write(bytes);
            }
            nextSequence++;
        }

        @Override
        public void force() {
            appender.sync();
        }

        @Override
        public long nextSequence() {
            return nextSequence;
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
            CloseHelper.closeAll(appender, queue);
        }
    }
}
