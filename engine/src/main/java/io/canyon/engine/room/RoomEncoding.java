package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.document.ChangeEncoder;
import io.canyon.engine.document.DocumentView;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.spi.RoomKind;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The state of a room at one version, yet to be encoded: once, by any one thread. */
public final class RoomEncoding {
    /** In place of a version: the room is one document, and all of it is encoded. */
    private static final long WHOLE = Long.MIN_VALUE;
    /** In place of a version: the room has records, and all of them are encoded as one document. */
    private static final long WHOLE_RECORDS = Long.MIN_VALUE + 1;

    private final DocumentView view;
    private final long roomNumber;
    private final long number;
    private final long since;
    private final boolean areRecordsWhole;
    private final long version;
    /** Null: it is for sessions. */
    private final long[] viewers;
    /** Null: nobody is told of them. */
    private DirectBuffer members;

    private RoomEncoding(
            DocumentView view,
            long roomNumber,
            long number,
            long since,
            boolean areRecordsWhole,
            long version,
            long[] viewers) {
        this.areRecordsWhole = areRecordsWhole;
        this.view = view;
        this.roomNumber = roomNumber;
        this.number = number;
        this.since = since;
        this.version = version;
        this.viewers = viewers;
    }

    /**
     * What sessions miss.
     *
     * @param number of the encoding in its room
     * @param since what changed after this version is encoded; below 1 that is everything
     * @param areRecordsWhole whether a record that was created since is told with all fields, whatever their versions
     * @param version of the view
     */
    static RoomEncoding ofState(
            DocumentView view, long roomNumber, long number, long since, boolean areRecordsWhole, long version) {
        return new RoomEncoding(view, roomNumber, number, since, areRecordsWhole, version, null);
    }

    /** The document that a room is, or that its records are. */
    static RoomEncoding ofDocument(DocumentView view, long roomNumber, RoomKind kind, long number, long version) {
        long all = kind == RoomKind.RECORDS ? WHOLE_RECORDS : WHOLE;
        return new RoomEncoding(view, roomNumber, number, all, true, version, null);
    }

    /** Everything, of records with their versions, for those who asked under these numbers. */
    static RoomEncoding ofView(DocumentView view, long roomNumber, RoomKind kind, long version, long[] viewers) {
        return new RoomEncoding(view, roomNumber, 0, kind == RoomKind.DOCUMENT ? WHOLE : 0, true, version, viewers);
    }

    /** Takes who is in the room, in Smile, which fills the buffer: that goes along. Null for nothing. */
    RoomEncoding withMembers(DirectBuffer smile) {
        members = smile;
        return this;
    }

    /** Whether it is not for sessions, but for those who asked for all of the room. */
    public boolean isView() {
        return viewers != null;
    }

    long[] viewers() {
        return viewers;
    }

    /**
     * Encodes a {@link OutputType#STATE} or {@link OutputType#VIEW} and lets the view go, also when it fails.
     *
     * @param target an expandable buffer, which the result refers to
     */
    public UnsafeBuffer encode(MutableDirectBuffer target) {
        try (view) {
            return isView() ? encodeView(target) : encodeState(target);
        }
    }

    private UnsafeBuffer encodeState(MutableDirectBuffer target) {
        Output.putHeader(target, 0, OutputType.STATE, roomNumber, number, version);
        EditWriter writer = new EditWriter().wrap(target, Output.HEADER_BYTES);
        if (since == WHOLE) {
            Output.putFlags(target, 0, Output.HAS_DOCUMENT);
            view.writeValue(WholeDocument.NAME, 0, 0, writer.values());
        } else if (since == WHOLE_RECORDS) {
            Output.putFlags(target, 0, Output.HAS_DOCUMENT);
            RecordsEncoder.writePlain(view, writer.values());
        } else {
            ChangeEncoder.encodeSince(view, since, areRecordsWhole, writer);
        }
        int documentLength = writer.position() - Output.HEADER_BYTES;
        int membersLength = members == null ? 0 : members.capacity();
        if (members != null) {
            writer.values().writeRaw(members, 0, membersLength);
        }
        Output.putEditLengths(target, 0, documentLength, membersLength);
        return new UnsafeBuffer(target, 0, writer.position());
    }

    private UnsafeBuffer encodeView(MutableDirectBuffer target) {
        Output.putHeader(target, 0, OutputType.VIEW, roomNumber, number, version);
        int numbersBytes = viewers.length * Long.BYTES;
        Output.putRefused(target, 0, numbersBytes, viewers.length);
        for (int i = 0; i < viewers.length; i++) {
            target.putLong(Output.HEADER_BYTES + i * Long.BYTES, viewers[i], LITTLE_ENDIAN);
        }
        int documentOffset = Output.HEADER_BYTES + numbersBytes;
        SmileWriter writer = new SmileWriter().wrap(target, documentOffset);
        if (since == WHOLE) {
            Output.putFlags(target, 0, Output.HAS_DOCUMENT);
            view.writeValue(WholeDocument.NAME, 0, 0, writer);
        } else {
            RecordsEncoder.write(view, writer);
        }
        Output.putEditLengths(target, 0, writer.position() - documentOffset, 0);
        return new UnsafeBuffer(target, 0, writer.position());
    }
}
