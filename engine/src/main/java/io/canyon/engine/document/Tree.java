package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_WALK;
import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.SmileWriter;

/** How one tree lies in its arena, and reading it: the tree of a document, or that of a view. */
final class Tree {
    private final Arena arena;
    private final Slots slots;
    private final Vectors vectors;
    private final NameTable names;
    private final Members members;
    private final long hashSeed;
    private final int root;
    private int walk;

    /** A new, empty tree. */
    Tree(Arena arena, long hashSeed) {
        this(arena, hashSeed, new LinearHash(arena).create(), 0);
    }

    private Tree(Arena arena, long hashSeed, int nameTable, int rootIfAny) {
        LinearHash hashes = new LinearHash(arena);
        this.arena = arena;
        this.hashSeed = hashSeed;
        slots = new Slots(arena);
        vectors = new Vectors(arena);
        names = new NameTable(arena, hashes, hashSeed, nameTable);
        members = new Members(arena, slots, names, hashes);
        root = rootIfAny == 0 ? members.createObject(0, 0) : rootIfAny;
    }

    /** The same tree in a frozen copy of its arena. */
    Tree in(Arena frozen) {
        return new Tree(frozen, hashSeed, names.table(), root);
    }

    int root() {
        return root;
    }

    Slots slots() {
        return slots;
    }

    Vectors vectors() {
        return vectors;
    }

    NameTable names() {
        return names;
    }

    Members members() {
        return members;
    }

    /** The object that the entry is the value of; 0 when its value is none. */
    int object(int entry) {
        return slots.object(slotOf(entry));
    }

    /** Number of a new walk, for {@link #mark}. */
    int beginWalk() {
        walk = Math.max(1, walk + 1);
        return walk;
    }

    /** Marks an entry as met in this walk. */
    void mark(int entry, int walkNumber) {
        arena.putInt(entry, ENTRY_WALK, walkNumber);
    }

    /** Whether the entry was marked as met in this walk. */
    boolean isMarked(int entry, int walkNumber) {
        return arena.getInt(entry, ENTRY_WALK) == walkNumber;
    }

    void write(int slot, SmileWriter target) {
        switch (slots.tag(slot)) {
            case Slots.OBJECT -> writeObject(slots.ref(slot), target);
            case Slots.ARRAY -> {
                int array = slots.ref(slot);
                target.startArray();
                for (int i = 0, count = vectors.count(array); i < count; i++) {
                    write(vectors.slot(array, i), target);
                }
                target.endArray();
            }
            case Slots.TOMBSTONE -> throw new IllegalStateException("a tombstone has no value");
            default -> slots.writeScalar(slot, target);
        }
    }

    void writeName(int entry, SmileWriter target) {
        int name = members.nameRef(entry);
        target.writeName(names.buffer(name), names.offset(name), names.length(name));
    }

    private void writeObject(int object, SmileWriter target) {
        target.startObject();
        for (int entry = members.first(object); entry != 0; entry = members.next(entry)) {
            if (members.isLive(entry)) {
                writeName(entry, target);
                write(slotOf(entry), target);
            }
        }
        target.endObject();
    }
}
