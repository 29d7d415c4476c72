package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A document as one Smile value, with versions and tombstones: each object is a Smile object whose members are the
 * arrays {@code [version, value]}, or {@code [version]} for a tombstone, in the order of the document; arrays and
 * scalars stand as they are. Equal histories give equal bytes. Runs on the document's thread.
 */
public final class DocumentSnapshot {
    private static final long STATE_HASH_SEED = 0x2545F4914F6CDD1DL;

    private DocumentSnapshot() {}

    public static void write(Document document, SmileWriter target) {
        Tree tree = document.tree();
        writeObject(tree, tree.root(), target);
    }

    /** Writes the document as it was when it was frozen. Runs on the view's thread. */
    public static void write(DocumentView view, SmileWriter target) {
        Tree tree = view.tree();
        writeObject(tree, tree.root(), target);
    }

    /**
     * Fills an empty document. When it throws, the document is to be closed.
     *
     * @throws IllegalArgumentException when the bytes are no snapshot of this length
     */
    public static void read(DirectBuffer source, int offset, int length, Document target) {
        int read = new SnapshotReader(source, offset, length, target).read();
        if (read != length) {
            throw new IllegalArgumentException("bytes behind the snapshot: count=" + (length - read));
        }
    }

    /**
     * Fills an empty document from a snapshot that other bytes may follow. Nothing else finds its end: it nests deeper
     * than values may.
     *
     * @return the offset behind it
     * @throws IllegalArgumentException when there is no snapshot at the offset; the document is to be closed then
     */
    public static int read(DirectBuffer source, int offset, Document target) {
        return offset + new SnapshotReader(source, offset, source.capacity() - offset, target).read();
    }

    /** A hash over what {@link #write} would write. Allocates as much as the largest root member takes. */
    public static long stateHash(Document document) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        SmileWriter writer = new SmileWriter();
        Tree tree = document.tree();
        Members members = tree.members();
        long hash = STATE_HASH_SEED;
        for (int entry = members.first(tree.root()); entry != 0; entry = members.next(entry)) {
            writer.wrap(buffer, 0);
            writeMember(tree, entry, writer);
            hash = ByteHash.hash(buffer, 0, writer.position(), hash);
        }
        return hash;
    }

    private static void writeObject(Tree tree, int object, SmileWriter target) {
        Members members = tree.members();
        target.startObject();
        for (int entry = members.first(object); entry != 0; entry = members.next(entry)) {
            writeMember(tree, entry, target);
        }
        target.endObject();
    }

    private static void writeMember(Tree tree, int entry, SmileWriter target) {
        tree.writeName(entry, target);
        target.startArray();
        target.writeInteger(tree.members().version(entry));
        if (tree.members().isLive(entry)) {
            writeSlot(tree, slotOf(entry), target);
        }
        target.endArray();
    }

    private static void writeSlot(Tree tree, int slot, SmileWriter target) {
        Slots slots = tree.slots();
        switch (slots.tag(slot)) {
            case Slots.OBJECT -> writeObject(tree, slots.ref(slot), target);
            case Slots.ARRAY -> {
                Vectors vectors = tree.vectors();
                int array = slots.ref(slot);
                target.startArray();
                for (int i = 0, count = vectors.count(array); i < count; i++) {
                    writeSlot(tree, vectors.slot(array, i), target);
                }
                target.endArray();
            }
            default -> slots.writeScalar(slot, target);
        }
    }
}
