package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.document.DocumentPlaces;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes an applied edit of a document as an edit of records, for canvas editors: a record that was set, or lost a
 * field, whole; of any other the fields that changed, each whole. What was removed of a record stands behind its
 * fields, for those who have a word for it.
 */
final class RecordPatches {
    private final StepCursor steps = new StepCursor();
    private final MemberCursor keys = new MemberCursor();
    private final MemberCursor fields = new MemberCursor();
    private final ExpandableArrayBuffer name = new ExpandableArrayBuffer(64);

    /** @param document what the edit has been applied to, under this version */
    void write(Document document, long version, DirectBuffer edit, int offset, int length, EditWriter target) {
        steps.wrap(edit, offset, length);
        steps.next();
        int step = target.beginStep();
        target.operation(EditFormat.OBJECT);
        keys.wrap(edit, steps.nodeOffset(), steps.nodeLength());
        while (keys.next()) {
            int member = target.beginMember(edit, keys.nameOffset(), keys.nameLength());
            int record = document.findObject(document.root(), keys);
            if (keys.operation() == EditFormat.REMOVE) {
                target.operation(EditFormat.REMOVE);
            } else if (keys.operation() == EditFormat.SET || keys.hasInside(EditFormat.REMOVE)) {
                writeWhole(document, record, version, target);
            } else {
                writeFields(document, record, edit, target);
            }
            target.endMember(member);
        }
        target.endStep(step);
    }

    /** At least the bytes that {@link #write} takes, or more than {@code limit}, which is all that it costs. */
    long measure(Document document, DirectBuffer edit, int offset, int length, long limit) {
        long bytes = length;
        steps.wrap(edit, offset, length);
        steps.next();
        keys.wrap(edit, steps.nodeOffset(), steps.nodeLength());
        while (keys.next() && bytes <= limit) {
            if (keys.operation() == EditFormat.REMOVE) {
                continue;
            }
            int entry = document.find(document.root(), edit, keys.nameOffset(), keys.nameLength());
            if (keys.operation() == EditFormat.SET || keys.hasInside(EditFormat.REMOVE)) {
                bytes += measure(document, entry, limit - bytes);
                continue;
            }
            fields.wrap(edit, keys.nodeOffset(), keys.nodeLength());
            while (fields.next() && bytes <= limit) {
                int field = document.find(document.object(entry), edit, fields.nameOffset(), fields.nameLength());
                bytes += measure(document, field, limit - bytes);
            }
        }
        return bytes;
    }

    private static long measure(Document document, int entry, long limit) {
        int place = DocumentPlaces.ofEntry(document, entry);
        return place == 0 ? 0 : DocumentPlaces.measure(document, place, limit);
    }

    private void writeWhole(Document document, int record, long version, EditWriter target) {
        target.operation(EditFormat.RECORD);
        for (int field = document.firstMember(record); field != 0; field = document.nextMember(field)) {
            if (document.isLive(field)) {
                writeField(document, field, target);
            }
        }
        for (int field = document.firstMember(record); field != 0; field = document.nextMember(field)) {
            if (!document.isLive(field) && document.version(field) == version) {
                int member = target.beginMember(name, 0, document.copyName(field, name, 0));
                target.operation(EditFormat.REMOVE);
                target.endMember(member);
            }
        }
    }

    private void writeFields(Document document, int record, DirectBuffer edit, EditWriter target) {
        target.operation(EditFormat.OBJECT);
        fields.wrap(edit, keys.nodeOffset(), keys.nodeLength());
        while (fields.next()) {
            int field = document.find(record, edit, fields.nameOffset(), fields.nameLength());
            if (field != 0 && document.isLive(field)) {
                writeField(document, field, target);
            }
        }
    }

    private void writeField(Document document, int field, EditWriter target) {
        int member = target.beginMember(name, 0, document.copyName(field, name, 0));
        target.operation(EditFormat.SET);
        document.writeValue(field, target.values());
        target.endMember(member);
    }
}
