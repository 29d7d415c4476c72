package io.canyon.engine.document;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.StepCursor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Edits as text that compares. */
final class TestEdits {
    private TestEdits() {}

    /** The root members of the one step of a catch-up; empty when there is none. */
    static Map<String, String> changesSince(Document document, long since) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 8);
        return changes(writer, ChangeEncoder.encodeSince(document, since, writer));
    }

    static Map<String, String> changesSince(DocumentView view, long since) {
        EditWriter writer = new EditWriter().wrap(new ExpandableArrayBuffer(), 8);
        return changes(writer, ChangeEncoder.encodeSince(view, since, writer));
    }

    private static Map<String, String> changes(EditWriter writer, boolean any) {
        StepCursor steps = new StepCursor().wrap(writer.buffer(), 8, writer.position() - 8);
        if (any != steps.next()) {
            throw new AssertionError("a step was announced and not written, or the reverse");
        }
        if (!any) {
            return Map.of();
        }
        Map<String, String> members = members(writer.buffer(), steps.nodeOffset(), steps.nodeLength());
        if (steps.operation() != EditFormat.OBJECT || steps.next()) {
            throw new AssertionError("not one OBJECT step");
        }
        return members;
    }

    static Map<String, String> members(DirectBuffer buffer, int nodeOffset, int nodeLength) {
        Map<String, String> members = new TreeMap<>();
        MemberCursor cursor = new MemberCursor().wrap(buffer, nodeOffset, nodeLength);
        while (cursor.next()) {
            byte[] name = new byte[cursor.nameLength()];
            buffer.getBytes(cursor.nameOffset(), name);
            String key = new String(name, StandardCharsets.UTF_8);
            if (members.put(key, node(buffer, cursor)) != null) {
                throw new AssertionError("member twice: " + key);
            }
        }
        return members;
    }

    private static String node(DirectBuffer buffer, MemberCursor cursor) {
        return switch (cursor.operation()) {
            case EditFormat.REMOVE -> "REMOVE";
            case EditFormat.SET -> "SET " + TestJson.read(buffer, cursor.bodyOffset(), cursor.bodyLength());
            case EditFormat.RECORD -> "RECORD " + members(buffer, cursor.nodeOffset(), cursor.nodeLength());
            case EditFormat.OBJECT -> "OBJECT " + members(buffer, cursor.nodeOffset(), cursor.nodeLength());
            default -> throw new AssertionError("operation " + cursor.operation());
        };
    }
}
