package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/** Applies members of an edit to a document. Reused; allocates nothing for edits no deeper than those before. */
final class EditApplier {
    private final MemberCursor[] cursors = new MemberCursor[Smile.MAX_DEPTH + 1];
    private boolean hasRemovedFields;

    /**
     * Applies the member that {@code member} stands on to the object {@code object}.
     *
     * @throws IllegalArgumentException when the operation is unknown, or goes into what is no object
     */
    void apply(Document document, int object, MemberCursor member, long version) {
        apply(document, object, member, version, 0);
    }

    /** Applies the members of the OBJECT or RECORD that {@code member} stands on to an object that is there. */
    void applyInside(Document document, int object, MemberCursor member, long version) {
        applyMembers(document, object, member, version, 0);
    }

    /** Whether a field was removed from a record since {@link #clear}. */
    boolean hasRemovedFields() {
        return hasRemovedFields;
    }

    void clear() {
        hasRemovedFields = false;
    }

    private void apply(Document document, int object, MemberCursor member, long version, int depth) {
        DirectBuffer edit = member.buffer();
        int name = member.nameOffset();
        int nameLength = member.nameLength();
        byte operation = member.operation();
        switch (operation) {
            case EditFormat.SET -> document.set(object, edit, name, nameLength, edit, member.bodyOffset(), version);
            case EditFormat.BUFFER ->
                document.applyBuffer(object, edit, name, nameLength, edit, member.bodyOffset(), version);
            case EditFormat.REMOVE -> {
                document.remove(object, edit, name, nameLength, version);
                hasRemovedFields |= depth > 0;
            }
            case EditFormat.RECORD -> {
                int entry = document.record(object, edit, name, nameLength, version);
                applyMembers(document, document.object(entry), member, version, depth);
            }
            case EditFormat.OBJECT -> {
                int inner = document.findObject(object, member);
                if (inner == 0) {
                    throw new IllegalArgumentException("edit goes into what is no object");
                }
                applyMembers(document, inner, member, version, depth);
            }
            default -> throw new IllegalArgumentException("cannot apply operation=" + operation);
        }
    }

    private void applyMembers(Document document, int object, MemberCursor member, long version, int depth) {
        MemberCursor inner = cursor(depth).wrapInside(member);
        document.setScalars(object, inner, version);
        while (inner.next()) {
            apply(document, object, inner, version, depth + 1);
            document.setScalars(object, inner, version);
        }
    }

    private MemberCursor cursor(int depth) {
        MemberCursor cursor = cursors[depth];
        if (cursor == null) {
            cursor = new MemberCursor();
            cursors[depth] = cursor;
        }
        return cursor;
    }
}
