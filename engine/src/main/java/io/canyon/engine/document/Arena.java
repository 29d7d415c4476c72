package io.canyon.engine.document;

import static io.canyon.engine.document.SegmentPool.SEGMENT_BYTES;

import java.util.Arrays;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory of one document: blocks in segments. A block is named by a ref, in units of 16 bytes: the segment's number and
 * the place in it. Ref 0 is none. Every access goes through the segment table, and every write past the question
 * whether a view still reads the segment. Not thread-safe.
 *
 * <p>Numbers are read and written at their addresses, after a check of our own that no property turns off: that the
 * segment is still there, and that the bytes lie in it. That leaves a JIT compiler free to look up and check a block
 * once for all its fields, which it cannot do with buffers that may be on the heap or off it.
 *
 * <p>A frozen copy reads the same segments, as they are now: before the arena first writes to one of these, it copies
 * it, for as long as the view that the frozen copy belongs to is open.
 *
 * <p>Blocks come in size classes; a freed block serves its class again. What is left of a segment when a block does not
 * fit goes onto the free lists, cut into the largest classes that fit.
 */
final class Arena {
    static final int UNIT_BYTES = 16;
    static final int MAX_BLOCK_BYTES = 32 * 1024;

    private static final int SEGMENT_SHIFT = 12;
    private static final int UNIT_SHIFT = 4;
    private static final int UNIT_MASK = (1 << SEGMENT_SHIFT) - 1;
    private static final int MAX_SEGMENTS = 1 << 32 - SEGMENT_SHIFT;

    private static final int SMALL_BYTES = 512;
    private static final int SMALL_CLASSES = SMALL_BYTES / UNIT_BYTES;
    private static final int SMALL_SHIFT = 9;
    /** Two classes for each doubling above the small ones, up to the largest block. */
    private static final int CLASSES = SMALL_CLASSES + 2 * 6;

    private static final int INITIAL_SEGMENTS = 4;
    private static final UnsafeBuffer GONE = new UnsafeBuffer(new byte[0]);
    private static final long NOWHERE = 0;

    private final SegmentPool pool;
    /** None in a frozen arena. */
    private final Views views;

    private final int[] freeHeads = new int[CLASSES];
    private UnsafeBuffer[] segments;
    /** Where each segment starts; {@link #NOWHERE} when there is none. */
    private long[] addresses;
    /** Of each segment, how many views had been made when it came into the table. */
    private long[] bornAt;

    private int segmentCount;
    /** Views up to this one read what was born before them; 0 while none is open. */
    private long newestView;

    private int bumpRef;
    private int bumpBytes;
    private long usedBytes;

    Arena(SegmentPool pool) {
        this.pool = pool;
        views = new Views(pool);
        segments = new UnsafeBuffer[INITIAL_SEGMENTS];
        addresses = new long[INITIAL_SEGMENTS];
        bornAt = new long[INITIAL_SEGMENTS];
    }

    private Arena(UnsafeBuffer[] frozen, long[] frozenAddresses) {
        pool = null;
        views = null;
        segments = frozen;
        addresses = frozenAddresses;
        bornAt = new long[frozen.length];
        newestView = Long.MAX_VALUE;
    }

    /**
     * A view of {@code tree}, which lies in this arena, as it is now. Copies the table of segments, not the segments.
     */
    DocumentView freeze(Tree tree) {
        reclaim();
        Arena frozen = new Arena(Arrays.copyOf(segments, segmentCount), Arrays.copyOf(addresses, segmentCount));
        DocumentView view = views.open(tree.in(frozen), frozen);
        newestView = view.number();
        return view;
    }

    /** Gives back the segments of views that were closed. */
    void reclaim() {
        if (newestView != 0 && views.reclaim()) {
            newestView = views.newest();
        }
    }

    /** Bytes of the blocks that are allocated, rounded to their classes. */
    long usedBytes() {
        return usedBytes;
    }

