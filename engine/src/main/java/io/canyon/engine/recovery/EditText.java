package io.canyon.engine.recovery;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ChangeReader;
import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.StepCursor;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Edits as text for people: JSON, with a word in front of what is no plain value. {@code merge{..}} goes into an
 * object, {@code record{..}} creates it if it is missing, {@code remove} deletes, {@code buffer(10){3:[1,2]}} writes
 * into an array of ten numbers, {@code delta..} is a jsondiffpatch delta.
 */
final class EditText {
    private final JsonWriter json = new JsonWriter();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    String of(DirectBuffer edit, int offset, int lengthBytes) {
        StringBuilder text = new StringBuilder();
        StepCursor steps = new StepCursor().wrap(edit, offset, lengthBytes);
        while (steps.next()) {
            text.append(text.isEmpty() ? "" : " ");
            node(text, edit, steps.nodeOffset(), steps.nodeLength());
        }
        return text.toString();
    }

    /** A JSON string. */
    String quoted(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return quoted(new UnsafeBuffer(utf8), 0, utf8.length);
    }

    /** A Smile value as JSON. */
    String value(DirectBuffer smile, int offset) {
        json.wrap(buffer, 0).value(smile, offset);
        return written();
    }

    private void node(StringBuilder text, DirectBuffer edit, int offset, int lengthBytes) {
        switch (edit.getByte(offset)) {
            case EditFormat.OBJECT -> members(text.append("merge"), edit, offset, lengthBytes);
            case EditFormat.RECORD -> members(text.append("record"), edit, offset, lengthBytes);
            case EditFormat.SET -> text.append(value(edit, offset + 1));
            case EditFormat.REMOVE -> text.append("remove");
            case EditFormat.BUFFER -> runs(text, edit, offset);
            case EditFormat.LIST, EditFormat.TEXT -> {
                Change change = ChangeReader.read(edit, offset, lengthBytes);
                text.append("delta").append(JsonDeltas.print(change));
            }
            default -> text.append("operation-").append(edit.getByte(offset));
        }
    }

    private void members(StringBuilder text, DirectBuffer edit, int offset, int lengthBytes) {
        text.append('{');
        String separator = "";
        MemberCursor members = new MemberCursor().wrap(edit, offset, lengthBytes);
        while (members.next()) {
            text.append(separator)
                    .append(quoted(edit, members.nameOffset(), members.nameLength()))
                    .append(':');
            node(text, edit, members.nodeOffset(), members.nodeLength());
            separator = ",";
        }
        text.append('}');
    }

    private void runs(StringBuilder text, DirectBuffer edit, int offset) {
        int runCount = edit.getInt(offset + 1 + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
        text.append("buffer(")
                .append(edit.getInt(offset + 1, ByteOrder.LITTLE_ENDIAN))
                .append("){");
        int at = offset + EditFormat.BUFFER_HEADER_BYTES;
        for (int run = 0; run < runCount; run++) {
            int count = edit.getInt(at + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            text.append(run == 0 ? "" : ",")
                    .append(edit.getInt(at, ByteOrder.LITTLE_ENDIAN))
                    .append(":[");
            at += EditFormat.RUN_HEADER_BYTES;
            for (int i = 0; i < count; i++) {
                text.append(i == 0 ? "" : ",").append(value(edit, at));
                at = Smile.skip(edit, at);
            }
            text.append(']');
        }
        text.append('}');
    }

    private String quoted(DirectBuffer utf8, int offset, int lengthBytes) {
        json.wrap(buffer, 0).string(utf8, offset, lengthBytes);
        return written();
    }

    private String written() {
        return buffer.getStringWithoutLengthUtf8(0, json.position());
    }
}
