package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentPlaces;
import io.canyon.engine.edit.DeltaNames;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.PatchCursor;
import io.canyon.engine.edit.PatchFormat;
import io.canyon.engine.edit.PointerCursor;
import io.canyon.engine.edit.Smile;

/**
 * Writes the edit of the patch that most are: one operation that sets a member by way of objects only. Not thread-safe;
 * allocates nothing.
 */
final class MemberPatch {
    private final PatchCursor operation = new PatchCursor();
    private final PointerCursor pointer = new PointerCursor();
    private final int[] marks = new int[Smile.MAX_DEPTH];

    /**
     * Writes a step.
     *
     * @param entry the document
     * @return false when the patch is another one, or does not fit; the caller looks closer then
     */
    boolean write(Document document, int entry, Command command, EditWriter target) {
        operation.wrap(command.buffer(), command.documentOffset(), command.documentLength());
        if (!operation.next() || operation.hasNext()) {
            return false;
        }
        boolean isAdded = operation.code() == PatchFormat.ADD;
        if (!isAdded && operation.code() != PatchFormat.REPLACE) {
            return false;
        }
        pointer.wrap(operation.buffer(), operation.pathOffset());
        int place = DocumentPlaces.ofEntry(document, entry);
        int step = target.beginStep();
        int depth = 0;
        while (pointer.next()) {
            boolean isObject = place != 0 && DocumentPlaces.kind(document, place) == Smile.Kind.OBJECT;
            boolean isAddressed =
                    DeltaNames.areAddressed(pointer.buffer(), pointer.tokenOffset(), pointer.tokenLength());
            if (!isObject || depth == marks.length || !isAddressed) {
                return false;
            }
            place = DocumentPlaces.member(
                    document, place, pointer.buffer(), pointer.tokenOffset(), pointer.tokenLength());
            target.operation(EditFormat.OBJECT);
            marks[depth++] = target.beginMember(pointer.buffer(), pointer.tokenOffset(), pointer.tokenLength());
        }
        if (depth == 0 || place == 0 && !isAdded) {
            return false;
        }
        writeSet(document, place, target);
        while (depth > 0) {
            target.endMember(marks[--depth]);
        }
        target.endStep(step);
        return true;
    }

    private void writeSet(Document document, int place, EditWriter target) {
        target.operation(EditFormat.SET);
        target.values().writeRaw(operation.buffer(), operation.argumentOffset(), operation.argumentLength());
        if (place == 0) {
            return;
        }
        if (DocumentPlaces.measure(document, place, PatchValues.MAX_TOLD_BYTES) <= PatchValues.MAX_TOLD_BYTES) {
            DocumentPlaces.write(document, place, target.values());
        } else {
            target.writeUntold();
        }
    }
}
