package io.canyon.engine.snapshot;

import io.canyon.engine.document.DocumentSnapshot;
import io.canyon.engine.document.DocumentView;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.Timeline;
import io.canyon.engine.spi.RoomKind;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A room at one version, whatever becomes of the room, yet to be encoded: once, by any one thread. Until then it keeps
 * the document's memory as it was.
 */
public final class RoomCut {
    private static final int INITIAL_BYTES = 4096;

    private final DirectBuffer name;
    private final long version;
    private final Timeline timeline;
    private final RoomKind kind;
    /** Null if the room has nothing for document sessions. */
    private final DocumentState state;

    private final DocumentView view;

    private RoomCut(
            DirectBuffer name, long version, Timeline timeline, RoomKind kind, DocumentState state, DocumentView view) {
        this.name = name;
        this.version = version;
        this.timeline = timeline;
        this.kind = kind;
        this.state = state;
        this.view = view;
    }

    /** Cuts the room as it is now. Runs on the thread that owns it. */
    public static RoomCut of(Room room) {
        return new RoomCut(
                room.nameUtf8(),
                room.version(),
                room.timeline().copy(),
                room.kind(),
                room.whole() == null ? null : DocumentState.copyOf(room.whole()),
                room.document().freeze());
    }

    /** The room's {@link RoomSnapshot}. Lets the memory go, also when it fails. */
    public ByteBuffer encode() {
        return encode(new ExpandableArrayBuffer(INITIAL_BYTES));
    }

    /** @param target which the result refers to */
    public ByteBuffer encode(ExpandableArrayBuffer target) {
        try (view) {
            SmileWriter writer = RoomSnapshot.begin(target, name, version, timeline);
            DocumentSnapshot.write(view, writer);
            return RoomSnapshot.end(target, writer, kind, state);
        }
    }
}
