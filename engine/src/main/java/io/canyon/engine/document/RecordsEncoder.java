package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.SmileWriter;

/**
 * Writes what is there in a view as one Smile value: an object whose members are arrays {@code [version, value]}, key
 * by key; of a key that is an object the value is such an object of fields, and all other values stand as they are.
 */
public final class RecordsEncoder {
    private RecordsEncoder() {}

    /** Runs on the view's thread. Costs what the document has. */
    public static void write(DocumentView view, SmileWriter target) {
        Tree tree = view.tree();
        Members members = tree.members();
        target.startObject();
        for (int key = members.first(tree.root()); key != 0; key = members.next(key)) {
            if (members.isLive(key)) {
                begin(tree, key, target);
                int record = tree.object(key);
                if (record == 0) {
                    tree.write(slotOf(key), target);
                } else {
                    writeFields(tree, record, target);
                }
                target.endArray();
            }
        }
        target.endObject();
    }

    private static void writeFields(Tree tree, int record, SmileWriter target) {
        Members members = tree.members();
        target.startObject();
        for (int field = members.first(record); field != 0; field = members.next(field)) {
            if (members.isLive(field)) {
                begin(tree, field, target);
                tree.write(slotOf(field), target);
                target.endArray();
            }
        }
        target.endObject();
    }

    private static void begin(Tree tree, int entry, SmileWriter target) {
        tree.writeName(entry, target);
        target.startArray();
        target.writeInteger(tree.members().version(entry));
    }
}
