package io.canyon.engine.recovery;

import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.journal.DataFolder;
import io.canyon.engine.journal.Generation;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.RoomKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts rooms into the data folder of an engine that does not run. What is put there goes on in a new range of versions,
 * so that editors who have seen other states of the room are recognised, and healed or told. One thread.
 */
public final class DataImport implements AutoCloseable {
    private static final int VERSION_RANGE_SHIFT = 32;

    private final DataFolder folder;
    private final FileSnapshotStore store;
    private final OfflineRooms rooms;
    private final Set<String> journaled;
    private final long firstVersion;
    private final JsonReader json = new JsonReader(Smile.MAX_DEPTH);

    private DataImport(DataFolder folder) throws IOException {
        this.folder = folder;
        store = new FileSnapshotStore(folder.path().resolve("rooms"), Runnable::run);
        List<Generation> generations = folder.generations().list();
        rooms = new OfflineRooms(store, generations);
        journaled = rooms.journaled();
        firstVersion = folder.generations().nextNumber() << VERSION_RANGE_SHIFT;
    }

    /**
     * Opens a data folder, which is created if it is missing.
     *
     * @throws io.canyon.engine.DataFolderInUseException if an engine has it open
     * @throws IOException if it cannot be read or written
     * @throws IllegalStateException if the header of a generation is damaged
     */
    public static DataImport open(Path path) throws IOException {
        DataFolder folder = DataFolder.open(path);
        try {
            return new DataImport(folder);
        } catch (IOException | RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    /** Whether there is such a room. */
    public boolean contains(String name) {
        return journaled.contains(name) || Files.exists(store.fileOf(name));
    }

    /**
     * Saves a room with the document that {@link DataInspection#export} gave; on disk when this returns. A room of that
     * name is replaced, and its editors see that as one edit.
     *
     * @param document one JSON object of objects
     * @return the room's version
     * @throws IllegalArgumentException if it is no such document, or the room is one document; nothing is changed then
     * @throws IllegalStateException if the room that is there cannot be read
     */
    public long importDocument(String name, byte[] document) {
        DirectBuffer smile = read(document);
        if (smile.getByte(0) != Smile.START_OBJECT) {
            throw new IllegalArgumentException("not a JSON object");
        }
        return save(name, (room, context) -> {
            goOn(room, context, RoomKind.RECORDS);
            PlainDocument.replace(room.document(), smile, room.version());
            if (room.whole() != null) {
                room.whole().history().clear(room.version());
            }
        });
    }

    /**
     * Saves a room that is one document; on disk when this returns. A room of that name is replaced, and its clients
     * see that as one edit.
     *
     * @param document any JSON value
     * @return the room's version
     * @throws IllegalArgumentException if it is no JSON, or the room is of records; nothing is changed then
     * @throws IllegalStateException if the room that is there cannot be read
     */
    public long importWhole(String name, byte[] document) {
        DirectBuffer smile = read(document);
        return save(name, (room, context) -> {
            goOn(room, context, RoomKind.DOCUMENT);
            room.whole().replace(smile, 0, room.version());
        });
    }

    /** The room as it is, one version on in a range of its own. */
    private void goOn(Room room, RoomContext context, RoomKind kind) {
        rooms.load(room, context);
        if (!room.becomes(kind)) {
            throw new IllegalArgumentException("the room is of another kind: kind=" + room.kind());
        }
        room.openRange(firstVersion);
        room.restore(room.version() + 1, room.timeline());
    }

    /**
     * Saves a room with what canvas-store-server's FileStorage wrote of it; on disk when this returns.
     *
     * @param file {@code {"timestamp", "state", "timestamps"}}
     * @return the room's version
     * @throws IllegalArgumentException if it is no such file, or there is a room of that name; nothing is changed then
     */
    public long importCanvasStore(String name, byte[] file) {
        if (contains(name)) {
            throw new IllegalArgumentException("the room exists");
        }
        DirectBuffer smile = read(file);
        if (smile.getByte(0) != Smile.START_OBJECT) {
            throw new IllegalArgumentException("not a JSON object");
        }
        return save(name, (room, context) -> {
            room.becomes(RoomKind.RECORDS);
            CanvasStoreFile content = new CanvasStoreFile(smile);
            content.fill(room.document());
            room.restore(content.clock(), room.timeline());
            // Editors may have seen more than was saved: their versions must not be given again.
            long rangeAbove = (content.clock() >> VERSION_RANGE_SHIFT) + 1 << VERSION_RANGE_SHIFT;
            room.openRange(Math.max(firstVersion, rangeAbove));
        });
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private interface Filling {
        void fill(Room room, RoomContext context);
    }

    private long save(String name, Filling filling) {
        try (SegmentPool segments = new SegmentPool(0)) {
            RoomContext context = Recovery.context(segments, 0);
            try (Room room = new Room(context, 0, name, 0, 0)) {
                filling.fill(room, context);
                store.save(name, RoomSnapshot.encode(room))
                        .toCompletableFuture()
                        .join();
                return room.version();
            }
        }
    }

    private DirectBuffer read(byte[] text) {
        UnsafeBuffer buffer = new UnsafeBuffer(text);
        if (!json.read(buffer, 0, text.length)) {
            throw new IllegalArgumentException("no JSON in UTF-8, or nested too deep: lengthBytes=" + text.length);
        }
        if (json.hasUnfit(0, Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("a number that is no finite double, or a name that is too long");
        }
        return json.buffer();
    }
}
