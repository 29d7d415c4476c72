package io.canyon.engine.room;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.canyon.engine.document.Document;
import io.canyon.engine.document.Kind;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;

/**
 * Array items that the buffer writes of one command may still create or remove. A few bytes of a frame can ask for
 * millions, each of them the shard's work.
 */
final class BufferWork {
    /** What a command may always do, so that one with several arrays of a usual length is let through. */
    static final int MIN_ITEMS = 2 << 20;

    private final long maxItems;
    private final MemberCursor fields = new MemberCursor();
    private long left;

    /** @param maxBufferLength longest array that one write may make */
    BufferWork(int maxBufferLength) {
        maxItems = Math.max(MIN_ITEMS, 2L * maxBufferLength);
        left = maxItems;
    }

    /** Whether the change of {@code key} is of the kind that this bounds. */
    static boolean isIn(MemberCursor key) {
        byte operation = key.operation();
        return (operation == EditFormat.OBJECT || operation == EditFormat.RECORD) && key.hasInside(EditFormat.BUFFER);
    }

    /** A new command begins. */
    void reset() {
        left = maxItems;
    }

    /**
     * Whether the change of {@code key}, which has BUFFERs in it, can still be done; takes its share if so.
     *
     * @param document may be null: nothing is there yet
     * @param object that the key is a member of, 0 if it is not there yet
     */
    boolean takes(Document document, int object, MemberCursor key) {
        long items = 0;
        fields.wrapInside(key);
        while (fields.next()) {
            if (fields.operation() == EditFormat.BUFFER) {
                int length = fields.buffer().getInt(fields.bodyOffset(), LITTLE_ENDIAN);
                items += Math.abs((long) length - lengthNow(document, object, key));
            }
        }
        if (items > left) {
            return false;
        }
        left -= items;
        return true;
    }

    /** Items of the array that the field is now. */
    private int lengthNow(Document document, int object, MemberCursor key) {
        int entry = object == 0 ? 0 : document.find(object, key.buffer(), key.nameOffset(), key.nameLength());
        int record = entry == 0 ? 0 : document.object(entry);
        int field = record == 0 ? 0 : document.find(record, fields.buffer(), fields.nameOffset(), fields.nameLength());
        return field != 0 && document.kind(field) == Kind.ARRAY ? document.arrayLength(field) : 0;
    }
}
