package io.canyon.engine.recovery;

import io.canyon.engine.JournalKind;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.GenerationHeader;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadRange;
import io.canyon.engine.journal.ReadResult;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.EditLog;
import io.canyon.engine.room.Member;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomCore;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.room.RoomOutput;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One recovery: replays all generations in ascending order into rooms, begins the next generation, and writes a
 * snapshot of every room that has edits in the older ones, which then go. Runs on one thread, before there are shards;
 * how many of them there were, or will be, does not matter to it.
 *
 * <p>It may end anywhere and be begun again: older generations go only when every snapshot is forced, and the next
 * generation's header says how far each was read.
 */
public final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final RoomLimits NO_LIMITS = new RoomLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);
    private static final int VERSION_RANGE_SHIFT = 32;

    private final DataFolder folder;
    private final Function<JournalKind, JournalStorage> journals;
    private final SegmentPool segments;
    private final RoomCore core;
    private final ReplayedRooms rooms;
    private final EditRecord record = new EditRecord();

    private final Set<Long> incomplete = new HashSet<>();
    private final Map<String, Long> lostVersions = new HashMap<>();

    private long edits;

    /**
     * @param journals reads what is of a kind
     * @param maxSegments memory that rooms may take before some are saved and closed
     */
    public Recovery(
            DataFolder folder,
            Function<JournalKind, JournalStorage> journals,
            SnapshotStore store,
            SegmentPool segments,
            long hashSeed,
            int maxSegments) {
        this.folder = folder;
        this.journals = journals;
        this.segments = segments;
        RoomContext context = context(segments, hashSeed);
        this.core = new RoomCore(context);
        this.rooms = new ReplayedRooms(context, segments, store, hashSeed, maxSegments);
    }

    /**
     * Brings everything back, and begins the generation that the engine runs in.
     *
     * @throws IOException when the disk fails, or has no room for the snapshots
     * @throws IllegalStateException when a room's snapshot cannot be read, or a generation's header is damaged
     */
    public Generation run(int shardCount, JournalKind kind) throws IOException {
        try {
            List<Generation> generations = folder.generations().list();
            List<Long> cut = List.of();
            boolean isClean = true;
            for (Generation generation : generations) {
                cut = new ArrayList<>();
                isClean = generation.isClean();
                for (int shard = 0; shard < generation.header().shardCount(); shard++) {
                    ReadResult result = replay(generation, shard);
                    cut.add(Math.min(
                            result.lastSequence(), generation.readRange(shard).lastSequence()));
                    isClean &= isComplete(generation, shard, result);
                }
            }
            Generation begun = begin(generations, cut, isClean && incomplete.isEmpty(), shardCount, kind);
            saveRooms();
            retire(generations);
            return begun;
        } finally {
            rooms.close();
        }
    }

    /**
     * Rooms that could not be brought to the version that the journal has of them, and that version. What is in the
     * store of them is not what was acked.
     */
    public Map<String, Long> lostVersions() {
        return Map.copyOf(lostVersions);
    }

    /** For rooms that are only replayed into: without limits, members, or a log. */
    static RoomContext context(SegmentPool segments, long hashSeed) {
        return new RoomContext(NO_LIMITS, segments, new Unheard(), new NoLog(), hashSeed);
    }

    /** Whether a journal was read as far as somebody wrote down that it goes. */
    private static boolean isComplete(Generation generation, int shard, ReadResult result) {
        long last = generation.readRange(shard).lastSequence();
        return result.isClean() && (last == ReadRange.TO_THE_END || result.lastSequence() == last);
    }

    private ReadResult replay(Generation generation, int shard) {
        long cut = generation.readRange(shard).lastSequence();
        JournalStorage storage = journals.apply(generation.header().journal());
        ReadResult result = storage.read(
                generation.shardFolder(shard),
                // To where its damage shows again, if a recovery before this one was interrupted behind the cut.
                generation.wholeRange(shard),
                (sequence, batch, offset, length) -> {
                    if (sequence <= cut) {
                        replay(batch, offset, length, generation);
                    }
                });
        if (!result.isClean() || result.lastSequence() > cut) {
            incomplete.add(generation.number());
            LOG.warn(
                    "journal ends early: generation={} shard={} lastSequence={} positionBytes={} reason={}",
                    generation.number(),
                    shard,
                    result.lastSequence(),
                    result.positionBytes(),
                    result.isClean() ? "entries behind the cut" : result.damage());
        }
        return result;
    }

    private void replay(DirectBuffer batch, int offset, int length, Generation generation) {
        long firstVersion = generation.header().firstVersion();
        int limit = offset + length;
        for (int at = offset; at < limit; at += record.lengthBytes()) {
            record.wrap(batch, at, limit);
            if (!rooms.get(record.room()).replay(core, record, generation.number(), firstVersion)) {
                incomplete.add(generation.number());
            }
            edits++;
        }
    }

    static void restore(Room room, ByteBuffer snapshot) {
        try {
            RoomSnapshot.decode(snapshot, room);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Its edits in the journal cannot be placed without it, and must not go with the journal.
            throw new IllegalStateException("snapshot cannot be read: room=" + room.name(), e);
        }
    }

    private Generation begin(List<Generation> before, List<Long> cut, boolean isClean, int shardCount, JournalKind kind)
            throws IOException {
        long number = folder.generations().nextNumber();
        Generation last = before.isEmpty() ? null : before.get(before.size() - 1);
        long firstVersion = 0;
        if (last != null) {
            // Versions may have been seen that are lost now: no room ever gives one of them again.
            firstVersion = isClean ? last.header().firstVersion() : number << VERSION_RANGE_SHIFT;
        }
        long predecessor = last == null ? GenerationHeader.NO_PREDECESSOR : last.number();
        return folder.generations()
                .begin(new GenerationHeader(
                        number,
                        firstVersion,
                        Collections.nCopies(shardCount, Generation.FIRST_SEQUENCE),
                        predecessor,
                        cut,
                        kind));
    }

    private void saveRooms() {
        rooms.saveAll();
        for (RoomReplay replay : rooms.all()) {
            if (replay.cuts() > 0) {
                LOG.error(
                        "room is cut: room={} version={} editsLeftOut={}",
                        replay.name(),
                        replay.version(),
                        replay.cuts());
            }
            if (replay.lostVersion() > 0) {
                lostVersions.put(replay.name(), replay.lostVersion());
            }
        }
        LOG.info("recovered: rooms={} edits={} segments={}", rooms.all().size(), edits, segments.segmentsInUse());
    }

    private void retire(List<Generation> generations) throws IOException {
        for (Generation generation : generations) {
            if (incomplete.contains(generation.number())) {
                folder.generations().setAside(generation.number());
            } else {
                folder.generations().retire(generation.number());
            }
        }
    }

    /** Recovery logs nothing. */
    private static final class NoLog implements EditLog {
        @Override
        public void append(
                Room room, long version, Member author, long resyncFrom, DirectBuffer edit, int offset, int length) {
            throw new IllegalStateException("recovery logs nothing: room=" + room.name() + " version=" + version);
        }

        @Override
        public void appendDocument(
                Room room, long version, Member author, Command command, DirectBuffer edit, int offset, int length) {
            append(room, version, author, 0, edit, offset, length);
        }

        @Override
        public boolean reserve(int moreBytes) {
            return false;
        }
    }

    /** Nobody is in a room yet. */
    private static final class Unheard implements RoomOutput {
        private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

        @Override
        public MutableDirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int begin() {
            return 0;
        }

        @Override
        public void end(long ioThreads, int lengthBytes) {
            throw new IllegalStateException("an output before the first session");
        }
    }
}
