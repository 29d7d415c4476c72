package io.canyon.engine;

import io.canyon.engine.journal.BatchHandler;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalSpec;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadRange;
import io.canyon.engine.journal.ReadResult;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** Journals whose appends and forces are told before they happen; what is thrown then, they throw. */
record WatchedJournals(JournalStorage storage, Consumer<String> calls) implements JournalStorage {
    @Override
    public Journal create(JournalSpec spec) {
        return new Watched(storage.create(spec), calls);
    }

    @Override
    public ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
        return storage.read(shardFolder, range, handler);
    }

    private record Watched(Journal journal, Consumer<String> calls) implements Journal {
        @Override
        public boolean reserve(int lengthBytes) {
            return journal.reserve(lengthBytes);
        }

        @Override
        public void append(DirectBuffer payload, int offset, int lengthBytes) {
            calls.accept("append");
            journal.append(payload, offset, lengthBytes);
        }

        @Override
        public void force() {
            calls.accept("force");
            journal.force();
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
    }
}
