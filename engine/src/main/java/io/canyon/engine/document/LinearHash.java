package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.HASH;
import static io.canyon.engine.document.NodeLayout.NEXT_IN_BUCKET;

/**
 * Hash tables of records that carry their hash and a link, by linear hashing: an insert splits at most one bucket, so
 * that none pays for the whole table. Tables do not shrink. A table is named by the ref of its header.
 *
 * <pre>
 *    0  ref directory: refs of pages    4  i32 refs that the directory has room for
 *    8  i32 buckets of the first page  12  i32 buckets in use    16  i32 records
 * </pre>
 *
 * <p>A page holds the first record of each of its buckets. The first page doubles until it is full; the others are full
 * from the start.
 */
final class LinearHash {
    private static final int DIRECTORY = 0;
    private static final int DIRECTORY_CAPACITY = 4;
    private static final int FIRST_PAGE_BUCKETS = 8;
    private static final int BUCKETS = 12;
    private static final int RECORDS = 16;
    private static final int HEADER_BYTES = 32;

    private static final int INITIAL_BUCKETS = 16;
    private static final int INITIAL_DIRECTORY = 4;
    private static final int PAGE_SHIFT = 13;
    private static final int PAGE_BUCKETS = 1 << PAGE_SHIFT;
    private static final int MAX_PAGES = Arena.MAX_BLOCK_BYTES / Integer.BYTES;

    private final Arena arena;
    /** What the header of a table says that is looked into again and again; 0 when none is known. */
    private int knownTable;

    private int knownBuckets;
    private int knownFirstPage;

    LinearHash(Arena arena) {
        this.arena = arena;
    }

    int create() {
        int table = arena.allocate(HEADER_BYTES);
        int directory = arena.allocate(INITIAL_DIRECTORY * Integer.BYTES);
        int page = arena.allocate(INITIAL_BUCKETS * Integer.BYTES);
        arena.clear(page, INITIAL_BUCKETS * Integer.BYTES);
        arena.putInt(directory, 0, page);
        arena.putInt(table, DIRECTORY, directory);
        arena.putInt(table, DIRECTORY_CAPACITY, INITIAL_DIRECTORY);
        arena.putInt(table, FIRST_PAGE_BUCKETS, INITIAL_BUCKETS);
        arena.putInt(table, BUCKETS, INITIAL_BUCKETS);
        arena.putInt(table, RECORDS, 0);
        return table;
    }

    /** Frees the table, not its records. */
    void destroy(int table) {
        knownTable = 0;
        int directory = arena.getInt(table, DIRECTORY);
        int pages = bucketCount(table) + PAGE_BUCKETS - 1 >>> PAGE_SHIFT;
        arena.free(arena.getInt(directory, 0), arena.getInt(table, FIRST_PAGE_BUCKETS) * Integer.BYTES);
        for (int i = 1; i < pages; i++) {
            arena.free(arena.getInt(directory, i * Integer.BYTES), PAGE_BUCKETS * Integer.BYTES);
        }
        arena.free(directory, arena.getInt(table, DIRECTORY_CAPACITY) * Integer.BYTES);
        arena.free(table, HEADER_BYTES);
    }

    /** First record of the bucket that {@code hash} belongs to. */
    int first(int table, int hash) {
        if (table != knownTable) {
            know(table);
        }
        int bucket = bucketOf(hash, knownBuckets);
        return bucket < PAGE_BUCKETS ? arena.getInt(knownFirstPage, fieldOf(bucket)) : firstOf(table, bucket);
    }

    int next(int entry) {
        return arena.getInt(entry, NEXT_IN_BUCKET);
    }

    void insert(int table, int member) {
        push(table, bucketOf(arena.getInt(member, HASH), bucketCount(table)), member);
        arena.addInt(table, RECORDS, 1);
        if (arena.getInt(table, RECORDS) > bucketCount(table)) {
            split(table);
        }
    }

