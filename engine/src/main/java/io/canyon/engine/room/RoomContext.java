package io.canyon.engine.room;

import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.spi.RefusalReason;
import org.agrona.ExpandableArrayBuffer;

/**
 * What the rooms of one shard share: limits, outputs, log, counters, and buffers that are empty between two commands.
 * Belongs to the shard's thread.
 */
public final class RoomContext {
    private static final long PLENTY = Long.MAX_VALUE;
    /** Bytes of memory that a logical byte takes at most: entries of short names, small arrays. */
    private static final int MEMORY_PER_LOGICAL_BYTE = 4;
    /** Buffers that have grown beyond this are not kept for the next batch. */
    static final int MAX_KEPT_BYTES = 4 << 20;

    private static final int SPARE_BYTES = 1024;

    final RoomLimits limits;
    final SegmentPool segments;
    final RoomOutput output;
    final EditLog log;
    /** Null: all is encoded by the shard's thread. */
    final RoomEncoder encoder;

    final long hashSeed;
    final RoomCounters counters = new RoomCounters();

    final EditApplier applier = new EditApplier();
    final EditWriter writer = new EditWriter();
    ExpandableArrayBuffer spare = new ExpandableArrayBuffer(SPARE_BYTES);
    final AppliedEdit document;
    final AppliedEdit presence;
    /** Members refused in the command at hand, of document and presence. */
    final NameSet refused;
    /** Document keys of which the sender is told the true value. */
    final NameSet corrected;

    final BufferWork bufferWork;
    /** Sessions in all rooms that do not lag, by I/O thread. */
    final int[] listeners = new int[SessionId.MAX_IO_THREADS];

    /** Rooms that are watched, by I/O thread. */
    final int[] watched = new int[SessionId.MAX_IO_THREADS];

    final MissedOutputs missed = new MissedOutputs();

    /** {@link io.canyon.engine.spi.RefusalReason} bits of what was refused in the command at hand. */
    int refusalReasons;

    private boolean journalFull;
    private long memoryLeft = PLENTY;

    /** For rooms that encode everything themselves, however large they are. */
    public RoomContext(RoomLimits limits, SegmentPool segments, RoomOutput output, EditLog log, long hashSeed) {
        this(limits, segments, output, log, null, hashSeed);
    }

    /** @param hashSeed makes hash tables over names that editors choose unpredictable */
    public RoomContext(
            RoomLimits limits,
            SegmentPool segments,
            RoomOutput output,
            EditLog log,
            RoomEncoder encoder,
            long hashSeed) {
        this.limits = limits;
        this.segments = segments;
        this.output = output;
        this.log = log;
        this.encoder = encoder;
        this.hashSeed = hashSeed;
        this.document = new AppliedEdit();
        this.presence = new AppliedEdit();
        this.refused = new NameSet(hashSeed);
        this.corrected = new NameSet(~hashSeed);
        this.bufferWork = new BufferWork(limits.maxBufferLength());
    }

    public RoomCounters counters() {
        return counters;
    }

    /** Tells that edits are refused from here on, or accepted again. */
    public void journalFull(boolean isFull) {
        journalFull = isFull;
    }

    void refuseFor(RefusalReason reason) {
        refusalReasons |= reason.bit();
    }

    boolean isJournalFull() {
        return journalFull;
    }

    /** Tells how many segments documents may take from here on; below 0 more than a command can fill. */
    void memory(int segmentsLeft) {
        memoryLeft =
                segmentsLeft < 0 ? PLENTY : (long) segmentsLeft * SegmentPool.SEGMENT_BYTES / MEMORY_PER_LOGICAL_BYTE;
    }

    boolean hasPlentyOfMemory() {
        return memoryLeft == PLENTY;
    }

    /** Whether there is memory for a growth by so many logical bytes. */
    boolean hasMemory(long growthBytes) {
        return growthBytes <= memoryLeft;
    }

    /** Whether there is memory for a growth by so many logical bytes; takes it if so. */
    boolean takesMemory(long growthBytes) {
        if (memoryLeft == PLENTY) {
            return true;
        }
        if (growthBytes > memoryLeft) {
            return false;
        }
        memoryLeft -= growthBytes;
        return true;
    }

    void clear() {
        refusalReasons = 0;
        applier.clear();
        refused.clear();
        corrected.clear();
        document.clear();
        presence.clear();
        bufferWork.reset();
    }

    /** At the end of a batch: lets go of what an unusually large command has made grow. */
    void trim() {
        if (spare.capacity() > MAX_KEPT_BYTES) {
            spare = new ExpandableArrayBuffer(SPARE_BYTES);
            writer.wrap(spare, 0);
        }
        refused.trim();
        corrected.trim();
        document.trim();
        presence.trim();
    }
}