    /** Segments of the pool, those included that only views read. */
    int segments() {
        return segmentCount + views.replacedSegments();
    }

    /**
     * Gives all segments back, those that views read when they are closed; from then on every access is out of bounds.
     */
    void close() {
        reclaim();
        for (int i = 0; i < segmentCount; i++) {
            if (bornAt[i] < newestView) {
                views.replace(segments[i], bornAt[i]);
            } else {
                pool.release(segments[i]);
            }
        }
        views.close();
        forget();
    }

    /** Lets go of the segments, which are somebody else's business. */
    void forget() {
        Arrays.fill(segments, GONE);
        Arrays.fill(addresses, NOWHERE);
        Arrays.fill(freeHeads, 0);
        segmentCount = 0;
        newestView = 0;
        bumpBytes = 0;
        usedBytes = 0;
    }

    /** A block of at least {@code lengthBytes}, whose content is undefined. */
    int allocate(int lengthBytes) {
        int sizeClass = classOf(lengthBytes);
        int classBytes = bytesOf(sizeClass);
        int ref = freeHeads[sizeClass];
        if (ref != 0) {
            freeHeads[sizeClass] = getInt(ref, 0);
        } else {
            if (bumpBytes < classBytes) {
                openSegment();
            }
            ref = bumpRef;
            bumpRef += classBytes >> UNIT_SHIFT;
            bumpBytes -= classBytes;
        }
        usedBytes += classBytes;
        return ref;
    }

    /** Takes back a block that was allocated with this length, or one of the same class. */
    void free(int ref, int lengthBytes) {
        int sizeClass = classOf(lengthBytes);
        usedBytes -= bytesOf(sizeClass);
        pushFree(ref, sizeClass);
    }

    static int offset(int ref) {
        return (ref & UNIT_MASK) << UNIT_SHIFT;
    }

    UnsafeBuffer forRead(int ref) {
        return segments[ref >>> SEGMENT_SHIFT];
    }

    UnsafeBuffer forWrite(int ref) {
        own(ref);
        return segments[ref >>> SEGMENT_SHIFT];
    }

    /**
     * Where {@code lengthBytes} from {@code field} of a block on stand in memory, to be read; checked to be there. Good
     * until the arena changes.
     */
    long address(int ref, int field, int lengthBytes) {
        long segment = addresses[ref >>> SEGMENT_SHIFT];
        int at = offset(ref) + field;
        if (segment == NOWHERE || at < 0 || at > SEGMENT_BYTES - lengthBytes) {
            throw outOfBounds(ref, field, lengthBytes);
        }
        return segment + at;
    }

    /** The same, to be written to. */
    long ownAddress(int ref, int field, int lengthBytes) {
        own(ref);
        return address(ref, field, lengthBytes);
    }

    byte getByte(int ref, int field) {
        return UnsafeApi.getByte(address(ref, field, Byte.BYTES));
    }

    void putByte(int ref, int field, byte value) {
        UnsafeApi.putByte(ownAddress(ref, field, Byte.BYTES), value);
    }

    int getInt(int ref, int field) {
        return UnsafeApi.getInt(address(ref, field, Integer.BYTES));
    }

    void putInt(int ref, int field, int value) {
        UnsafeApi.putInt(ownAddress(ref, field, Integer.BYTES), value);
    }

    void addInt(int ref, int field, int delta) {
        long at = ownAddress(ref, field, Integer.BYTES);
        UnsafeApi.putInt(at, UnsafeApi.getInt(at) + delta);
    }

    long getLong(int ref, int field) {
        return UnsafeApi.getLong(address(ref, field, Long.BYTES));
    }

    void putLong(int ref, int field, long value) {
        UnsafeApi.putLong(ownAddress(ref, field, Long.BYTES), value);
    }

    void clear(int ref, int lengthBytes) {
        forWrite(ref).setMemory(offset(ref), lengthBytes, (byte) 0);
    }

