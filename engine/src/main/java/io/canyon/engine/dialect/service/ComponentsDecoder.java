package io.canyon.engine.dialect.service;

import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Turns component patches into an edit of records as one document, of one step. A component with {@code _exists: true}
 * is the record, whole; with {@code _exists: false} the record goes; any other sets fields of a record that is there.
 * Not thread-safe; allocates nothing.
 */
final class ComponentsDecoder {
    private static final byte[] EXISTS = "_exists".getBytes(StandardCharsets.US_ASCII);

    private final SmileMembers keys = new SmileMembers();
    private final SmileMembers fields = new SmileMembers();
    private final EditWriter edit = new EditWriter();
    private DirectBuffer smile;
    private int lengthBytes;

    /** Writes the edit that a value in the engine's form is; false when it is no object of components. */
    boolean decode(DirectBuffer value, int valueOffset, ExpandableArrayBuffer target, int offset) {
        smile = value;
        if (smile.getByte(valueOffset) != Smile.START_OBJECT) {
            return false;
        }
        edit.wrap(target, offset);
        keys.wrap(smile, valueOffset);
        int step = edit.beginStep();
        edit.operation(EditFormat.OBJECT);
        for (int i = 0; i < keys.count(); i++) {
            int member = edit.beginMember(smile, keys.nameOffset(i), keys.nameLength(i));
            if (keys.token(i) != Smile.START_OBJECT || !writeComponent(keys.valueOffset(i))) {
                return false;
            }
            edit.endMember(member);
        }
        edit.endStep(step);
        lengthBytes = edit.position() - offset;
        return true;
    }

    /** Length of the edit that was written last. */
    int lengthBytes() {
        return lengthBytes;
    }

    private boolean writeComponent(int offset) {
        fields.wrap(smile, offset);
        int exists = fields.find(EXISTS);
        if (exists < 0) {
            writeFields();
        } else if (fields.token(exists) == Smile.TRUE) {
            writeRecord(exists);
        } else if (fields.token(exists) == Smile.FALSE) {
            edit.operation(EditFormat.REMOVE);
        } else {
            return false;
        }
        return true;
    }

    private void writeFields() {
        edit.operation(EditFormat.OBJECT);
        for (int i = 0; i < fields.count(); i++) {
            int member = edit.beginMember(smile, fields.nameOffset(i), fields.nameLength(i));
            edit.operation(EditFormat.SET);
            edit.values().writeRaw(smile, fields.valueOffset(i), fields.valueLength(i));
            edit.endMember(member);
        }
    }

    private void writeRecord(int exists) {
        edit.operation(EditFormat.SET);
        edit.values().startObject();
        for (int i = 0; i < fields.count(); i++) {
            if (i != exists) {
                edit.values().writeName(smile, fields.nameOffset(i), fields.nameLength(i));
                edit.values().writeRaw(smile, fields.valueOffset(i), fields.valueLength(i));
            }
        }
        edit.values().endObject();
    }
}
