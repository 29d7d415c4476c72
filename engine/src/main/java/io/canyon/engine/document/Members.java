package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ENTRY_BYTES;
import static io.canyon.engine.document.NodeLayout.ENTRY_NAME;
import static io.canyon.engine.document.NodeLayout.ENTRY_NEXT;
import static io.canyon.engine.document.NodeLayout.ENTRY_OBJECT;
import static io.canyon.engine.document.NodeLayout.ENTRY_PREVIOUS;
import static io.canyon.engine.document.NodeLayout.ENTRY_VERSION;
import static io.canyon.engine.document.NodeLayout.HASH;
import static io.canyon.engine.document.NodeLayout.OBJECT_BYTES;
import static io.canyon.engine.document.NodeLayout.OBJECT_DEPTH;
import static io.canyon.engine.document.NodeLayout.OBJECT_FIRST;
import static io.canyon.engine.document.NodeLayout.OBJECT_INDEX;
import static io.canyon.engine.document.NodeLayout.OBJECT_LAST;
import static io.canyon.engine.document.NodeLayout.OBJECT_LIVE;
import static io.canyon.engine.document.NodeLayout.OBJECT_OWNER;
import static io.canyon.engine.document.NodeLayout.OBJECT_TOMBSTONES;

import io.canyon.engine.edit.RawBytes;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/** Objects and their entries: a list in insertion order, and a hash index once there are more than a few. */
final class Members {
    private static final int MAX_UNINDEXED = 8;

    private final Arena arena;
    private final Slots slots;
    private final NameTable names;
    private final LinearHash hashes;
    private final RecentEntries recent = new RecentEntries();

    Members(Arena arena, Slots slots, NameTable names, LinearHash hashes) {
        this.arena = arena;
        this.slots = slots;
        this.names = names;
        this.hashes = hashes;
    }

    int createObject(int owner, int depth) {
        int object = arena.allocate(OBJECT_BYTES);
        arena.clear(object, OBJECT_BYTES);
        arena.putInt(object, OBJECT_OWNER, owner);
        arena.putInt(object, OBJECT_DEPTH, depth);
        return object;
    }

    /** Frees the object, whose entries the caller has freed. */
    void destroyObject(int object) {
        int index = arena.getInt(object, OBJECT_INDEX);
        if (index != 0) {
            hashes.destroy(index);
        }
        arena.free(object, OBJECT_BYTES);
    }

    int find(int object, int hash, DirectBuffer name, int offset, int length) {
        name.boundsCheck(offset, length);
        return find(object, hash, name.byteArray(), RawBytes.at(name, offset), length);
    }

    /** By a name whose bytes are checked to be there, as {@link RawBytes} has them. */
    int find(int object, Object base, long at, int length) {
        if (index(object) != 0) {
            return find(object, names.hash(base, at, length), base, at, length);
        }
        // To hash the name would take as long as a look at a few names.
        int entry = first(object);
        while (entry != 0 && !names.matches(nameRef(entry), base, at, length)) {
            entry = next(entry);
        }
        return entry;
    }

    /** The same, quicker for what was found lately. For the thread only that changes the tree. */
    int findRecent(int object, Object base, long at, int length) {
        int slot = RecentEntries.slotOf(base, at, length);
        int entry = recent.get(slot);
        return isNamed(entry, object, base, at, length) ? entry : findSeldom(object, slot, base, at, length);
    }

    private int findSeldom(int object, int slot, Object base, long at, int length) {
        int entry = recent.other(slot);
        if (isNamed(entry, object, base, at, length)) {
            return entry;
        }
        entry = find(object, base, at, length);
        if (entry != 0 && index(object) != 0) {
            recent.put(slot, entry);
        }
        return entry;
    }

    private boolean isNamed(int entry, int object, Object base, long at, int length) {
        if (entry == 0) {
            return false;
        }
        long own = arena.address(entry, 0, ENTRY_BYTES);
        return UnsafeApi.getInt(own + ENTRY_OBJECT) == object
                && names.matches(UnsafeApi.getInt(own + ENTRY_NAME), base, at, length);
    }

    private int find(int object, int hash, Object base, long at, int length) {
        int index = index(object);
        int entry = index == 0 ? first(object) : hashes.first(index, hash);
        while (entry != 0) {
            if (arena.getInt(entry, HASH) == hash && names.matches(nameRef(entry), base, at, length)) {
                return entry;
            }
            entry = index == 0 ? next(entry) : hashes.next(entry);
        }
        return 0;
    }

