package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.document.Document;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import org.agrona.DirectBuffer;

/** How much one key's change adds to the logical bytes of a document. Reused. */
final class Growth {
    /** Most logical bytes for one byte of an edit: an empty value under an empty name, inside a value. */
    private static final int LOGICAL_PER_EDIT_BYTE = 32;
    /** A zero of an array: what a buffer write fills gaps with. */
    private static final int LOGICAL_PER_ITEM = 16;

    private final MemberCursor fields = new MemberCursor();

    /**
     * An upper bound that needs no look into the document.
     *
     * @param hasBuffers whether any field of the key is a BUFFER
     */
    long bound(MemberCursor key, boolean hasBuffers) {
        long bound = (long) LOGICAL_PER_EDIT_BYTE * key.memberLength();
        if (hasBuffers) {
            fields.wrapInside(key);
            while (fields.next()) {
                if (fields.operation() == EditFormat.BUFFER) {
                    bound += (long) LOGICAL_PER_ITEM * fields.buffer().getInt(fields.bodyOffset(), LITTLE_ENDIAN);
                }
            }
        }
        return bound;
    }

    /** The growth itself, if the change were applied to {@code object} now, or somewhat more. */
    long exact(Document document, int object, MemberCursor key) {
        return growthOf(document, object, key);
    }

    private long growthOf(Document document, int object, MemberCursor change) {
        DirectBuffer edit = change.buffer();
        int name = change.nameOffset();
        int length = change.nameLength();
        return switch (change.operation()) {
            case EditFormat.SET -> document.growthOfSet(object, edit, name, length, edit, change.bodyOffset());
            case EditFormat.BUFFER -> document.growthOfBuffer(object, edit, name, length, edit, change.bodyOffset());
            case EditFormat.REMOVE -> document.growthOfRemove(object, edit, name, length);
            case EditFormat.RECORD ->
                document.growthOfRecord(object, edit, name, length) + growthOfFields(document, object, change);
            case EditFormat.OBJECT -> growthOfFields(document, object, change);
            default -> throw new IllegalArgumentException("cannot apply operation=" + change.operation());
        };
    }

    private long growthOfFields(Document document, int object, MemberCursor change) {
        int entry = document.find(object, change.buffer(), change.nameOffset(), change.nameLength());
        int record = entry == 0 ? 0 : document.object(entry);
        long growth = 0;
        fields.wrapInside(change);
        while (fields.next()) {
            // A field is no container of changes: records are two levels deep.
            growth += growthOf(document, record, fields);
        }
        return growth;
    }
}
