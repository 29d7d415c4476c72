package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.DeltaNames;
import io.canyon.engine.edit.SmileWriter;

/** Writes what is there in records as one Smile value. */
public final class RecordsEncoder {
    private RecordsEncoder() {}

    /**
     * Writes an object whose members are arrays {@code [version, value]}, key by key; of a key that is an object the
     * value is such an object of fields, and all other values stand as they are. Runs on the view's thread. Costs what
     * the document has.
     */
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

    /** Writes the one document that deltas are about: records by key, as far as deltas can address them. */
    public static void writePlain(DocumentView view, SmileWriter target) {
        writePlain(view.tree(), target);
    }

    /** The same on the document's thread. */
    public static void writePlain(Document document, SmileWriter target) {
        writePlain(document.tree(), target);
    }

    /** Writes the object of fields that a live record is for deltas. Runs on the document's thread. */
    public static void writePlainRecord(Document document, int record, SmileWriter target) {
        writePlainFields(document.tree(), record, target);
    }

    /** How many records deltas can address. Runs on the document's thread, and costs as much as there are keys. */
    public static int countPlain(Document document) {
        Tree tree = document.tree();
        Members members = tree.members();
        int count = 0;
        for (int key = members.first(tree.root()); key != 0; key = members.next(key)) {
            count += members.isLive(key) && tree.object(key) != 0 && isAddressed(tree, key) ? 1 : 0;
        }
        return count;
    }

    private static void writePlain(Tree tree, SmileWriter target) {
        Members members = tree.members();
        target.startObject();
        for (int key = members.first(tree.root()); key != 0; key = members.next(key)) {
            int record = members.isLive(key) ? tree.object(key) : 0;
            if (record != 0 && isAddressed(tree, key)) {
                tree.writeName(key, target);
                writePlainFields(tree, record, target);
            }
        }
        target.endObject();
    }

    private static void writePlainFields(Tree tree, int record, SmileWriter target) {
        Members members = tree.members();
        target.startObject();
        for (int field = members.first(record); field != 0; field = members.next(field)) {
            if (members.isLive(field) && isAddressed(tree, field)) {
                tree.writeName(field, target);
                tree.write(slotOf(field), target);
            }
        }
        target.endObject();
    }

    private static boolean isAddressed(Tree tree, int entry) {
        NameTable names = tree.names();
        int name = tree.members().nameRef(entry);
        return DeltaNames.areAddressed(names.buffer(name), names.offset(name), names.length(name));
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
