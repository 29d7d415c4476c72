package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.RawBytes;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One JSON tree off the heap. Objects and entries (members of objects, and the tombstones of removed ones) are named by
 * ints, 0 for none. An entry is good until it is erased, or one above it gets another value, is removed or erased; an
 * object until that happens to its entry. A member that comes back after a removal is the last of its object.
 *
 * <p>Each entry has the version that last changed it. The entries that were changed one by one stand in a thread,
 * newest first; entries inside a value that was set as a whole have its version and join the thread when they are
 * changed themselves. Entries right below the root are always in it.
 *
 * <p>Logical bytes are the same for the same edits, whatever the memory looks like: a scalar counts its length in
 * Smile; an object 32 and, for each member or tombstone, 32 and the length of the name in UTF-8, and the value; an
 * array 32 and, for each item, 16 and the value, unless that is a scalar of up to 15 bytes, which fits into the 16. The
 * root object itself counts nothing.
 *
 * <p>A document belongs to one thread, the first to use it unless {@link #transferTo} says otherwise; any other thread,
 * and any use after {@link #close}, ends in {@link IllegalStateException}. Names are UTF-8 bytes, at most
 * {@link EditFormat#MAX_NAME_BYTES}; buffers are read during the call only. Changes allocate nothing on the heap, but
 * for the table of segments, a table of 4 KiB once a member of a large object is looked for, and the units of a string
 * under {@link #applyBuffer}. Containers go into objects that are less than {@link Smile#MAX_DEPTH} deep.
 */
public final class Document implements AutoCloseable {
    private final Arena arena;
    private final Tree tree;
    private final Slots slots;
    private final NameTable names;
    private final Members members;
    private final VersionThread thread;
    private final Values values;
    private final BufferEdit bufferEdit;
    private final ScalarFields scalarFields;
    private final SmileMeter meter = new SmileMeter();
    /** None before the first use, and after the last. */
    private Thread owner;

    private boolean closed;

    /**
     * An empty document.
     *
     * @param hashSeed not to be known to those who choose names
     */
    public Document(SegmentPool pool, long hashSeed) {
        arena = new Arena(pool);
        tree = new Tree(arena, hashSeed);
        slots = tree.slots();
        names = tree.names();
        members = tree.members();
        thread = new VersionThread(arena);
        values = new Values(arena, tree, thread);
        bufferEdit = new BufferEdit(slots, values);
        scalarFields = new ScalarFields(arena, members, names, values, thread);
    }

    /** Hands the document to another thread. The caller sees to it that this thread sees what was written before. */
    public void transferTo(Thread newOwner) {
        check();
        owner = newOwner;
    }

    /**
     * The document as it is now, for another thread to read. Costs the table of segments; changes then cost a copy of
     * each segment that they are the first to touch. As many views as the caller likes may be open.
     */
    public DocumentView freeze() {
        check();
        return arena.freeze(tree);
    }

    /** Gives back what was kept for views that are closed by now. Every change does that, too. */
    public void reclaim() {
        check();
        arena.reclaim();
    }

    /**
     * Gives all memory back, but for what views read, which follows when they are closed. Closing again does nothing.
     */
    @Override
    public void close() {
        if (!closed) {
            check();
            closed = true;
            owner = null;
            arena.close();
        }
    }

    public int root() {
        return tree.root();
    }

    public long logicalBytes() {
        check();
        return values.logicalBytes();
    }

    /** Bytes of memory in blocks that are in use. */
    public long usedBytes() {
        check();
        return arena.usedBytes();
    }

    /** Segments of the pool that this document holds, those included that only its views read. */
    public int segments() {
        check();
        return arena.segments();
    }

    /** The entry of that name, tombstones included; 0 if there is none, or if {@code object} is 0. */
    public int find(int object, DirectBuffer name, int nameOffset, int nameLength) {
        check();
        if (object == 0) {
            return 0;
        }
        name.boundsCheck(nameOffset, nameLength);
        return members.find(object, name.byteArray(), RawBytes.at(name, nameOffset), nameLength);
    }

    /** The object that is the value of the member of that name; 0 when there is none. */
    public int findObject(int object, MemberCursor named) {
        check();
        int entry = members.findRecent(object, named.base(), named.address(named.nameOffset()), named.nameLength());
        return entry == 0 ? 0 : tree.object(entry);
    }

    public boolean isLive(int entry) {
        check();
        return members.isLive(entry);
    }

    public Kind kind(int entry) {
        check();
        return switch (slots.tag(slotOf(entry))) {
            case Slots.TOMBSTONE -> Kind.TOMBSTONE;
            case Slots.OBJECT -> Kind.OBJECT;
            case Slots.ARRAY -> Kind.ARRAY;
            default -> Kind.SCALAR;
        };
    }

    public long version(int entry) {
        check();
        return members.version(entry);
    }

    /** The object that is the entry's value; 0 when the value is none. */
    public int object(int entry) {
        check();
        return tree.object(entry);
    }

    /** The object that the entry is a member of. */
    public int parent(int entry) {
        check();
        return members.object(entry);
    }

    /** The entry that the object is the value of, or stands in the array value of; 0 for the root. */
    public int ownerEntry(int object) {
        check();
        return members.owner(object);
    }

    public int nameLength(int entry) {
        check();
        return members.nameLength(entry);
    }

    /** The memory that the entry's name stands in, from {@link #nameOffset} on; good until the next change. */
    public DirectBuffer nameBuffer(int entry) {
        check();
        return names.buffer(members.nameRef(entry));
    }

    public int nameOffset(int entry) {
        check();
        return names.offset(members.nameRef(entry));
    }

    /** Copies the entry's name; answers its length. */
    public int copyName(int entry, MutableDirectBuffer target, int offset) {
        int length = nameLength(entry);
        target.putBytes(offset, nameBuffer(entry), nameOffset(entry), length);
        return length;
    }

    /** First member, tombstones included, in the order in which they came to be; 0 if there is none. */
    public int firstMember(int object) {
        check();
        return members.first(object);
    }

    /** The next member after this one; 0 behind the last. */
    public int nextMember(int entry) {
        check();
        return members.next(entry);
    }

    /** Number of live members. */
    public int memberCount(int object) {
        check();
        return members.live(object);
    }

    public int tombstoneCount(int object) {
        check();
        return members.tombstones(object);
    }

    /** Number of items of an ARRAY entry. */
    public int arrayLength(int entry) {
        check();
        return values.vectors().count(array(entry));
    }

    /** Writes one item of an ARRAY entry as Smile. */
    public void writeItem(int entry, int index, SmileWriter target) {
        check();
        int array = array(entry);
        if (index < 0 || index >= values.vectors().count(array)) {
            throw new IndexOutOfBoundsException("no such item: index=" + index);
        }
        tree.write(values.vectors().slot(array, index), target);
    }

    /** Writes the value of a live entry as Smile; answers its length in bytes. */
    public int writeValue(int entry, SmileWriter target) {
        check();
        int start = target.position();
        tree.write(slotOf(entry), target);
        return target.position() - start;
    }

    /** The entry that changed last; 0 if nothing ever did. */
    public int newest() {
        check();
        return thread.newest();
    }

    /** The entry in the thread that changed just before this one. */
    public int older(int entry) {
        check();
        return thread.older(entry);
    }

    /**
     * Makes sure that an object stands at the member, an empty one when there was none, and gives the member the
     * version.
     *
     * @return the entry
     */
    public int record(int object, DirectBuffer name, int nameOffset, int nameLength, long version) {
        checkChange(version);
        requireDepth(object);
        int entry = findOrAdd(object, name, nameOffset, nameLength);
        int slot = slotOf(entry);
        int tag = slots.tag(slot);
        if (tag != Slots.OBJECT) {
            values.release(slot);
            values.putObject(slot, entry, members.depth(object) + 1);
            reviveIf(tag == Slots.TOMBSTONE, entry);
        }
        thread.stamp(entry, version);
        return entry;
    }

    /**
     * Sets the member to the one Smile value at {@code smileOffset}. Of names that come twice the last counts.
     *
     * @return the entry
     * @throws IllegalArgumentException or {@link IndexOutOfBoundsException}, with nothing changed, when the value is
     *     malformed or exceeds a limit
     */
    public int set(
            int object,
            DirectBuffer name,
            int nameOffset,
            int nameLength,
            DirectBuffer smile,
            int smileOffset,
            long version) {
        checkChange(version);
        byte token = smile.getByte(smileOffset);
        boolean isScalar = token != Smile.START_OBJECT && token != Smile.START_ARRAY;
        int scalarLength = 0;
        if (isScalar) {
            scalarLength = Smile.skip(smile, smileOffset) - smileOffset;
        } else {
            requireDepth(object);
            meter.measure(smile, smileOffset);
        }
        int entry = findOrAdd(object, name, nameOffset, nameLength);
        int slot = slotOf(entry);
        boolean wasLive = members.isLive(entry);
        values.release(slot);
        if (isScalar) {
            values.putScalar(slot, smile, smileOffset, scalarLength);
        } else {
            values.build(slot, smile, smileOffset, entry, members.depth(object) + 1, version);
        }
        reviveIf(!wasLive, entry);
        thread.stamp(entry, version);
        return entry;
    }

    /**
     * Does what {@link #set} does for the next members of an edit, as far as they hold scalars of at most 15 bytes and
     * are set to such: most are, and it costs least. Leaves the cursor before the first that is not of that kind.
     */
    public void setScalars(int object, MemberCursor edit, long version) {
        checkChange(version);
        scalarFields.set(object, edit, version);
    }

    /**
     * Turns the member into a tombstone, also where nothing was.
     *
     * @return the entry
     */
    public int remove(int object, DirectBuffer name, int nameOffset, int nameLength, long version) {
        checkChange(version);
        int entry = findOrAdd(object, name, nameOffset, nameLength);
        if (members.isLive(entry)) {
            values.release(slotOf(entry));
            members.bury(entry);
        }
        thread.stamp(entry, version);
        return entry;
    }

    /** Removes the member and leaves no tombstone: for what nobody asks the changes of. False if there was none. */
    public boolean erase(int object, DirectBuffer name, int nameOffset, int nameLength) {
        int entry = find(object, name, nameOffset, nameLength);
        if (entry == 0) {
            return false;
        }
        if (members.isLive(entry)) {
            values.release(slotOf(entry));
            members.bury(entry);
        }
        thread.unlink(entry);
        values.forgetMember(entry);
        members.erase(entry);
        return true;
    }

    /**
     * Writes into an array of numbers, in place when the member is an array.
     *
     * @param bodyOffset where the body of a BUFFER node starts, as {@link EditFormat} lays it out
     * @return the entry
     */
    public int applyBuffer(
            int object,
            DirectBuffer name,
            int nameOffset,
            int nameLength,
            DirectBuffer node,
            int bodyOffset,
            long version) {
        checkChange(version);
        requireDepth(object);
        BufferEdit.validate(node, bodyOffset);
        int entry = findOrAdd(object, name, nameOffset, nameLength);
        boolean wasLive = members.isLive(entry);
        bufferEdit.apply(entry, node, bodyOffset);
        reviveIf(!wasLive, entry);
        thread.stamp(entry, version);
        return entry;
    }

    /**
     * What {@link #record} would add to the logical bytes. In all methods of this kind the object may be 0: one that is
     * not there yet.
     */
    public long growthOfRecord(int object, DirectBuffer name, int nameOffset, int nameLength) {
        int entry = find(object, name, nameOffset, nameLength);
        if (entry == 0) {
            return Values.MEMBER_BYTES + nameLength + Values.CONTAINER_BYTES;
        }
        int slot = slotOf(entry);
        return slots.tag(slot) == Slots.OBJECT ? 0 : Values.CONTAINER_BYTES - values.measure(slot);
    }

    /** What {@link #set} would add to the logical bytes, or more when the value has a name twice. */
    public long growthOfSet(
            int object, DirectBuffer name, int nameOffset, int nameLength, DirectBuffer smile, int smileOffset) {
        int entry = find(object, name, nameOffset, nameLength);
        long before = entry == 0 ? -Values.MEMBER_BYTES - nameLength : values.measure(slotOf(entry));
        return meter.measure(smile, smileOffset) - before;
    }

    /** What {@link #remove} would add to the logical bytes. */
    public long growthOfRemove(int object, DirectBuffer name, int nameOffset, int nameLength) {
        int entry = find(object, name, nameOffset, nameLength);
        return entry == 0 ? Values.MEMBER_BYTES + nameLength : -values.measure(slotOf(entry));
    }

    /** What {@link #applyBuffer} would add to the logical bytes, or more when runs overlap. */
    public long growthOfBuffer(
            int object, DirectBuffer name, int nameOffset, int nameLength, DirectBuffer node, int bodyOffset) {
        int entry = find(object, name, nameOffset, nameLength);
        if (entry == 0) {
            return Values.MEMBER_BYTES + nameLength + bufferEdit.growth(0, node, bodyOffset);
        }
        return bufferEdit.growth(slotOf(entry), node, bodyOffset);
    }

    Members members() {
        check();
        return members;
    }

    Values values() {
        check();
        return values;
    }

    Tree tree() {
        check();
        return tree;
    }

    VersionThread thread() {
        check();
        return thread;
    }

    LinearHash hashes() {
        return new LinearHash(arena);
    }

    private int findOrAdd(int object, DirectBuffer name, int nameOffset, int nameLength) {
        int hash = names.hash(name, nameOffset, nameLength);
        int entry = members.find(object, hash, name, nameOffset, nameLength);
        return entry != 0 ? entry : values.addMember(object, hash, name, nameOffset, nameLength);
    }

    private void reviveIf(boolean wasTombstone, int entry) {
        if (wasTombstone) {
            members.revive(entry);
        }
    }

    private int array(int entry) {
        int slot = slotOf(entry);
        if (slots.tag(slot) != Slots.ARRAY) {
            throw new IllegalArgumentException("not an array: entry=" + entry);
        }
        return slots.ref(slot);
    }

    private void requireDepth(int object) {
        if (members.depth(object) >= Smile.MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deep: maxDepth=" + Smile.MAX_DEPTH);
        }
    }

    void checkChange(long version) {
        check();
        arena.reclaim();
        int newest = thread.newest();
        if (newest != 0 && version < members.version(newest)) {
            throw new IllegalArgumentException(
                    "version goes back: version=" + version + " newest=" + members.version(newest));
        }
    }

    private void check() {
        Thread current = Thread.currentThread();
        if (current != owner) {
            refuse(current);
        }
    }

    private void refuse(Thread current) {
        if (closed) {
            throw new IllegalStateException("document is closed");
        }
        if (owner != null) {
            throw new IllegalStateException(
                    "document of another thread: owner=" + owner.getName() + " current=" + current.getName());
        }
        owner = current;
    }
}
