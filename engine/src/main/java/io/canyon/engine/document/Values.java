package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_VERSION;
import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;

/** Builds, measures and frees whole values, and keeps the sum of the document's logical bytes. */
final class Values {
    static final int MEMBER_BYTES = 32;
    static final int CONTAINER_BYTES = 32;
    /** An item without what does not fit into its slot. */
    static final int ITEM_BYTES = NodeLayout.SLOT_BYTES;

    private final Arena arena;
    private final Slots slots;
    private final Vectors vectors;
    private final Members members;
    private final NameTable names;
    private final VersionThread thread;
    private long logicalBytes;

    Values(Arena arena, Tree tree, VersionThread thread) {
        this.arena = arena;
        this.slots = tree.slots();
        this.vectors = tree.vectors();
        this.members = tree.members();
        this.names = tree.names();
        this.thread = thread;
    }

    long logicalBytes() {
        return logicalBytes;
    }

    Vectors vectors() {
        return vectors;
    }

    /**
     * Builds the Smile value at {@code offset} in a slot that holds nothing. Its entries get the version and are not
     * threaded. The value has been measured by {@link SmileMeter}, or is a scalar.
     *
     * @return the offset behind the value
     */
    int build(int slot, DirectBuffer smile, int offset, int owner, int depth, long version) {
        byte token = smile.getByte(offset);
        if (token == Smile.START_OBJECT) {
            return buildObject(slot, smile, offset, owner, depth, version);
        }
        if (token == Smile.START_ARRAY) {
            return buildArray(slot, smile, offset, owner, depth, version);
        }
        int end = Smile.skip(smile, offset);
        putScalar(slot, smile, offset, end - offset);
        return end;
    }

    void putScalar(int slot, DirectBuffer smile, int offset, int length) {
        slots.putScalar(slot, smile, offset, length);
        logicalBytes += length;
    }

    /** Scalars that fit into the slots of members took the place of others, longer or shorter by so much in all. */
    void addInline(int grownBytes) {
        logicalBytes += grownBytes;
    }

    /** Logical bytes of an item that is a scalar of that length. */
    static int itemBytes(int scalarLength) {
        return ITEM_BYTES + besideSlot(scalarLength);
    }

    private static int besideSlot(int scalarLength) {
        return scalarLength <= Slots.MAX_INLINE ? 0 : scalarLength;
    }

    int putObject(int slot, int owner, int depth) {
        int object = members.createObject(owner, depth);
        slots.putRef(slot, Slots.OBJECT, object);
        logicalBytes += CONTAINER_BYTES;
        return object;
    }

    int putArray(int slot, int owner) {
        int array = vectors.create(owner);
        slots.putRef(slot, Slots.ARRAY, array);
        logicalBytes += CONTAINER_BYTES;
        return array;
    }

    /** Adds a member that is a tombstone, not threaded, and that is not there yet. */
    int addMember(int object, int hash, DirectBuffer name, int offset, int length) {
        int entry = members.add(object, hash, name, offset, length);
        logicalBytes += MEMBER_BYTES + length;
        return entry;
    }

    /** A tombstone goes without trace. */
    void forgetMember(int entry) {
        logicalBytes -= MEMBER_BYTES + members.nameLength(entry);
    }

    /** Slot for a new last item, which the caller fills and then reports to {@link #appended}. */
    int append(int array) {
        return vectors.append(array);
    }

    void appended(int array, int slot) {
        int tag = slots.tag(slot);
        int bytes = ITEM_BYTES + ownBytes(slot, tag);
        // What the slot holds inline was counted like any scalar; in an array the slot counts instead.
        logicalBytes += ITEM_BYTES - inlineBytes(tag);
        vectors.account(array, bytes, heavy(tag));
    }

    void appendToken(int array, byte token) {
        slots.putToken(vectors.append(array), token);
        logicalBytes += ITEM_BYTES;
        vectors.account(array, ITEM_BYTES, 0);
    }

    void appendScalar(int array, DirectBuffer smile, int offset, int length) {
        int slot = vectors.append(array);
        putScalar(slot, smile, offset, length);
        appended(array, slot);
    }

    void replaceItem(int array, int index, DirectBuffer smile, int offset, int length) {
        int slot = vectors.slot(array, index);
        int tag = slots.tag(slot);
        int oldBytes = ownBytes(slot, tag);
        releaseItem(slot, tag);
        slots.putScalar(slot, smile, offset, length);
        logicalBytes += besideSlot(length);
        int heavy = (length > Slots.MAX_INLINE ? 1 : 0) - heavy(tag);
        vectors.account(array, besideSlot(length) - oldBytes, heavy);
    }

    /** Puts a value that is measured in front of the item at {@code index}; {@code depth} is that of the array. */
    void insertItem(int array, int index, DirectBuffer smile, int offset, int depth, long version) {
        int slot = vectors.insert(array, index);
        build(slot, smile, offset, vectors.owner(array), depth + 1, version);
        appended(array, slot);
    }

    /** Puts a value that is measured in the place of an item; {@code depth} is that of the array. */
    void setItem(int array, int index, DirectBuffer smile, int offset, int depth, long version) {
        int slot = vectors.slot(array, index);
        dropItem(array, slot);
        build(slot, smile, offset, vectors.owner(array), depth + 1, version);
        appended(array, slot);
    }

    void removeItem(int array, int index) {
        dropItem(array, vectors.slot(array, index));
        vectors.remove(array, index);
    }

