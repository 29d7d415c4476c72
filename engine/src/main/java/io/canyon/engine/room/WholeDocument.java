package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.document.RecordsEncoder;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a room has for sessions that edit one JSON document: its last edits, and whose edits were applied. Where the
 * room is nothing but the document, that is the member without a name of the tree's root, so that it can be of any kind
 * and replaced as a whole; of records, it is the object of those that are live. Belongs to the shard's thread.
 */
public final class WholeDocument {
    /** Name of the member that is the document, in a room that is nothing else. */
    static final UnsafeBuffer NAME = new UnsafeBuffer(new byte[0]);

    private final Document document;
    private final boolean isOfRecords;
    private final EditHistory history;
    private final AppliedSequences sequences;
    private long shownBytes;

    private WholeDocument(Document document, boolean isOfRecords, HistoryLimits limits, long version) {
        this.document = document;
        this.isOfRecords = isOfRecords;
        this.history = new EditHistory(limits, version);
        this.sequences = new AppliedSequences();
    }

    /** The state of a room at {@code version}; an empty object if it has none. */
    static WholeDocument of(Document document, HistoryLimits limits, long version) {
        WholeDocument whole = new WholeDocument(document, false, limits, version);
        if (whole.entry() == 0) {
            document.record(document.root(), NAME, 0, 0, version);
        }
        return whole;
    }

    /** Of the records that a room has at {@code version}. */
    static WholeDocument ofRecords(Document document, HistoryLimits limits, long version) {
        return new WholeDocument(document, true, limits, version);
    }

    /** The entry that is the document, in a room that is nothing else. */
    int entry() {
        return document.find(document.root(), NAME, 0, 0);
    }

    /** Puts another value in the place of the document; what was before it is not remembered. Not of records. */
    public void replace(DirectBuffer smile, int offset, long version) {
        document.set(document.root(), NAME, 0, 0, smile, offset, version);
        history.clear(version);
    }

    /** Writes the document. */
    public void write(SmileWriter target) {
        if (isOfRecords) {
            RecordsEncoder.writePlain(document, target);
        } else {
            document.writeValue(entry(), target);
        }
    }

    public EditHistory history() {
        return history;
    }

    public AppliedSequences sequences() {
        return sequences;
    }

    /** What all sessions show together. */
    long shownBytes() {
        return shownBytes;
    }

    void addShown(int bytes) {
        shownBytes += bytes;
    }
}
