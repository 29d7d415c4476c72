package io.canyon.engine.room;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes an applied edit so that editors learn of fields that were removed: a record that lost one goes out whole,
 * because their wires have no word for it. What was removed stands behind its fields, for those who have.
 */
final class LostFields {
    private final StepCursor steps = new StepCursor();
    private final MemberCursor keys = new MemberCursor();
    private final MemberCursor fields = new MemberCursor();
    private final ExpandableArrayBuffer name = new ExpandableArrayBuffer(64);

    /**
     * @param document what the edit has been applied to
     * @param areRecordsWhole whether those that the edit creates go out whole, too
     */
    void write(
            Document document, DirectBuffer edit, int offset, int length, boolean areRecordsWhole, EditWriter target) {
        steps.wrap(edit, offset, length);
        while (steps.next()) {
            int step = target.beginStep();
            target.operation(EditFormat.OBJECT);
            keys.wrap(edit, steps.nodeOffset(), steps.nodeLength());
            while (keys.next()) {
                int entry = document.find(document.root(), edit, keys.nameOffset(), keys.nameLength());
                int record = entry == 0 ? 0 : document.object(entry);
                boolean isWhole = areRecordsWhole && keys.operation() == EditFormat.RECORD;
                if (record != 0 && (isWhole || losesField(edit))) {
                    writeWhole(document, record, edit, target);
                } else {
                    target.writeRaw(edit, keys.memberOffset(), keys.memberLength());
                }
            }
            target.endStep(step);
        }
    }

    private boolean losesField(DirectBuffer edit) {
        if (keys.operation() != EditFormat.RECORD && keys.operation() != EditFormat.OBJECT) {
            return false;
        }
        fields.wrap(edit, keys.nodeOffset(), keys.nodeLength());
        while (fields.next()) {
            if (fields.operation() == EditFormat.REMOVE) {
                return true;
            }
        }
        return false;
    }

    private void writeWhole(Document document, int record, DirectBuffer edit, EditWriter target) {
        int key = target.beginMember(edit, keys.nameOffset(), keys.nameLength());
        target.operation(EditFormat.RECORD);
        for (int field = document.firstMember(record); field != 0; field = document.nextMember(field)) {
            if (document.isLive(field)) {
                int length = document.copyName(field, name, 0);
                int member = target.beginMember(name, 0, length);
                target.operation(EditFormat.SET);
                document.writeValue(field, target.values());
                target.endMember(member);
            }
        }
        fields.wrap(edit, keys.nodeOffset(), keys.nodeLength());
        while (fields.next()) {
            int field = document.find(record, edit, fields.nameOffset(), fields.nameLength());
            if (fields.operation() == EditFormat.REMOVE && (field == 0 || !document.isLive(field))) {
                target.writeRaw(edit, fields.memberOffset(), fields.memberLength());
            }
        }
        target.endMember(key);
    }
}
