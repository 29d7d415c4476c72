package io.canyon.engine.recovery;

import io.canyon.engine.document.Document;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.EditRecord;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.Generations;
import io.canyon.engine.journal.ReadResult;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.WholeDocument;
import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.spi.RoomKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Looks into the data folder of an engine that does not run. Changes nothing in it. One thread. */
public final class DataInspection implements AutoCloseable {
    private final Closeable lock;
    private final List<Generation> generations;
    private final OfflineRooms rooms;
    private final EditText text = new EditText();
    private final EditRecord record = new EditRecord();

    private DataInspection(Path path, Closeable lock, List<Generation> generations) {
        this.lock = lock;
        this.generations = generations;
        this.rooms = new OfflineRooms(new FileSnapshotStore(path.resolve("rooms"), Runnable::run), generations);
    }

    /**
     * @throws io.canyon.engine.DataFolderInUseException if an engine has it open
     * @throws IOException if there is no such folder, or it cannot be read
     */
    public static DataInspection open(Path path) throws IOException {
        Closeable lock = DataFolder.lockForReading(path);
        try {
            return new DataInspection(path, lock, Generations.listOf(path));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Reads every journal.
     *
     * @param line takes one line per journal
     * @return false if something is damaged
     */
    public boolean verify(Consumer<String> line) {
        boolean[] isSound = {true};
        for (Generation generation : generations) {
            if (!generation.damage().isEmpty()) {
                line.accept("generation=" + generation.number() + " damage=" + text.quoted(generation.damage()));
                isSound[0] = false;
                continue;
            }
            for (int shard = 0; shard < generation.header().shardCount(); shard++) {
                long[] edits = {0};
                ReadResult result = rooms.readEdits(generation, shard, record, sequence -> edits[0]++);
                isSound[0] &= result.isClean();
                line.accept("generation=" + generation.number() + " shard=" + shard + " batches=" + result.entries()
                        + " edits=" + edits[0] + " lastSequence=" + result.lastSequence()
                        + (result.isClean()
                                ? " ok"
                                : " position=" + result.positionBytes() + " damage=" + text.quoted(result.damage())));
            }
        }
        return isSound[0];
    }

    /**
     * Tells every edit that can be read, one line each.
     *
     * @param room only this room's; null for all
     * @return false if there is damage behind what was told
     */
    public boolean dump(String room, Consumer<String> line) {
        boolean isSound = true;
        for (Generation generation : generations) {
            if (!generation.damage().isEmpty()) {
                isSound = false;
                continue;
            }
            for (int shard = 0; shard < generation.header().shardCount(); shard++) {
                String prefix = "generation=" + generation.number() + " shard=" + shard + " sequence=";
                ReadResult result = rooms.readEdits(generation, shard, record, sequence -> {
                    if (room == null || room.equals(record.room())) {
                        line.accept(prefix + sequence + describe());
                    }
                });
                isSound &= result.isClean();
            }
        }
        return isSound;
    }

    /**
     * The document of a room, as its snapshot and the journal have it, in JSON: its live entries as one object, or what
     * it is if it is one document.
     *
     * @return empty if there is no such room
     * @throws IllegalStateException if its snapshot, or the header of a generation, cannot be read
     */
    public Optional<String> export(String name) {
        try (SegmentPool segments = new SegmentPool(0)) {
            RoomContext context = Recovery.context(segments, 0);
            try (Room room = new Room(context, 0, name, 0, 0)) {
                if (!rooms.load(room, context)) {
                    return Optional.empty();
                }
                return Optional.of(room.kind() == RoomKind.DOCUMENT ? json(room.whole()) : json(room.document()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private String describe() {
        DirectBuffer buffer = record.buffer();
        return " room=" + text.quoted(record.room()) + " version=" + record.version()
                + (record.resync() == EditRecord.NONE ? "" : " resync=" + record.resync())
                + (record.isOfDocument() ? " seq=" + record.sequence() : "")
                + (record.base() == EditRecord.NONE ? "" : " base=" + record.base())
                + " author="
                + text.quoted(record.author()) + " edit="
                + text.of(buffer, record.editOffset(), record.editLength());
    }

    private String json(WholeDocument whole) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        whole.write(new SmileWriter().wrap(buffer, 0));
        return text.value(buffer, 0);
    }

    private String json(Document document) {
        StringBuilder json = new StringBuilder("{");
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        for (int entry = document.firstMember(document.root()); entry != 0; entry = document.nextMember(entry)) {
            if (document.isLive(entry)) {
                DirectBuffer name = document.nameBuffer(entry);
                json.append(json.length() == 1 ? "" : ",")
                        .append(text.quoted(name.getStringWithoutLengthUtf8(
                                document.nameOffset(entry), document.nameLength(entry))))
                        .append(':');
                document.writeValue(entry, new SmileWriter().wrap(buffer, 0));
                json.append(text.value(buffer, 0));
            }
        }
        return json.append('}').toString();
    }
}
