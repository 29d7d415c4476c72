package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a room has that is one JSON value: where the value stands, its last edits, and whose edits were applied. The
 * value is the member without a name of the tree's root, so that it can be of any kind and replaced as a whole. Belongs
 * to the shard's thread.
 */
public final class WholeDocument {
    /** Name of the member that is the document. */
    static final UnsafeBuffer NAME = new UnsafeBuffer(new byte[0]);

    private final Document document;
    private final EditHistory history;
    private final AppliedSequences sequences;
    private long shownBytes;

    /** The state of a room at {@code version}; an empty object if it has none. */
    WholeDocument(Document document, HistoryLimits limits, long version) {
        this.document = document;
        this.history = new EditHistory(limits, version);
        this.sequences = new AppliedSequences();
        if (entry() == 0) {
            document.record(document.root(), NAME, 0, 0, version);
        }
    }

    /** The entry that is the document. */
    int entry() {
        return document.find(document.root(), NAME, 0, 0);
    }

    /** Puts another value in the place of the document; what was before it is not remembered. */
    public void replace(DirectBuffer smile, int offset, long version) {
        document.set(document.root(), NAME, 0, 0, smile, offset, version);
        history.clear(version);
    }

    /** Writes the document. */
    public void write(SmileWriter target) {
        document.writeValue(entry(), target);
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