    void remove(int table, int member) {
        int bucket = bucketOf(arena.getInt(member, HASH), bucketCount(table));
        int next = next(member);
        int at = firstOf(table, bucket);
        if (at == member) {
            setFirst(table, bucket, next);
        } else {
            while (next(at) != member) {
                at = next(at);
            }
            arena.putInt(at, NEXT_IN_BUCKET, next);
        }
        arena.addInt(table, RECORDS, -1);
    }

    int bucketCount(int table) {
        return arena.getInt(table, BUCKETS);
    }

    int firstOf(int table, int bucket) {
        return arena.getInt(page(table, bucket), fieldOf(bucket));
    }

    private void setFirst(int table, int bucket, int member) {
        arena.putInt(page(table, bucket), fieldOf(bucket), member);
    }

    private void push(int table, int bucket, int member) {
        int page = page(table, bucket);
        arena.putInt(member, NEXT_IN_BUCKET, arena.getInt(page, fieldOf(bucket)));
        arena.putInt(page, fieldOf(bucket), member);
    }

    private int page(int table, int bucket) {
        return arena.getInt(arena.getInt(table, DIRECTORY), (bucket >>> PAGE_SHIFT) * Integer.BYTES);
    }

    private void know(int table) {
        knownTable = table;
        knownBuckets = bucketCount(table);
        knownFirstPage = page(table, 0);
    }

    private static int fieldOf(int bucket) {
        return (bucket & PAGE_BUCKETS - 1) * Integer.BYTES;
    }

    private static int bucketOf(int hash, int buckets) {
        int whole = Integer.highestOneBit(buckets);
        int bucket = hash & 2 * whole - 1;
        return bucket < buckets ? bucket : bucket - whole;
    }

    /** Adds one bucket and moves there what belongs there from its lower half. */
    private void split(int table) {
        knownTable = 0;
        int buckets = bucketCount(table);
        if (!makeRoom(table, buckets)) {
            return;
        }
        int lower = buckets - Integer.highestOneBit(buckets);
        arena.putInt(table, BUCKETS, buckets + 1);
        int member = firstOf(table, lower);
        setFirst(table, lower, 0);
        setFirst(table, buckets, 0);
        while (member != 0) {
            int next = next(member);
            push(table, bucketOf(arena.getInt(member, HASH), buckets + 1), member);
            member = next;
        }
    }

    /** False when the directory is as large as it can be: from there on chains grow. */
    private boolean makeRoom(int table, int bucket) {
        if (bucket < PAGE_BUCKETS) {
            if (bucket == arena.getInt(table, FIRST_PAGE_BUCKETS)) {
                growFirstPage(table, bucket);
            }
            return true;
        }
        int pageIndex = bucket >>> PAGE_SHIFT;
        if ((bucket & PAGE_BUCKETS - 1) != 0) {
            return true;
        }
        if (pageIndex == MAX_PAGES) {
            return false;
        }
        int capacity = arena.getInt(table, DIRECTORY_CAPACITY);
        if (pageIndex == capacity) {
            int directory = arena.getInt(table, DIRECTORY);
            int larger = arena.allocate(2 * capacity * Integer.BYTES);
            arena.copy(larger, directory, capacity * Integer.BYTES);
            arena.free(directory, capacity * Integer.BYTES);
            arena.putInt(table, DIRECTORY, larger);
            arena.putInt(table, DIRECTORY_CAPACITY, 2 * capacity);
        }
        int page = arena.allocate(PAGE_BUCKETS * Integer.BYTES);
        arena.putInt(arena.getInt(table, DIRECTORY), pageIndex * Integer.BYTES, page);
        return true;
    }

    private void growFirstPage(int table, int buckets) {
        int directory = arena.getInt(table, DIRECTORY);
        int page = arena.getInt(directory, 0);
        int larger = arena.allocate(2 * buckets * Integer.BYTES);
        arena.copy(larger, page, buckets * Integer.BYTES);
        arena.free(page, buckets * Integer.BYTES);
        arena.putInt(directory, 0, larger);
        arena.putInt(table, FIRST_PAGE_BUCKETS, 2 * buckets);
    }
}