    /** Copies bytes, which may overlap; none at all may be nowhere. */
    void copy(int target, int source, int lengthBytes) {
        if (lengthBytes > 0) {
            forWrite(target).putBytes(offset(target), forRead(source), offset(source), lengthBytes);
        }
    }

    /** Makes sure that no view reads the segment. */
    private void own(int ref) {
        if (newestView != 0 && bornAt[ref >>> SEGMENT_SHIFT] < newestView) {
            unshare(ref >>> SEGMENT_SHIFT);
        }
    }

    private IndexOutOfBoundsException outOfBounds(int ref, int field, int lengthBytes) {
        return new IndexOutOfBoundsException("not in the arena: ref=" + ref + " field=" + field + " lengthBytes="
                + lengthBytes + " segments=" + segmentCount);
    }

    private void unshare(int index) {
        if (views == null) {
            throw new IllegalStateException("a view is not written to");
        }
        UnsafeBuffer shared = segments[index];
        UnsafeBuffer own = pool.acquire();
        own.putBytes(0, shared, 0, SEGMENT_BYTES);
        views.replace(shared, bornAt[index]);
        put(index, own);
        bornAt[index] = views.count();
    }

    private void pushFree(int ref, int sizeClass) {
        putInt(ref, 0, freeHeads[sizeClass]);
        freeHeads[sizeClass] = ref;
    }

    private void openSegment() {
        if (segmentCount == MAX_SEGMENTS) {
            throw new IllegalStateException("document too large: segments=" + segmentCount);
        }
        UnsafeBuffer segment = pool.acquire();
        keepRest();
        if (segmentCount == segments.length) {
            segments = Arrays.copyOf(segments, 2 * segmentCount);
            addresses = Arrays.copyOf(addresses, 2 * segmentCount);
            bornAt = Arrays.copyOf(bornAt, 2 * segmentCount);
        }
        put(segmentCount, segment);
        bornAt[segmentCount] = views.count();
        bumpRef = segmentCount << SEGMENT_SHIFT;
        bumpBytes = SEGMENT_BYTES;
        if (segmentCount == 0) {
            // Ref 0 means none.
            bumpRef++;
            bumpBytes -= UNIT_BYTES;
        }
        segmentCount++;
    }

    private void put(int index, UnsafeBuffer segment) {
        segments[index] = segment;
        addresses[index] = segment.addressOffset();
    }

    private void keepRest() {
        while (bumpBytes > 0) {
            int sizeClass = classOf(bumpBytes);
            if (bytesOf(sizeClass) > bumpBytes) {
                sizeClass--;
            }
            int classBytes = bytesOf(sizeClass);
            pushFree(bumpRef, sizeClass);
            bumpRef += classBytes >> UNIT_SHIFT;
            bumpBytes -= classBytes;
        }
    }

    private static int classOf(int lengthBytes) {
        if (lengthBytes <= SMALL_BYTES) {
            return (Math.max(lengthBytes, 1) - 1) / UNIT_BYTES;
        }
        if (lengthBytes > MAX_BLOCK_BYTES) {
            throw new IllegalArgumentException("block too large: lengthBytes=" + lengthBytes);
        }
        int shift = 31 - Integer.numberOfLeadingZeros(lengthBytes - 1);
        boolean upperHalf = lengthBytes > 3 << shift - 1;
        return SMALL_CLASSES + 2 * (shift - SMALL_SHIFT) + (upperHalf ? 1 : 0);
    }

    private static int bytesOf(int sizeClass) {
        if (sizeClass < SMALL_CLASSES) {
            return (sizeClass + 1) * UNIT_BYTES;
        }
        int step = sizeClass - SMALL_CLASSES;
        int shift = SMALL_SHIFT + step / 2;
        return (step & 1) == 0 ? 3 << shift - 1 : 2 << shift;
    }
}
