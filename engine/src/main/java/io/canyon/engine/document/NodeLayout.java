package io.canyon.engine.document;

/**
 * Blocks of a document's arena, in native byte order; all are aligned to 16 bytes. Refs are as {@link Arena} has them.
 *
 * <pre>
 *   entry, 64 bytes: a member of an object, or the tombstone of one
 *      0  i64 version           8  ref next in bucket    12  i32 hash of the name
 *     16  slot: the value
 *     32  ref name             36  ref object it is in
 *     40  ref older, 44 ref newer in the version thread
 *     48  ref previous, 52 ref next member, in insertion order
 *     56  i32 number of the last walk that marked it
 *
 *   name, 16 bytes and the name
 *      0  i32 references        4  i32 length in bytes
 *      8  ref next in bucket   12  i32 hash
 *     16  UTF-8
 *
 *   object, 32 bytes
 *      0  ref entry that it is in, also when arrays stand between; 0 for the root
 *      4  i32 live members      8  i32 tombstones
 *     12  ref first, 16 ref last member
 *     20  ref hash index, 0 while it is small
 *     24  i32 depth            28  i32 free
 *
 *   array, 32 bytes
 *      0  ref entry that it is in
 *      4  i32 items             8  i32 levels of nodes above the leaves
 *     12  i32 items that the leaf has room for, while there is only that one
 *     16  i64 logical bytes of the items, containers left out but for their slots
 *     24  ref root: a node, or the only leaf; 0 while there is none
 *     28  i32 items that are not inline
 *
 *   node of an array, 512 bytes
 *      0  i32 children         16  up to 62 pairs of ref child, i32 items below it
 *
 *   leaf of an array: slots, up to 256
 *
 *   slot, 16 bytes
 *      0  u8 tag: 1 to 15 = so many bytes of Smile follow; else what stands below
 *      4  i32 length of a blob  8  ref blob, object or array
 *
 *   blob, up to 32 KiB: one of a chain
 *      0  ref next              4  i32 length             8  Smile
 * </pre>
 */
final class NodeLayout {
    /** The same in entries and names, so that one hash table serves both. */
    static final int NEXT_IN_BUCKET = 8;

    static final int HASH = 12;

    static final int ENTRY_VERSION = 0;
    static final int ENTRY_SLOT = 16;
    static final int ENTRY_NAME = 32;
    static final int ENTRY_OBJECT = 36;
    static final int ENTRY_OLDER = 40;
    static final int ENTRY_NEWER = 44;
    static final int ENTRY_PREVIOUS = 48;
    static final int ENTRY_NEXT = 52;
    static final int ENTRY_WALK = 56;
    static final int ENTRY_BYTES = 64;

    static final int NAME_REFERENCES = 0;
    static final int NAME_LENGTH = 4;
    static final int NAME_BYTES = 16;

    static final int OBJECT_OWNER = 0;
    static final int OBJECT_LIVE = 4;
    static final int OBJECT_TOMBSTONES = 8;
    static final int OBJECT_FIRST = 12;
    static final int OBJECT_LAST = 16;
    static final int OBJECT_INDEX = 20;
    static final int OBJECT_DEPTH = 24;
    static final int OBJECT_BYTES = 32;

    static final int ARRAY_OWNER = 0;
    static final int ARRAY_COUNT = 4;
    static final int ARRAY_LEVELS = 8;
    static final int ARRAY_CAPACITY = 12;
    static final int ARRAY_ITEM_BYTES = 16;
    static final int ARRAY_ROOT = 24;
    static final int ARRAY_HEAVY = 28;
    static final int ARRAY_BYTES = 32;

    static final int NODE_CHILDREN = 0;
    static final int NODE_PAIRS = 16;
    static final int PAIR_ITEMS = 4;
    static final int PAIR_BYTES = 8;

    static final int SLOT_BLOB_LENGTH = 4;
    static final int SLOT_REF = 8;
    static final int SLOT_BYTES = 16;

    static final int BLOB_NEXT = 0;
    static final int BLOB_LENGTH = 4;
    static final int BLOB_HEADER_BYTES = 8;

    private NodeLayout() {}

    /** The slot of an entry, which has a ref of its own like every slot. */
    static int slotOf(int entry) {
        return entry + ENTRY_SLOT / Arena.UNIT_BYTES;
    }
}
