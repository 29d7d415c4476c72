package io.canyon.engine.delta;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.TextPatch;
import io.canyon.engine.edit.Utf8Text;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Reads changes from the nodes of an edit, see {@link EditFormat}. Stateless. */
public final class ChangeReader {
    private ChangeReader() {}

    /**
     * Reads a node. Its values are {@link SmileValue}s in {@code buffer}.
     *
     * @param nodeOffset where the operation byte stands
     * @param nodeLength length of the node, operation included
     * @throws IllegalArgumentException when the node is malformed, or has an operation that is no change: RECORD,
     *     BUFFER or REFUSED
     * @throws DeltaException when it is too deep, or a list is malformed
     */
    public static Change read(DirectBuffer buffer, int nodeOffset, int nodeLength) {
        return read(buffer, nodeOffset, nodeLength, 1);
    }

    /**
     * Reads of a node as much as an edit has to be carried over it: of the members of objects only those that the edit
     * changes, too. That is most of what it costs to carry an edit over many that have nothing to do with it.
     */
    public static Change readFor(Change edit, DirectBuffer buffer, int nodeOffset, int nodeLength) {
        return readFor(edit, buffer, nodeOffset, nodeLength, 1);
    }

    private static Change readFor(Change edit, DirectBuffer buffer, int offset, int length, int depth) {
        if (!(edit instanceof ObjectChange object) || buffer.getByte(offset) != EditFormat.OBJECT) {
            return read(buffer, offset, length, depth);
        }
        Map<String, Change> changes = new LinkedHashMap<>();
        MemberCursor members = new MemberCursor().wrap(buffer, offset, length);
        while (members.next()) {
            String name = Utf8Text.decode(buffer, members.nameOffset(), members.nameLength());
            Change mine = object.members().get(name);
            if (mine != null) {
                changes.put(name, readFor(mine, buffer, members.nodeOffset(), members.nodeLength(), depth + 1));
            }
        }
        return ObjectChange.of(changes);
    }

    private static Change read(DirectBuffer buffer, int offset, int length, int depth) {
        if (depth > Change.MAX_DEPTH) {
            throw new DeltaException(DeltaException.Code.LIMIT, "nested too deep: maxDepth=" + Change.MAX_DEPTH);
        }
        int body = offset + Byte.BYTES;
        int end = offset + length;
        return switch (buffer.getByte(offset)) {
            case EditFormat.SET -> set(buffer, body, end);
            case EditFormat.REMOVE -> remove(buffer, offset, length);
            case EditFormat.TEXT -> new TextChange(TextPatch.parse(Utf8Text.decode(buffer, body, length - 1)));
            case EditFormat.OBJECT -> object(buffer, offset, length, depth);
            case EditFormat.LIST -> list(buffer, new ListCursor().wrap(buffer, offset, length), depth);
            default -> throw new IllegalArgumentException("no change: operation=" + buffer.getByte(offset));
        };
    }

    private static SetChange set(DirectBuffer buffer, int offset, int end) {
        int old = Smile.skip(buffer, offset);
        if (old > end) {
            throw new IllegalArgumentException("malformed edit value");
        }
        Value value = new SmileValue(buffer, offset, old - offset);
        if (old == end) {
            return new SetChange(value, null);
        }
        boolean isTold = buffer.getByte(old) != EditFormat.UNTOLD;
        return new SetChange(value, isTold ? new SmileValue(buffer, old, end - old) : Untold.VALUE);
    }

    private static Change remove(DirectBuffer buffer, int offset, int length) {
        MemberCursor members = new MemberCursor().wrap(buffer, offset, length);
        while (members.next()) {
            if (members.nameLength() == 0 && members.operation() == EditFormat.SET) {
                int old = members.bodyOffset();
                return new RemoveChange(
                        set(buffer, old, old + members.bodyLength()).value());
            }
        }
        return RemoveChange.UNTOLD;
    }

    private static Change object(DirectBuffer buffer, int offset, int length, int depth) {
        Map<String, Change> changes = new LinkedHashMap<>();
        MemberCursor members = new MemberCursor().wrap(buffer, offset, length);
        while (members.next()) {
            String name = Utf8Text.decode(buffer, members.nameOffset(), members.nameLength());
            changes.put(name, read(buffer, members.nodeOffset(), members.nodeLength(), depth + 1));
        }
        return ObjectChange.of(changes);
    }

    private static Change list(DirectBuffer buffer, ListCursor cursor, int depth) {
        cursor.validate();
        ListChangeBuilder list = ListChange.builder().baseLength(cursor.baseLength());
        for (int i = 0; i < cursor.moves(); i++) {
            list.move(cursor.movedFrom(i), cursor.movedTo(i));
        }
        for (int i = 0; i < cursor.insertions(); i++) {
            int offset = cursor.nextValue();
            list.insert(cursor.insertedIndex(i), new SmileValue(buffer, offset, cursor.valueEnd() - offset));
        }
        for (int i = 0; i < cursor.changes(); i++) {
            int offset = cursor.nextItem();
            list.change(cursor.changedIndex(i), read(buffer, offset, cursor.itemLength(), depth + 1));
        }
        for (int i = 0; i < cursor.removals(); i++) {
            int offset = cursor.nextOld();
            int length = cursor.oldLength(offset);
            list.remove(cursor.removedIndex(i), length == 0 ? Untold.VALUE : new SmileValue(buffer, offset, length));
        }
        return list.build();
    }
}