    /** Adds an entry that is a tombstone, not threaded, and that is not there yet. */
    int add(int object, int hash, DirectBuffer name, int offset, int length) {
        int nameRef = names.intern(hash, name, offset, length);
        int entry = arena.allocate(ENTRY_BYTES);
        arena.clear(entry, ENTRY_BYTES);
        arena.putInt(entry, HASH, hash);
        arena.putInt(entry, ENTRY_NAME, nameRef);
        arena.putInt(entry, ENTRY_OBJECT, object);
        slots.putTombstone(NodeLayout.slotOf(entry));
        append(object, entry);
        arena.addInt(object, OBJECT_TOMBSTONES, 1);
        int index = arena.getInt(object, OBJECT_INDEX);
        if (index != 0) {
            hashes.insert(index, entry);
        } else if (live(object) + tombstones(object) > MAX_UNINDEXED) {
            buildIndex(object);
        }
        return entry;
    }

    /** Frees an entry, emptied by the caller, of an object that is going away as a whole. */
    void free(int entry) {
        if (!recent.isEmpty()) {
            int name = nameRef(entry);
            recent.forget(RecentEntries.slotOf(null, names.address(name), names.length(name)), entry);
        }
        names.release(nameRef(entry));
        arena.free(entry, ENTRY_BYTES);
    }

    /** A tombstone gets a value again: it counts as live, and as the last to come. */
    void revive(int entry) {
        int object = object(entry);
        arena.addInt(object, OBJECT_LIVE, 1);
        arena.addInt(object, OBJECT_TOMBSTONES, -1);
        if (next(entry) != 0) {
            unlink(object, entry);
            append(object, entry);
        }
    }

    /** A live entry, emptied by the caller, becomes a tombstone. */
    void bury(int entry) {
        int object = object(entry);
        arena.addInt(object, OBJECT_LIVE, -1);
        arena.addInt(object, OBJECT_TOMBSTONES, 1);
        slots.putTombstone(NodeLayout.slotOf(entry));
    }

    /** Takes a tombstone out, as if it had never been, and frees it. */
    void erase(int entry) {
        int object = object(entry);
        int index = arena.getInt(object, OBJECT_INDEX);
        if (index != 0) {
            hashes.remove(index, entry);
        }
        arena.addInt(object, OBJECT_TOMBSTONES, -1);
        unlink(object, entry);
        free(entry);
    }

    boolean isLive(int entry) {
        return slots.tag(NodeLayout.slotOf(entry)) != Slots.TOMBSTONE;
    }

    int first(int object) {
        return arena.getInt(object, OBJECT_FIRST);
    }

    int next(int entry) {
        return arena.getInt(entry, ENTRY_NEXT);
    }

    int live(int object) {
        return arena.getInt(object, OBJECT_LIVE);
    }

    int tombstones(int object) {
        return arena.getInt(object, OBJECT_TOMBSTONES);
    }

    int depth(int object) {
        return arena.getInt(object, OBJECT_DEPTH);
    }

    int owner(int object) {
        return arena.getInt(object, OBJECT_OWNER);
    }

    int object(int entry) {
        return arena.getInt(entry, ENTRY_OBJECT);
    }

    int nameRef(int entry) {
        return arena.getInt(entry, ENTRY_NAME);
    }

    int nameLength(int entry) {
        return names.length(nameRef(entry));
    }

    long version(int entry) {
        return arena.getLong(entry, ENTRY_VERSION);
    }

    void putVersion(int entry, long version) {
        arena.putLong(entry, ENTRY_VERSION, version);
    }

    int index(int object) {
        return arena.getInt(object, OBJECT_INDEX);
    }

    private void buildIndex(int object) {
        int index = hashes.create();
        for (int entry = first(object); entry != 0; entry = next(entry)) {
            hashes.insert(index, entry);
        }
        arena.putInt(object, OBJECT_INDEX, index);
    }

    private void append(int object, int entry) {
        int last = arena.getInt(object, OBJECT_LAST);
        arena.putInt(entry, ENTRY_PREVIOUS, last);
        arena.putInt(entry, ENTRY_NEXT, 0);
        if (last == 0) {
            arena.putInt(object, OBJECT_FIRST, entry);
        } else {
            arena.putInt(last, ENTRY_NEXT, entry);
        }
        arena.putInt(object, OBJECT_LAST, entry);
    }

    private void unlink(int object, int entry) {
        int previous = arena.getInt(entry, ENTRY_PREVIOUS);
        int next = next(entry);
        if (previous == 0) {
            arena.putInt(object, OBJECT_FIRST, next);
        } else {
            arena.putInt(previous, ENTRY_NEXT, next);
        }
        if (next == 0) {
            arena.putInt(object, OBJECT_LAST, previous);
        } else {
            arena.putInt(next, ENTRY_PREVIOUS, previous);
        }
    }
}
