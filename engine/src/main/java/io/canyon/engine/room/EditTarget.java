package io.canyon.engine.room;

import io.canyon.engine.delta.Value;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A room's tree as the one document that edits of document sessions are about. Nodes are those of an edit's one step,
 * as {@link io.canyon.engine.document.ValueEdits} takes them. Serves all rooms of its kind on the shard's thread.
 */
interface EditTarget {
    /** Whether a node applies exactly as it stands. */
    boolean fits(Room room, DirectBuffer edit, int nodeOffset, int nodeLength);

    /** Writes into lists that do not tell it how long the arrays are now; whether there were any. */
    boolean tellLengths(Room room, MutableDirectBuffer edit, int nodeOffset, int nodeLength);

    /** What a node that fits would add to the logical bytes, or somewhat more. */
    long growth(Room room, DirectBuffer edit, int nodeOffset, int nodeLength);

    /** Applies a node that fits the document as it is now. */
    void apply(Room room, DirectBuffer edit, int nodeOffset, int nodeLength, long version);

    /** The document; good until its next change. */
    Value value(Room room);
}
