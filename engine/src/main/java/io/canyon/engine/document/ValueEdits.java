package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.EditFormat;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Changes inside the value of one entry, at any depth, by nodes as {@link EditFormat} lays them out: SET, OBJECT,
 * REMOVE of members, LIST and TEXT. For documents that nobody asks the changes of: what is removed leaves no tombstone.
 * Values are at most {@link io.canyon.engine.edit.Smile#MAX_DEPTH} deep, that of a root member being the first, and
 * scalars counted like all others.
 *
 * <p>Belongs to the document's thread, and serves any number of documents there; buffers are read during the call only.
 * Nothing is allocated on the heap once an edit of the same depth has passed, but for TEXT.
 */
public final class ValueEdits {
    /** Most logical bytes for one byte of a node: an empty value under an empty name, inside a value. */
    private static final int LOGICAL_PER_EDIT_BYTE = 32;

    private final EditWork work = new EditWork();
    private final ValueFit fit = new ValueFit(work);
    private final ListLengths lengths = new ListLengths(work);
    private final ValueGrowth growth = new ValueGrowth(work);
    private final ValueChange change = new ValueChange(work);

    /**
     * Whether a node applies exactly as it stands: every part has its place and changes something, every index is
     * within its array, arrays have the lengths that the edit tells, texts match where they say, nothing is beyond a
     * limit, and no member comes twice. If not, the document has to be looked at more closely before anything is
     * applied.
     *
     * @param entry whose value the node goes to; nothing fits 0 or a tombstone
     * @param nodeOffset where the operation byte stands
     * @param nodeLength length of the node, operation included
     * @throws IllegalArgumentException when the node is malformed, or has an operation that is none of these
     */
    public boolean fits(Document document, int entry, DirectBuffer edit, int nodeOffset, int nodeLength) {
        if (!begin(document, entry, nodeLength)) {
            return false;
        }
        try {
            edit.boundsCheck(nodeOffset, nodeLength);
            return fit.isFit(slotOf(entry), edit, nodeOffset, nodeLength, depth(entry));
        } catch (LimitException e) {
            return false;
        } catch (IndexOutOfBoundsException e) {
            throw cutOff(nodeLength, e);
        }
    }

    /**
     * Whether a value may become a member of an object of the document: it is within the limits.
     *
     * @param length up to where the value may go
     * @throws IllegalArgumentException when the value is malformed, or longer
     */
    public boolean fitsMember(Document document, int object, DirectBuffer smile, int offset, int length) {
        work.turnTo(document);
        try {
            smile.boundsCheck(offset, length);
            return fit.isMemberFit(smile, offset, length, work.tree().members().depth(object) + 1);
        } catch (LimitException e) {
            return false;
        }
    }

    /**
     * Writes into the LISTs of a node that do not tell the length of their base how long the arrays are now, as far as
     * there are such arrays and all indices lie within: an edit that was made for the document as it is may fit then.
     *
     * @return whether anything was written
     * @throws IllegalArgumentException when the node is malformed
     */
    public boolean tellLengths(Document document, int entry, MutableDirectBuffer edit, int nodeOffset, int nodeLength) {
        if (!begin(document, entry, nodeLength)) {
            return false;
        }
        try {
            edit.boundsCheck(nodeOffset, nodeLength);
            return lengths.tell(slotOf(entry), edit, nodeOffset, nodeLength, depth(entry));
        } catch (IndexOutOfBoundsException e) {
            throw cutOff(nodeLength, e);
        }
    }

    /** At least what any node of that length adds to the logical bytes of any document. */
    public static long growthBound(int nodeLength) {
        return (long) LOGICAL_PER_EDIT_BYTE * nodeLength;
    }

    /**
     * What a node that fits would add to the logical bytes; somewhat more when it has a TEXT, or a value has a name
     * twice. Costs as much as what is removed has parts.
     */
    public long growth(Document document, int entry, DirectBuffer edit, int nodeOffset, int nodeLength) {
        work.turnTo(document);
        return growth.ofNode(slotOf(entry), false, edit, nodeOffset, nodeLength, depth(entry));
    }

    /**
     * Applies a node that fits the document as it is now. Entries with what changed get the version: those that are set
     * or hold a list or text that changed, and for a removed member the one that holds its object.
     */
    public void apply(Document document, int entry, DirectBuffer edit, int nodeOffset, int nodeLength, long version) {
        document.checkChange(version);
        work.turnTo(document);
        change.apply(entry, edit, nodeOffset, nodeLength, depth(entry), version);
    }

    /** The same, and the entry itself gets the version, too: whoever asks takes it for changed as a whole. */
    public void applyAndStamp(
            Document document, int entry, DirectBuffer edit, int nodeOffset, int nodeLength, long version) {
        apply(document, entry, edit, nodeOffset, nodeLength, version);
        document.thread().stamp(entry, version);
    }

    private boolean begin(Document document, int entry, int nodeLength) {
        work.turnTo(document);
        if (nodeLength <= 0) {
            throw new IllegalArgumentException("empty edit: nodeLength=" + nodeLength);
        }
        return entry != 0 && work.tree().members().isLive(entry);
    }

    private static IllegalArgumentException cutOff(int nodeLength, IndexOutOfBoundsException cause) {
        return new IllegalArgumentException("edit is cut off: nodeLength=" + nodeLength, cause);
    }

    private int depth(int entry) {
        Members members = work.tree().members();
        return members.depth(members.object(entry)) + 1;
    }
}
