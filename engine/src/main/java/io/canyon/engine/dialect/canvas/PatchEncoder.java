package io.canyon.engine.dialect.canvas;

import static io.canyon.engine.dialect.canvas.CanvasText.ascii;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.StepCursor;
import org.agrona.DirectBuffer;

/**
 * Writes an edit as a list of patches. What the wire has no words for is left out: steps that are no patch, keys that
 * were refused, fields that were removed (the core sends such a record whole).
 */
final class PatchEncoder {
    private static final byte[] EXISTS_TRUE = ascii("\"_exists\":true");
    private static final byte[] EXISTS_FALSE = ascii("\"_exists\":false");
    private static final byte[] BUFFER = ascii("{\"__buf\":1,\"len\":");
    private static final byte[] RUNS = ascii(",\"runs\":[");

    private final JsonWriter json;
    private final StepCursor steps = new StepCursor();
    private final MemberCursor keys = new MemberCursor();
    private final MemberCursor fields = new MemberCursor();
    private DirectBuffer edit;

    PatchEncoder(JsonWriter json) {
        this.json = json;
    }

    void encode(DirectBuffer buffer, int offset, int length) {
        edit = buffer;
        json.put('[');
        boolean isFirst = true;
        steps.wrap(buffer, offset, length);
        while (steps.next()) {
            if (isObject(steps.operation())) {
                separate(isFirst);
                isFirst = false;
                encodePatch();
            }
        }
        json.put(']');
    }

    private void encodePatch() {
        json.put('{');
        boolean isFirst = true;
        keys.wrap(edit, steps.nodeOffset(), steps.nodeLength());
        while (keys.next()) {
            byte operation = keys.operation();
            if (isObject(operation) || operation == EditFormat.REMOVE) {
                separate(isFirst);
                isFirst = false;
                name(keys);
                encodeComponent(operation);
            }
        }
        json.put('}');
    }

    private void encodeComponent(byte operation) {
        json.put('{');
        boolean isFirst = true;
        if (operation != EditFormat.OBJECT) {
            json.raw(operation == EditFormat.RECORD ? EXISTS_TRUE : EXISTS_FALSE);
            isFirst = false;
        }
        fields.wrap(edit, keys.nodeOffset(), keys.nodeLength());
        while (fields.next()) {
            byte fieldOperation = fields.operation();
            if (fieldOperation == EditFormat.SET || fieldOperation == EditFormat.BUFFER) {
                separate(isFirst);
                isFirst = false;
                name(fields);
                if (fieldOperation == EditFormat.SET) {
                    json.value(edit, fields.bodyOffset());
                } else {
                    encodeBuffer();
                }
            }
        }
        json.put('}');
    }

    private void encodeBuffer() {
        int at = fields.bodyOffset();
        json.raw(BUFFER);
        json.integer(edit.getInt(at, LITTLE_ENDIAN));
        json.raw(RUNS);
        int runCount = edit.getInt(at + Integer.BYTES, LITTLE_ENDIAN);
        at += 2 * Integer.BYTES;
        for (int i = 0; i < runCount; i++) {
            separate(i == 0);
            at = encodeRun(at);
        }
        json.put(']');
        if (at < fields.nodeOffset() + fields.nodeLength()) {
            encodeRest(at);
        }
        json.put('}');
    }

    private int encodeRun(int offset) {
        json.put('[');
        json.integer(edit.getInt(offset, LITTLE_ENDIAN));
        json.put(',');
        json.put('[');
        int count = edit.getInt(offset + Integer.BYTES, LITTLE_ENDIAN);
        int at = offset + EditFormat.RUN_HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            separate(i == 0);
            at = json.value(edit, at);
        }
        json.put(']');
        json.put(']');
        return at;
    }

    /** Writes the members of the Smile object that may follow the runs. */
    private void encodeRest(int offset) {
        int at = offset + 1;
        while (edit.getByte(at) != Smile.END_OBJECT) {
            json.put(',');
            at = json.member(edit, at);
        }
    }

    private void name(MemberCursor member) {
        json.string(edit, member.nameOffset(), member.nameLength());
        json.put(':');
    }

    private void separate(boolean isFirst) {
        if (!isFirst) {
            json.put(',');
        }
    }

    private static boolean isObject(byte operation) {
        return operation == EditFormat.OBJECT || operation == EditFormat.RECORD;
    }
}
