package io.canyon.engine.dialect.echo;

import static io.canyon.engine.dialect.echo.EchoText.ascii;

import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.ListCursor;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.StepCursor;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Writes edits as deltas, straight from their bytes. Names come in the order of the edit; a list tells first what its
 * items become, then what goes. Not thread-safe.
 */
final class DeltaWriter {
    private static final byte[] ARRAY_MARK = ascii("\"_t\":\"a\"");
    private static final byte[] REMOVED = ascii(",0,0]");
    private static final byte[] TEXT = ascii(",0,2]");
    private static final byte[] MOVED_FROM = ascii(":[\"\",");
    private static final byte[] MOVED = ascii(",3]");

    private final JsonWriter json;
    private final StepCursor steps = new StepCursor();
    /** One for each level at which an edit has had a container. */
    private final List<MemberCursor> members = new ArrayList<>();

    private final List<ListCursor> lists = new ArrayList<>();

    /** Writes to where that writer stands. */
    DeltaWriter(JsonWriter json) {
        this.json = json;
    }

    /** Writes the edit, which has one step. */
    void write(DirectBuffer buffer, int offset, int length) {
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
                json.put('[');
                json.string(buffer, body, length - Byte.BYTES);
                json.raw(TEXT);
            }
            case EditFormat.OBJECT -> object(buffer, offset, length, depth);
            case EditFormat.LIST -> list(buffer, offset, length, depth);
            default -> throw new IllegalArgumentException("no delta: operation=" + buffer.getByte(offset));
        }
    }

    /** @param isItem whether it is an item of a list, where a value alone would be inserted */
    private void set(DirectBuffer buffer, int offset, int end, boolean isItem) {
        int old = Smile.skip(buffer, offset);
        json.put('[');
        if (old < end) {
            old(buffer, old);
            json.put(',');
        } else if (isItem) {
            json.put('0');
            json.put(',');
        }
        json.value(buffer, offset);
        json.put(']');
    }

    private void old(DirectBuffer buffer, int offset) {
        if (buffer.getByte(offset) == EditFormat.UNTOLD) {
            json.put('0');
        } else {
            json.value(buffer, offset);
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
        json.put('[');
        if (old < 0) {
            json.put('0');
        } else {
            json.value(buffer, old);
        }
        json.raw(REMOVED);
    }

    private void object(DirectBuffer buffer, int offset, int length, int depth) {
        MemberCursor member = members(depth).wrap(buffer, offset, length);
        char before = '{';
        while (member.next()) {
            json.put(before);
            before = ',';
            json.string(buffer, member.nameOffset(), member.nameLength());
            json.put(':');
            write(buffer, member.nodeOffset(), member.nodeLength(), depth + 1);
        }
        if (before == '{') {
            json.put('{');
        }
        json.put('}');
    }

    private void list(DirectBuffer buffer, int offset, int length, int depth) {
        ListCursor list = lists(depth).wrap(buffer, offset, length);
        json.put('{');
        for (int inserted = 0, changed = 0; inserted < list.insertions() || changed < list.changes(); ) {
            boolean isInsertion = changed == list.changes()
                    || inserted < list.insertions() && list.insertedIndex(inserted) < list.changedIndex(changed);
            key(isInsertion ? list.insertedIndex(inserted) : list.changedIndex(changed));
            json.put(':');
            if (isInsertion) {
                json.put('[');
                json.value(buffer, list.nextValue());
                json.put(']');
                inserted++;
            } else {
                item(buffer, list.nextItem(), list.itemLength(), depth);
                changed++;
            }
            json.put(',');
        }
        json.raw(ARRAY_MARK);
        for (int removed = 0, moved = 0; removed < list.removals() || moved < list.moves(); ) {
            boolean isRemoval = moved == list.moves()
                    || removed < list.removals() && list.removedIndex(removed) < list.movedFrom(moved);
            json.put(',');
            if (isRemoval) {
                baseKey(list.removedIndex(removed++));
                json.put(':');
                json.put('[');
                old(buffer, list.nextOld());
                json.raw(REMOVED);
            } else {
                baseKey(list.movedFrom(moved));
                json.raw(MOVED_FROM);
                json.integer(list.movedTo(moved++));
                json.raw(MOVED);
            }
        }
        json.put('}');
    }

    private void item(DirectBuffer buffer, int offset, int length, int depth) {
        if (buffer.getByte(offset) == EditFormat.SET) {
            set(buffer, offset + Byte.BYTES, offset + length, true);
        } else {
            write(buffer, offset, length, depth + 1);
        }
    }

    private void key(int index) {
        json.put('"');
        json.integer(index);
        json.put('"');
    }

    private void baseKey(int index) {
        json.put('"');
        json.put('_');
        json.integer(index);
        json.put('"');
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
}
