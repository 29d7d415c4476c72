package io.canyon.engine.dialect;

import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A frame of a client of whole documents, read; and the command that it becomes. Not thread-safe; what it says is good
 * until the next is read. Whatever a peer sends ends in a {@link DocumentEvent} or a {@link RejectCode}, never in an
 * exception.
 */
public interface DocumentFrame {
    int MAX_USER_ID_BYTES = 1024;

    /** Highest number of an edit, and of a version: what a JSON number says exactly. */
    long MAX_INTEGER = (1L << 53) - 1;

    /** Reads a frame. */
    DocumentEvent read(DirectBuffer frame, int offset, int length);

    /**
     * What is wrong with the frame, after {@link DocumentEvent#BAD}, {@link DocumentEvent#UNKNOWN} or a
     * {@link RejectCode}.
     */
    String problem();

    /** What a {@link DocumentEvent#JOIN} says. */
    DocumentJoin join();

    /** What an {@link DocumentEvent#AUTH} shows. */
    Credentials credentials();

    /** Sequence of an {@link DocumentEvent#EDIT}. */
    long seq();

    /**
     * Writes the command of an {@link DocumentEvent#EDIT}.
     *
     * @param isOfRecords whether it is for a room of records
     * @return null, or why the edit is to be rejected, see {@link #problem}
     */
    RejectCode writeEdit(long sessionId, boolean isOfRecords, ExpandableArrayBuffer target);

    /** Writes the command of a {@link DocumentEvent#PRESENCE}. */
    void writeShow(long sessionId, MutableDirectBuffer target);

    /** Length of the command that was written last. */
    int commandLengthBytes();
}
