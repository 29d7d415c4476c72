package io.canyon.engine.delta;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.Utf8Text;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes changes as the nodes of an edit, see {@link EditFormat}. Not thread-safe. */
// the module keeps edits to itself
@SuppressWarnings("exports")
public final class ChangeWriter {
    private static final byte[] NO_NAME = {};

    private final ValueWriter values;
    private final UnsafeBuffer bytes = new UnsafeBuffer(0, 0);

    /** @param values writes the values that stand in the changes */
    public ChangeWriter(ValueWriter values) {
        this.values = values;
    }

    /**
     * Writes a node.
     *
     * @throws IllegalArgumentException when a name is too long
     */
    public void write(Change change, EditWriter target) {
        if (change instanceof SetChange set) {
            writeSet(set.value(), target);
            if (set.old() != null) {
                writeOld(set.old(), target);
            }
        } else if (change instanceof RemoveChange remove) {
            target.operation(EditFormat.REMOVE);
            if (remove.old() != Untold.VALUE) {
                int member = beginMember(NO_NAME, target);
                writeSet(remove.old(), target);
                target.endMember(member);
            }
        } else if (change instanceof TextChange text) {
            target.operation(EditFormat.TEXT);
            byte[] patch = Utf8Text.encode(text.patch().toString());
            bytes.wrap(patch);
            target.writeRaw(bytes, 0, patch.length);
        } else if (change instanceof ListChange list) {
            writeList(list, target);
        } else {
            target.operation(EditFormat.OBJECT);
            for (Map.Entry<String, Change> entry :
                    ((ObjectChange) change).members().entrySet()) {
                int member = beginMember(Utf8Text.encode(entry.getKey()), target);
                write(entry.getValue(), target);
                target.endMember(member);
            }
        }
    }

    private void writeList(ListChange list, EditWriter target) {
        int moves = list.moveCount();
        int mark = target.beginList(
                list.baseLength(), list.removalCount(), moves, list.insertionCount(), list.changeCount());
        for (int i = 0; i < list.removalCount(); i++) {
            target.writeIndex(list.removedIndex(i));
        }
        for (int i = 0; i < moves; i++) {
            target.writeIndex(list.movedFrom(i));
        }
        for (int i = 0; i < moves; i++) {
            target.writeIndex(list.movedTo(i));
        }
        for (int i = 0; i < moves; i++) {
            target.writeIndex(list.moveByDestination(i));
        }
        for (int i = 0; i < list.insertionCount(); i++) {
            target.writeIndex(list.insertedIndex(i));
        }
        for (int i = 0; i < list.changeCount(); i++) {
            target.writeIndex(list.changedIndex(i));
        }
        int valuesOffset = target.position();
        for (int i = 0; i < list.insertionCount(); i++) {
            values.write(list.insertedValue(i), target.values());
        }
        target.endListValues(mark, valuesOffset);
        for (int i = 0; i < list.changeCount(); i++) {
            int item = target.beginItem();
            write(list.change(i), target);
            target.endItem(item);
        }
        for (int i = 0; i < list.removalCount(); i++) {
            writeOld(list.removedValue(i), target);
        }
    }

    private void writeSet(Value value, EditWriter target) {
        target.operation(EditFormat.SET);
        values.write(value, target.values());
    }

    private void writeOld(Value old, EditWriter target) {
        if (old == Untold.VALUE) {
            target.writeUntold();
        } else {
            values.write(old, target.values());
        }
    }

    private int beginMember(byte[] name, EditWriter target) {
        bytes.wrap(name);
        return target.beginMember(bytes, 0, name.length);
    }
}
