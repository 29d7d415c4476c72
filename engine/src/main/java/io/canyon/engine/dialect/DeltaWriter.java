package io.canyon.engine.dialect;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.StepCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes edits as deltas of jsondiffpatch, straight from their bytes. Names come in the order of the edit; a list tells
 * first what its items become, then what goes. Not thread-safe.
 */
public final class DeltaWriter {
    private static final UnsafeBuffer ARRAY_NAME = ascii("_t");
    private static final UnsafeBuffer ARRAY_MARK = ascii("a");
    private static final int MAX_KEY_BYTES = 12;

    private static final int REMOVED = 0;
    private static final int TEXT = 2;
    private static final int MOVED = 3;

    private final DeltaSink sink;
    private final StepCursor steps = new StepCursor();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[MAX_KEY_BYTES]);
    /** One for each level at which an edit has had a container. */
    private final List<MemberCursor> members = new ArrayList<>();

    private final List<ListCursor> lists = new ArrayList<>();

    /** Writes to where that sink stands. */
    public DeltaWriter(DeltaSink sink) {
        this.sink = sink;
    }

    /** Writes the edit, which has one step. */
    public void write(DirectBuffer buffer, int offset, int length) {
        steps.wrap(buffer, offset, length);
        if (!steps.next() || steps.nodeOffset() + steps.nodeLength() != offset + length) {
            throw new IllegalArgumentException("not one step: lengthBytes=" + length);
        }
        write(buffer, steps.nodeOffset(), steps.nodeLength(), 0);
    }

    private void write(DirectBuffer buffer, int offset, int length, int depth) {
        int body = offset + Byte.BYTES;
        switch (buffer.getByte(offset)) {
            case EditFormat.SET -> set(buffer, body, offset + length, false);
            case EditFormat.REMOVE -> remove(buffer, offset, length, depth);
            case EditFormat.TEXT -> {
                sink.startArray();
                sink.string(buffer, body, length - Byte.BYTES);
                end(TEXT);
            }
            case EditFormat.OBJECT -> object(buffer, offset, length, depth);
            case EditFormat.LIST -> list(buffer, offset, length, depth);
            default -> throw new IllegalArgumentException("no delta: operation=" + buffer.getByte(offset));
        }
    }

    /** @param isItem whether it is an item of a list, where a value alone would be inserted */
    private void set(DirectBuffer buffer, int offset, int end, boolean isItem) {
        int old = Smile.skip(buffer, offset);
        sink.startArray();
        if (old < end) {
            old(buffer, old);
        } else if (isItem) {
            sink.integer(0);
        }
        sink.value(buffer, offset);
        sink.endArray();
    }

    private void old(DirectBuffer buffer, int offset) {
        if (buffer.getByte(offset) == EditFormat.UNTOLD) {
            sink.integer(0);
        } else {
            sink.value(buffer, offset);
        }
    }

    private void remove(DirectBuffer buffer, int offset, int length, int depth) {
        MemberCursor member = members(depth).wrap(buffer, offset, length);
        int old = -1;
        while (old < 0 && member.next()) {
            if (member.nameLength() == 0 && member.operation() == EditFormat.SET) {
                old = member.bodyOffset();
            }
        }
        sink.startArray();
        if (old < 0) {
            sink.integer(0);
        } else {
            sink.value(buffer, old);
        }
        end(REMOVED);
    }

    private void object(DirectBuffer buffer, int offset, int length, int depth) {
        MemberCursor member = members(depth).wrap(buffer, offset, length);
        sink.startObject();
        while (member.next()) {
            sink.name(buffer, member.nameOffset(), member.nameLength());
            write(buffer, member.nodeOffset(), member.nodeLength(), depth + 1);
        }
        sink.endObject();
    }

    private void list(DirectBuffer buffer, int offset, int length, int depth) {
        ListCursor list = lists(depth).wrap(buffer, offset, length);
        sink.startObject();
        for (int inserted = 0, changed = 0; inserted < list.insertions() || changed < list.changes(); ) {
            boolean isInsertion = changed == list.changes()
                    || inserted < list.insertions() && list.insertedIndex(inserted) < list.changedIndex(changed);
            key(isInsertion ? list.insertedIndex(inserted) : list.changedIndex(changed));
            if (isInsertion) {
                sink.startArray();
                sink.value(buffer, list.nextValue());
                sink.endArray();
                inserted++;
            } else {
                item(buffer, list.nextItem(), list.itemLength(), depth);
                changed++;
            }
        }
        sink.name(ARRAY_NAME, 0, ARRAY_NAME.capacity());
        sink.string(ARRAY_MARK, 0, ARRAY_MARK.capacity());
        for (int removed = 0, moved = 0; removed < list.removals() || moved < list.moves(); ) {
            boolean isRemoval = moved == list.moves()
                    || removed < list.removals() && list.removedIndex(removed) < list.movedFrom(moved);
            if (isRemoval) {
                baseKey(list.removedIndex(removed++));
                sink.startArray();
                old(buffer, list.nextOld());
                end(REMOVED);
            } else {
                baseKey(list.movedFrom(moved));
                sink.startArray();
                sink.string(ARRAY_MARK, 0, 0);
                sink.integer(list.movedTo(moved++));
                sink.integer(MOVED);
                sink.endArray();
            }
        }
        sink.endObject();
    }

    private void item(DirectBuffer buffer, int offset, int length, int depth) {
        if (buffer.getByte(offset) == EditFormat.SET) {
            set(buffer, offset + Byte.BYTES, offset + length, true);
        } else {
            write(buffer, offset, length, depth + 1);
        }
    }

    private void end(int kind) {
        sink.integer(0);
        sink.integer(kind);
        sink.endArray();
    }

    private void key(int index) {
        sink.name(key, 0, key.putIntAscii(0, index));
    }

    private void baseKey(int index) {
        key.putByte(0, (byte) '_');
        sink.name(key, 0, 1 + key.putIntAscii(1, index));
    }

    private MemberCursor members(int depth) {
        while (members.size() <= depth) {
            members.add(new MemberCursor());
        }
        return members.get(depth);
    }

    private ListCursor lists(int depth) {
        while (lists.size() <= depth) {
            lists.add(new ListCursor());
        }
        return lists.get(depth);
    }

    private static UnsafeBuffer ascii(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }
}
