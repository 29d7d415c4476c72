package io.canyon.engine.dialect.canvas;

import io.canyon.engine.dialect.JsonReader;
import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/**
 * Turns a list of patches into an edit, one step each. A key whose component is not valid becomes a REFUSED member. A
 * deletion keeps its other fields as members of the REMOVE node: they mean nothing, but the wire passes them on.
 */
final class PatchDecoder {
    private final JsonReader json;
    private final SmileMembers keys = new SmileMembers();
    private final SmileMembers fields = new SmileMembers();
    private final BufferDecoder buffers;

    PatchDecoder(JsonReader json, int maxBufferLength) {
        this.json = json;
        this.buffers = new BufferDecoder(maxBufferLength);
    }

    /** Appends the array at {@code offset}; false when something in it is no object or a key is too long. */
    boolean decode(int offset, EditWriter edit) {
        DirectBuffer smile = json.buffer();
        int at = offset + 1;
        while (smile.getByte(at) != Smile.END_ARRAY) {
            if (smile.getByte(at) != Smile.START_OBJECT) {
                return false;
            }
            at = keys.wrap(smile, at);
            int step = edit.beginStep();
            edit.operation(EditFormat.OBJECT);
            for (int i = 0; i < keys.count(); i++) {
                if (keys.nameLength(i) > EditFormat.MAX_NAME_BYTES) {
                    return false;
                }
                int member = edit.beginMember(smile, keys.nameOffset(i), keys.nameLength(i));
                writeComponent(keys.valueOffset(i), edit);
                edit.endMember(member);
            }
            edit.endStep(step);
        }
        return true;
    }

    private void writeComponent(int offset, EditWriter edit) {
        int node = edit.position();
        if (!writeRecord(offset, edit)) {
            edit.position(node);
            edit.operation(EditFormat.REFUSED);
        }
    }

    private boolean writeRecord(int offset, EditWriter edit) {
        if (json.buffer().getByte(offset) != Smile.START_OBJECT) {
            return false;
        }
        fields.wrap(json.buffer(), offset);
        int exists = fields.find(CanvasText.EXISTS);
        if (exists < 0) {
            edit.operation(EditFormat.OBJECT);
        } else if (fields.token(exists) == Smile.TRUE) {
            edit.operation(EditFormat.RECORD);
        } else if (fields.token(exists) == Smile.FALSE) {
            edit.operation(EditFormat.REMOVE);
        } else {
            return false;
        }
        for (int i = 0; i < fields.count(); i++) {
            if (i != exists && !writeField(i, edit)) {
                return false;
            }
        }
        return true;
    }

    private boolean writeField(int index, EditWriter edit) {
        int value = fields.valueOffset(index);
        int length = fields.valueLength(index);
        boolean isNameTooLong = fields.nameLength(index) > EditFormat.MAX_NAME_BYTES;
        if (isNameTooLong || json.hasUnfit(value, value + length)) {
            return false;
        }
        int member = edit.beginMember(json.buffer(), fields.nameOffset(index), fields.nameLength(index));
        if (buffers.isDelta(json.buffer(), value)) {
            if (!buffers.write(edit)) {
                return false;
            }
        } else {
            edit.operation(EditFormat.SET);
            edit.values().writeRaw(json.buffer(), value, length);
        }
        edit.endMember(member);
        return true;
    }
}
