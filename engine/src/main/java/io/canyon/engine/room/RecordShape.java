package io.canyon.engine.room;

import io.canyon.engine.edit.DeltaNames;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Tells whether an edit leaves records what they are: key -> object -> field, of names that every wire has, and no
 * field that canvas editors would take for something else. It looks at nothing but the edit.
 */
final class RecordShape {
    private static final byte[] EXISTS = {'_', 'e', 'x', 'i', 's', 't', 's'};
    private static final byte[] BUFFER = {'_', '_', 'b', 'u', 'f'};

    private final MemberCursor keys = new MemberCursor();
    private final MemberCursor fields = new MemberCursor();
    private final MemberCursor members = new MemberCursor();

    /** Why the node of an edit's one step cannot be applied to records; null if it can. */
    String problem(DirectBuffer edit, int nodeOffset, int nodeLength) {
        if (edit.getByte(nodeOffset) != EditFormat.OBJECT) {
            return "replaces the records";
        }
        keys.wrap(edit, nodeOffset, nodeLength);
        while (keys.next()) {
            String problem = problemOfKey(edit);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private String problemOfKey(DirectBuffer edit) {
        if (!DeltaNames.areAddressed(edit, keys.nameOffset(), keys.nameLength())) {
            return "not the key of a record";
        }
        return switch (keys.operation()) {
            case EditFormat.REMOVE -> null;
            case EditFormat.SET -> problemOfRecord(edit, keys.bodyOffset());
            case EditFormat.OBJECT -> problemOfFields(edit);
            default -> "a record is an object of fields";
        };
    }

    private static String problemOfRecord(DirectBuffer smile, int offset) {
        if (smile.getByte(offset) != Smile.START_OBJECT) {
            return "a record is an object of fields";
        }
        for (int at = offset + 1; smile.getByte(at) != Smile.END_OBJECT; ) {
            int value = Smile.skipName(smile, at);
            if (!isField(smile, Smile.nameOffset(smile, at), Smile.nameLength(smile, at))) {
                return "not the name of a field";
            }
            if (isBuffer(smile, value)) {
                return "a value that stands for a change of an array";
            }
            at = Smile.skip(smile, value);
        }
        return null;
    }

    private String problemOfFields(DirectBuffer edit) {
        fields.wrapInside(keys);
        while (fields.next()) {
            if (!isField(edit, fields.nameOffset(), fields.nameLength())) {
                return "not the name of a field";
            }
            if (fields.operation() == EditFormat.SET && isBuffer(edit, fields.bodyOffset())
                    || fields.operation() == EditFormat.OBJECT && becomesBuffer(edit)) {
                return "a value that stands for a change of an array";
            }
        }
        return null;
    }

    private static boolean isField(DirectBuffer name, int offset, int length) {
        return DeltaNames.areAddressed(name, offset, length) && !DeltaNames.is(EXISTS, name, offset, length);
    }

    private static boolean isBuffer(DirectBuffer smile, int offset) {
        if (smile.getByte(offset) != Smile.START_OBJECT) {
            return false;
        }
        for (int at = offset + 1; smile.getByte(at) != Smile.END_OBJECT; ) {
            if (DeltaNames.is(BUFFER, smile, Smile.nameOffset(smile, at), Smile.nameLength(smile, at))) {
                return true;
            }
            at = Smile.skip(smile, Smile.skipName(smile, at));
        }
        return false;
    }

    private boolean becomesBuffer(DirectBuffer edit) {
        members.wrapInside(fields);
        while (members.next()) {
            if (members.operation() != EditFormat.REMOVE
                    && DeltaNames.is(BUFFER, edit, members.nameOffset(), members.nameLength())) {
                return true;
            }
        }
        return false;
    }
}
