package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.ARRAY_BYTES;
import static io.canyon.engine.document.NodeLayout.ARRAY_CHUNKS;
import static io.canyon.engine.document.NodeLayout.ARRAY_COUNT;
import static io.canyon.engine.document.NodeLayout.ARRAY_DIRECTORY;
import static io.canyon.engine.document.NodeLayout.ARRAY_DIRECTORY_CAPACITY;
import static io.canyon.engine.document.NodeLayout.ARRAY_HEAVY;
import static io.canyon.engine.document.NodeLayout.ARRAY_ITEM_BYTES;
import static io.canyon.engine.document.NodeLayout.ARRAY_OWNER;
import static io.canyon.engine.document.NodeLayout.SLOT_BYTES;

/**
 * Arrays as vectors of slots in chunks. All chunks but the last are full. What the slots hold is the caller's business,
 * as are the sums of it in the header.
 */
final class Vectors {
    static final int MAX_ITEMS = 4 << 20;

    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK_ITEMS = 1 << CHUNK_SHIFT;
    private static final int INITIAL_ITEMS = 4;
    private static final int PAIR_BYTES = 2 * Integer.BYTES;
    private static final int INITIAL_PAIRS = 2;
    private static final int CAPACITY_SHIFT = 16;
    private static final int COUNT_MASK = 0xFFFF;

    private final Arena arena;

    Vectors(Arena arena) {
        this.arena = arena;
    }

    int create(int owner) {
        int array = arena.allocate(ARRAY_BYTES);
        arena.clear(array, ARRAY_BYTES);
        arena.putInt(array, ARRAY_OWNER, owner);
        return array;
    }

    int count(int array) {
        return arena.getInt(array, ARRAY_COUNT);
    }

    int slot(int array, int index) {
        return chunkRef(array, index >>> CHUNK_SHIFT) + (index & CHUNK_ITEMS - 1);
    }

    /** Sums over the items, which callers keep when they write or drop an item. */
    void account(int array, long bytes, int heavy) {
        arena.putLong(array, ARRAY_ITEM_BYTES, itemBytes(array) + bytes);
        if (heavy != 0) {
            arena.addInt(array, ARRAY_HEAVY, heavy);
        }
    }

    long itemBytes(int array) {
        return arena.getLong(array, ARRAY_ITEM_BYTES);
    }

    int heavyCount(int array) {
        return arena.getInt(array, ARRAY_HEAVY);
    }

    /** Slot of a new last item, which the caller must write at once. */
    int append(int array) {
        int count = count(array);
        if (count == MAX_ITEMS) {
            throw new IllegalStateException("array too long: count=" + count);
        }
        int chunk = count >>> CHUNK_SHIFT;
        int inChunk = count & CHUNK_ITEMS - 1;
        if (chunk == arena.getInt(array, ARRAY_CHUNKS)) {
            addChunk(array, chunk);
        } else if (inChunk == capacity(array, chunk)) {
            resizeChunk(array, chunk, 2 * inChunk);
        }
        setCounts(array, chunk, capacity(array, chunk), inChunk + 1);
        arena.putInt(array, ARRAY_COUNT, count + 1);
        return chunkRef(array, chunk) + inChunk;
    }

    /** Drops the items from {@code count} on, which the caller has emptied. */
    void truncate(int array, int count) {
        int chunks = arena.getInt(array, ARRAY_CHUNKS);
        int keep = count + CHUNK_ITEMS - 1 >>> CHUNK_SHIFT;
        for (int i = chunks - 1; i >= keep; i--) {
            arena.free(chunkRef(array, i), capacity(array, i) * SLOT_BYTES);
        }
        arena.putInt(array, ARRAY_CHUNKS, keep);
        arena.putInt(array, ARRAY_COUNT, count);
        if (keep > 0) {
            int inChunk = count - (keep - 1 << CHUNK_SHIFT);
            int capacity = capacity(array, keep - 1);
            setCounts(array, keep - 1, capacity, inChunk);
            int needed = Math.max(INITIAL_ITEMS, Integer.highestOneBit(2 * inChunk - 1));
            if (keep == 1 && needed <= capacity / 4) {
                resizeChunk(array, 0, needed);
            }
        }
    }

    /** Frees the array, whose items the caller has emptied. */
    void destroy(int array) {
        truncate(array, 0);
        int capacity = arena.getInt(array, ARRAY_DIRECTORY_CAPACITY);
        if (capacity > 0) {
            arena.free(arena.getInt(array, ARRAY_DIRECTORY), capacity * PAIR_BYTES);
        }
        arena.free(array, ARRAY_BYTES);
    }

    private void addChunk(int array, int chunk) {
        int directoryCapacity = arena.getInt(array, ARRAY_DIRECTORY_CAPACITY);
        if (chunk == directoryCapacity) {
            growDirectory(array, directoryCapacity);
        }
        int capacity = chunk == 0 ? INITIAL_ITEMS : CHUNK_ITEMS;
        int ref = arena.allocate(capacity * SLOT_BYTES);
        arena.putInt(arena.getInt(array, ARRAY_DIRECTORY), chunk * PAIR_BYTES, ref);
        setCounts(array, chunk, capacity, 0);
        arena.putInt(array, ARRAY_CHUNKS, chunk + 1);
    }

    private void growDirectory(int array, int capacity) {
        int largerCapacity = capacity == 0 ? INITIAL_PAIRS : 2 * capacity;
        int larger = arena.allocate(largerCapacity * PAIR_BYTES);
        if (capacity > 0) {
            int directory = arena.getInt(array, ARRAY_DIRECTORY);
            arena.copy(larger, directory, capacity * PAIR_BYTES);
            arena.free(directory, capacity * PAIR_BYTES);
        }
        arena.putInt(array, ARRAY_DIRECTORY, larger);
        arena.putInt(array, ARRAY_DIRECTORY_CAPACITY, largerCapacity);
    }

    private void resizeChunk(int array, int chunk, int capacity) {
        int ref = chunkRef(array, chunk);
        int oldCapacity = capacity(array, chunk);
        int count = counts(array, chunk) & COUNT_MASK;
        int resized = arena.allocate(capacity * SLOT_BYTES);
        arena.copy(resized, ref, count * SLOT_BYTES);
        arena.free(ref, oldCapacity * SLOT_BYTES);
        arena.putInt(arena.getInt(array, ARRAY_DIRECTORY), chunk * PAIR_BYTES, resized);
        setCounts(array, chunk, capacity, count);
    }

    private int chunkRef(int array, int chunk) {
        return arena.getInt(arena.getInt(array, ARRAY_DIRECTORY), chunk * PAIR_BYTES);
    }

    private int capacity(int array, int chunk) {
        return counts(array, chunk) >>> CAPACITY_SHIFT;
    }

    private int counts(int array, int chunk) {
        return arena.getInt(arena.getInt(array, ARRAY_DIRECTORY), chunk * PAIR_BYTES + Integer.BYTES);
    }

    private void setCounts(int array, int chunk, int capacity, int count) {
        int counts = capacity << CAPACITY_SHIFT | count;
        arena.putInt(arena.getInt(array, ARRAY_DIRECTORY), chunk * PAIR_BYTES + Integer.BYTES, counts);
    }
}
