package io.canyon.engine.dialect;

import io.canyon.engine.delta.ChangeWriter;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonSmile;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Turns a delta into an edit of one step. Not thread-safe. */
public final class DeltaDecoder {
    private final int maxEditBytes;
    private final EditWriter edit = new EditWriter();
    private final ChangeWriter changes = new ChangeWriter(JsonSmile.WRITER);
    private final ScalarDelta scalars = new ScalarDelta();
    private String problem = "";
    private int lengthBytes;

    /** @param maxEditBytes longest edit that a delta may become */
    public DeltaDecoder(int maxEditBytes) {
        this.maxEditBytes = maxEditBytes;
    }

    /**
     * Writes the edit that a delta is.
     *
     * @param delta where its Smile value starts, -1 if there is none
     * @return null, or why it is to be rejected
     */
    public RejectCode decode(DirectBuffer smile, int delta, ExpandableArrayBuffer target, int offset) {
        if (delta < 0) {
            problem = "no delta";
            return RejectCode.INVALID;
        }
        try {
            edit.wrap(target, offset);
            int step = edit.beginStep();
            int node = edit.position();
            if (!scalars.write(smile, delta, edit)) {
                edit.position(node);
                changes.write(JsonDeltas.parse(JsonSmile.read(smile, delta)), edit);
            }
            edit.endStep(step);
        } catch (DeltaException e) {
            problem = e.getMessage();
            return e.code() == DeltaException.Code.CONFLICT ? RejectCode.CONFLICT : RejectCode.INVALID;
        }
        lengthBytes = edit.position() - offset;
        if (lengthBytes > maxEditBytes) {
            problem = "the edit is too large: maxBytes=" + maxEditBytes;
            return RejectCode.TOO_LARGE;
        }
        return null;
    }

    /** Why the last one is to be rejected. */
    public String problem() {
        return problem;
    }

    /** Length of the edit that was written last. */
    public int lengthBytes() {
        return lengthBytes;
    }
}
