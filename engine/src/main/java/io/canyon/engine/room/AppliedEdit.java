package io.canyon.engine.room;

import static io.canyon.engine.edit.EditFormat.STEP_HEADER_BYTES;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * The part of an edit that was applied. As long as nothing is refused it is the edit itself, in place; from the first
 * refusal on, what is kept is copied.
 */
final class AppliedEdit {
    private static final int INITIAL_BYTES = 1024;

    private ExpandableArrayBuffer copy = new ExpandableArrayBuffer(INITIAL_BYTES);
    private final EditWriter writer = new EditWriter();
    private final MemberCursor rewritten = new MemberCursor();

    private DirectBuffer source;
    private int sourceOffset;
    private int sourceLength;
    private int stepMark;
    private int kept;
    private int keptInStep;
    private boolean copying;

    /** Starts over an edit of which everything is kept until {@link #drop} or {@link #rewrite}. */
    void wrap(DirectBuffer edit, int offset, int length) {
        if (source != edit) {
            // A reference that is written costs a barrier of the garbage collector.
            source = edit;
        }
        sourceOffset = offset;
        sourceLength = length;
        kept = 0;
        copying = false;
    }

    /** Nothing is kept; the source is let go of by {@link #trim}. */
    void clear() {
        kept = 0;
        copying = false;
    }

    /** Clears it, and lets the memory of its copy go if that is much. */
    void trim() {
        clear();
        source = null;
        if (copy.capacity() > RoomContext.MAX_KEPT_BYTES) {
            copy = new ExpandableArrayBuffer(INITIAL_BYTES);
            writer.wrap(copy, 0);
            rewritten.wrap(copy, 0, Byte.BYTES);
        }
    }

    /** Goes into the step whose node starts at {@code nodeOffset} of the source. */
    void beginStep(int nodeOffset) {
        keptInStep = 0;
        if (copying) {
            stepMark = writer.beginStep();
            writer.operation(EditFormat.OBJECT);
        } else {
            stepMark = nodeOffset - STEP_HEADER_BYTES - sourceOffset;
        }
    }

    void keep(MemberCursor member) {
        kept++;
        keptInStep++;
        if (copying) {
            writer.writeRaw(source, member.memberOffset(), member.memberLength());
        }
    }

    void drop(MemberCursor member) {
        startCopying(member);
    }

    /** Keeps the member in the form that the caller writes now. */
    EditWriter rewrite(MemberCursor member) {
        startCopying(member);
        kept++;
        keptInStep++;
        return writer;
    }

    /** A cursor on the member that was rewritten from {@code mark} on. */
    MemberCursor rewritten(int mark) {
        // One byte before the member stands for the operation that a cursor expects in front of members.
        rewritten.wrap(copy, mark - Byte.BYTES, writer.position() - mark + Byte.BYTES);
        rewritten.next();
        return rewritten;
    }

    /** Leaves the member out, after all, that was rewritten from {@code mark} on. */
    void takeBack(int mark) {
        writer.position(mark);
        kept--;
        keptInStep--;
    }

    void endStep() {
        if (!copying) {
            return;
        }
        if (keptInStep == 0) {
            writer.position(stepMark);
        } else {
            writer.endStep(stepMark);
        }
    }

    boolean isEmpty() {
        return kept == 0;
    }

    DirectBuffer buffer() {
        return copying ? copy : source;
    }

    int offset() {
        return copying ? 0 : sourceOffset;
    }

    int length() {
        if (kept == 0) {
            return 0;
        }
        return copying ? writer.position() : sourceLength;
    }

    private void startCopying(MemberCursor member) {
        if (!copying) {
            copying = true;
            writer.wrap(copy, 0).writeRaw(source, sourceOffset, member.memberOffset() - sourceOffset);
        }
    }
}