    /** Frees an item as if it were not there; its slot is garbage then. */
    private void dropItem(int array, int slot) {
        int tag = slots.tag(slot);
        vectors.account(array, -ITEM_BYTES - ownBytes(slot, tag), -heavy(tag));
        releaseItem(slot, tag);
        logicalBytes -= ITEM_BYTES;
    }

    /** Frees what the slot of an item holds. */
    private void releaseItem(int slot, int tag) {
        if (!Slots.isInline(tag)) {
            release(slot);
        }
    }

    /** Frees what the slot holds; the slot itself is garbage then. */
    void release(int slot) {
        int tag = slots.tag(slot);
        switch (tag) {
            case Slots.TOMBSTONE -> {}
            case Slots.OBJECT -> releaseObject(slots.ref(slot));
            case Slots.ARRAY -> {
                int array = slots.ref(slot);
                truncate(array, 0);
                vectors.destroy(array);
                logicalBytes -= CONTAINER_BYTES;
            }
            case Slots.BLOB -> {
                logicalBytes -= slots.scalarLength(slot, tag);
                slots.freeBlob(slot);
            }
            default -> logicalBytes -= tag;
        }
    }

    /** Frees the items of an array from {@code count} on. */
    void truncate(int array, int count) {
        if (count == 0 && vectors.heavyCount(array) == 0) {
            long bytes = vectors.itemBytes(array);
            logicalBytes -= bytes;
            vectors.account(array, -bytes, 0);
        } else {
            long bytes = 0;
            int heavy = 0;
            for (int i = vectors.count(array) - 1; i >= count; i--) {
                int slot = vectors.slot(array, i);
                int tag = slots.tag(slot);
                bytes += ITEM_BYTES + ownBytes(slot, tag);
                heavy += heavy(tag);
                releaseItem(slot, tag);
                logicalBytes -= ITEM_BYTES;
            }
            vectors.account(array, -bytes, -heavy);
        }
        vectors.truncate(array, count);
    }

    /** Logical bytes of what the slot holds; none for a tombstone. */
    long measure(int slot) {
        int tag = slots.tag(slot);
        return switch (tag) {
            case Slots.TOMBSTONE -> 0;
            case Slots.OBJECT -> measureObject(slots.ref(slot));
            case Slots.ARRAY -> measureArray(slots.ref(slot));
            default -> slots.scalarLength(slot, tag);
        };
    }

    /** Logical bytes of one item, its own share included. */
    long measureItem(int array, int index) {
        return measureItem(vectors.slot(array, index));
    }

    long measureItem(int slot) {
        return ITEM_BYTES + (Slots.isInline(slots.tag(slot)) ? 0 : measure(slot));
    }

    private int buildObject(int slot, DirectBuffer smile, int offset, int owner, int depth, long version) {
        int object = putObject(slot, owner, depth);
        int at = offset + 1;
        while (smile.getByte(at) != Smile.END_OBJECT) {
            int nameOffset = Smile.nameOffset(smile, at);
            int nameLength = Smile.nameLength(smile, at);
            int hash = names.hash(smile, nameOffset, nameLength);
            int entry = members.find(object, hash, smile, nameOffset, nameLength);
            at = Smile.skipName(smile, at);
            if (entry == 0) {
                entry = addMember(object, hash, smile, nameOffset, nameLength);
                arena.putLong(entry, ENTRY_VERSION, version);
                members.revive(entry);
            } else {
                release(slotOf(entry));
            }
            at = build(slotOf(entry), smile, at, entry, depth + 1, version);
        }
        return at + 1;
    }

    private int buildArray(int slot, DirectBuffer smile, int offset, int owner, int depth, long version) {
        int array = putArray(slot, owner);
        int at = offset + 1;
        while (smile.getByte(at) != Smile.END_ARRAY) {
            int item = vectors.append(array);
            at = build(item, smile, at, owner, depth + 1, version);
            appended(array, item);
        }
        return at + 1;
    }

    private void releaseObject(int object) {
        for (int entry = members.first(object); entry != 0; ) {
            int next = members.next(entry);
            release(slotOf(entry));
            logicalBytes -= MEMBER_BYTES + members.nameLength(entry);
            thread.unlink(entry);
            members.free(entry);
            entry = next;
        }
        members.destroyObject(object);
        logicalBytes -= CONTAINER_BYTES;
    }

    private long measureObject(int object) {
        long bytes = CONTAINER_BYTES;
        for (int entry = members.first(object); entry != 0; entry = members.next(entry)) {
            bytes += MEMBER_BYTES + members.nameLength(entry) + measure(slotOf(entry));
        }
        return bytes;
    }

    private long measureArray(int array) {
        long bytes = CONTAINER_BYTES + vectors.itemBytes(array);
        if (vectors.heavyCount(array) > 0) {
            for (int i = 0, count = vectors.count(array); i < count; i++) {
                int slot = vectors.slot(array, i);
                int tag = slots.tag(slot);
                if (tag == Slots.OBJECT || tag == Slots.ARRAY) {
                    bytes += measure(slot);
                }
            }
        }
        return bytes;
    }

    /** What an item has beside its slot, the content of a container left out. */
    private int ownBytes(int slot, int tag) {
        return tag == Slots.BLOB ? slots.scalarLength(slot, tag) : 0;
    }

    private static int inlineBytes(int tag) {
        return Slots.isInline(tag) ? tag : 0;
    }

    private static int heavy(int tag) {
        return Slots.isInline(tag) ? 0 : 1;
    }
}
