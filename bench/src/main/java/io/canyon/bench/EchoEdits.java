package io.canyon.bench;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Edits of one place in a document, as the decoder leaves them. */
final class EchoEdits {
    private EchoEdits() {}

    /** Sets the member at the end of a path of members. */
    static DirectBuffer set(double value, String... path) {
        EditWriter writer = writer();
        int[] members = new int[path.length];
        for (int i = 0; i < path.length; i++) {
            members[i] = beginMember(writer, path[i]);
        }
        writer.operation(EditFormat.SET);
        writer.values().writeNumber(value);
        for (int i = path.length - 1; i >= 0; i--) {
            writer.endMember(members[i]);
        }
        return node(writer);
    }

    /** Puts a number in front of an item of the list {@code name}, which has so many. */
    static DirectBuffer insertion(String name, int length, int index) {
        EditWriter writer = writer();
        int member = beginMember(writer, name);
        int list = writer.beginList(length, 0, 0, 1, 0);
        writer.writeIndex(index);
        int values = writer.position();
        writer.values().writeInteger(index);
        writer.endListValues(list, values);
        writer.endMember(member);
        return node(writer);
    }

    /** Removes an item of the list {@code name}, which has so many. */
    static DirectBuffer removal(String name, int length, int index) {
        EditWriter writer = writer();
        int member = beginMember(writer, name);
        int list = writer.beginList(length, 1, 0, 0, 0);
        writer.writeIndex(index);
        writer.endListValues(list, writer.position());
        writer.writeUntold();
        writer.endMember(member);
        return node(writer);
    }

    private static EditWriter writer() {
        return new EditWriter().wrap(new ExpandableArrayBuffer(), 0);
    }

    /** Opens a member of an object that is there. */
    private static int beginMember(EditWriter writer, String name) {
        UnsafeBuffer utf8 = new UnsafeBuffer(SampleDocument.utf8(name));
        writer.operation(EditFormat.OBJECT);
        return writer.beginMember(utf8, 0, utf8.capacity());
    }

    private static DirectBuffer node(EditWriter writer) {
        UnsafeBuffer node = new UnsafeBuffer(ByteBuffer.allocateDirect(writer.position()));
        node.putBytes(0, writer.buffer(), 0, writer.position());
        return node;
    }
}
