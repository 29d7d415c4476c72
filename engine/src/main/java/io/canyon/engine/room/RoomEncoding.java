package io.canyon.engine.room;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.document.DocumentView;
import io.canyon.engine.edit.EditWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The state of a room at one version, yet to be encoded: once, by any one thread. */
public final class RoomEncoding {
    private final DocumentView view;
    private final long roomNumber;
    private final long number;
    private final long since;
    private final long version;

    /**
     * @param number of the encoding in its room
     * @param since what changed after this version is encoded; below 1 that is everything
     * @param version of the view
     */
    RoomEncoding(DocumentView view, long roomNumber, long number, long since, long version) {
        this.view = view;
        this.roomNumber = roomNumber;
        this.number = number;
        this.since = since;
        this.version = version;
    }

    /**
     * Encodes a {@link OutputType#STATE} and lets the view go, also when it fails.
     *
     * @param target an expandable buffer, which the result refers to
     */
    public DirectBuffer encode(MutableDirectBuffer target) {
        try (view) {
            Output.putHeader(target, 0, OutputType.STATE, roomNumber, number, version);
            EditWriter writer = new EditWriter().wrap(target, Output.HEADER_BYTES);
            ChangeEncoder.encodeSince(view, since, writer);
            Output.putEditLengths(target, 0, writer.position() - Output.HEADER_BYTES, 0);
            return new UnsafeBuffer(target, 0, writer.position());
        }
    }
}
