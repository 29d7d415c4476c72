package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Inverse;
import io.canyon.engine.delta.RemoveChange;

/**
 * Takes back what a session has done, and does it again: the inverse of its own edit, carried over what was applied
 * since. It reaches as far as the history, and needs the old values that the edit told. The edit is the room's own,
 * with a version like any other, and goes to the session, too.
 */
final class DocumentUndo {
    private final DocumentEdits edits;

    DocumentUndo(DocumentEdits edits) {
        this.edits = edits;
    }

    /** A {@link CommandType#UNDO}; false if nothing was changed. */
    boolean apply(Member member, Command command) {
        if (!edits.mayApplyOwn(member)) {
            // later it may be: its edits stay where they are
            return false;
        }
        UndoStack stack = member.participant().undoStack();
        boolean isUndo = command.value() != 0;
        long version = isUndo ? stack.popApplied() : stack.popUndone();
        EditHistory history = member.room().whole().history();
        int edit = version == UndoStack.NONE ? history.count() : history.firstAfter(version - 1);
        if (edit == history.count() || history.version(edit) != version) {
            return false;
        }
        try {
            Change inverse = Inverse.of(edits.read(history, edit));
            if (inverse instanceof RemoveChange || !edits.applyOwn(member, command, inverse, edit + 1)) {
                return false;
            }
        } catch (DeltaException e) {
            // The old values are not told, or it does not fit any more.
            return false;
        }
        long made = member.room().version();
        if (isUndo) {
            stack.pushUndone(made);
        } else {
            stack.pushApplied(made);
        }
        return true;
    }
}
