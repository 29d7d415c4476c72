package io.canyon.engine.recovery;

import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.room.Room;
import io.canyon.engine.snapshot.RoomSnapshot;
import io.canyon.engine.spi.RoomKind;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * The document in the snapshot of a room that is one.
 *
 * @param smile from its first byte on
 */
public record SnapshotDocument(long version, DirectBuffer smile) {
    /** @throws IllegalArgumentException when the snapshot cannot be read, or is of a room of records */
    public static SnapshotDocument of(String name, ByteBuffer snapshot) {
        try (SegmentPool segments = new SegmentPool(0);
                Room room = new Room(Recovery.context(segments, 0), 0, name, 0, 0)) {
            RoomSnapshot.decode(snapshot, room);
            if (room.kind() != RoomKind.DOCUMENT) {
                throw new IllegalArgumentException("a room of records: room=" + name);
            }
            ExpandableArrayBuffer smile = new ExpandableArrayBuffer(snapshot.remaining());
            room.whole().write(new SmileWriter().wrap(smile, 0));
            return new SnapshotDocument(room.version(), smile);
        }
    }
}
