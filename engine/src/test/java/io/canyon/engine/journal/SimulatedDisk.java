package io.canyon.engine.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;

/**
 * Keeps journals in plain segments, on a disk that fails as its test says: it is full, or everything ends at a call of
 * a journal. What is in the files then is what a kill, or the loss of power, may leave of what was going on.
 */
public final class SimulatedDisk implements JournalStorage {
    private static final JournalSettings SETTINGS = new JournalSettings(1 << 20, 64 << 10, 0, 0);

    /** Learns what is in the journals for good, and so may be seen. */
    public interface Listener {
        void onBatch(DirectBuffer batch);

        /** A batch is gone after all; the last one first. */
        void onLost(DirectBuffer batch);
    }

    /** The end of everything. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        public Crash(String where) {
            super(where);
        }
    }

    private final JournalStorage segments = new SegmentStorage(SETTINGS);
    private final SplittableRandom random;
    private final boolean isForced;
    private final Listener listener;
    private final Runnable onCall;
    private final List<SimulatedJournal> journals = new ArrayList<>();
    private boolean isFull;
    private int callsToCrash;

    /**
     * @param isForced whether a batch counts when it is forced; else it does when it is appended
     * @param onCall runs at every call of a journal
     */
    public SimulatedDisk(SplittableRandom random, boolean isForced, Listener listener, Runnable onCall) {
        this.random = random;
        this.isForced = isForced;
        this.listener = listener;
        this.onCall = onCall;
    }

    public void full(boolean full) {
        isFull = full;
    }

    /** Everything ends at the call that comes after so many. */
    public void crashAfter(int calls) {
        callsToCrash = calls + 1;
    }

    /** From here on all goes well. */
    public void heal() {
        isFull = false;
        callsToCrash = 0;
    }

    /** What stands in the files is what is left, once all of them are closed. */
    public void end(boolean isPowerLost) {
        callsToCrash = 0;
        long newest =
                journals.stream().mapToLong(SimulatedJournal::generation).max().orElse(0);
        for (SimulatedJournal journal : journals) {
            // What is older has been written back by the system long ago.
            journal.end(isPowerLost && journal.generation() == newest);
        }
        journals.clear();
    }

    /** All journals have been closed as they should. */
    public void closed() {
        journals.clear();
    }

    @Override
    public Journal create(JournalSpec spec) {
        onCall("create");
        SimulatedJournal journal = new SimulatedJournal(this, spec, segments.create(spec));
        journals.add(journal);
        return journal;
    }

    @Override
    public ReadResult read(Path shardFolder, ReadRange range, BatchHandler handler) {
        onCall("read");
        return segments.read(shardFolder, range, handler);
    }

    void onCall(String what) {
        onCall.run();
        if (callsToCrash > 0 && --callsToCrash == 0) {
            throw new Crash(what);
        }
    }

    SplittableRandom random() {
        return random;
    }

    boolean isForced() {
        return isForced;
    }

    boolean isFull() {
        return isFull;
    }

    Listener listener() {
        return listener;
    }
}
