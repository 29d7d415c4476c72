package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.BLOB_HEADER_BYTES;
import static io.canyon.engine.document.NodeLayout.BLOB_LENGTH;
import static io.canyon.engine.document.NodeLayout.BLOB_NEXT;
import static io.canyon.engine.document.NodeLayout.SLOT_BLOB_LENGTH;
import static io.canyon.engine.document.NodeLayout.SLOT_BYTES;
import static io.canyon.engine.document.NodeLayout.SLOT_REF;

import io.canyon.engine.edit.SmileWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/** Slots and the scalars in them: short ones inline, long ones in a chain of blobs. */
final class Slots {
    static final int MAX_INLINE = 15;
    static final int BLOB = 16;
    static final int OBJECT = 17;
    static final int ARRAY = 18;
    static final int TOMBSTONE = 19;

    private static final int MAX_BLOB_BYTES = Arena.MAX_BLOCK_BYTES - BLOB_HEADER_BYTES;

    private final Arena arena;

    Slots(Arena arena) {
        this.arena = arena;
    }

    int tag(int slot) {
        return arena.getByte(slot, 0);
    }

    static boolean isInline(int tag) {
        return tag <= MAX_INLINE;
    }

    /** The object or array header that the slot refers to. */
    int ref(int slot) {
        return arena.getInt(slot, SLOT_REF);
    }

    /** The object that the slot refers to; 0 when it holds something else. */
    int object(int slot) {
        long at = arena.address(slot, 0, SLOT_BYTES);
        return UnsafeApi.getByte(at) == OBJECT ? UnsafeApi.getInt(at + SLOT_REF) : 0;
    }

    void putRef(int slot, int tag, int ref) {
        arena.putByte(slot, 0, (byte) tag);
        arena.putInt(slot, SLOT_REF, ref);
    }

    /** Copies a slot with what it holds; one of the two is garbage then. */
    void copy(int target, int source) {
        arena.copy(target, source, SLOT_BYTES);
    }

    void putTombstone(int slot) {
        arena.putByte(slot, 0, (byte) TOMBSTONE);
    }

    /** Writes a value of one byte of Smile. */
    void putToken(int slot, byte token) {
        arena.putByte(slot, 0, (byte) 1);
        arena.putByte(slot, 1, token);
    }

    void putScalar(int slot, DirectBuffer smile, int offset, int length) {
        if (length <= MAX_INLINE) {
            arena.putByte(slot, 0, (byte) length);
            arena.forWrite(slot).putBytes(Arena.offset(slot) + 1, smile, offset, length);
            return;
        }
        arena.putByte(slot, 0, (byte) BLOB);
        arena.putInt(slot, SLOT_BLOB_LENGTH, length);
        arena.putInt(slot, SLOT_REF, 0);
        int previous = 0;
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, MAX_BLOB_BYTES);
            int blob = arena.allocate(BLOB_HEADER_BYTES + part);
            arena.putInt(blob, BLOB_NEXT, 0);
            arena.putInt(blob, BLOB_LENGTH, part);
            arena.forWrite(blob).putBytes(Arena.offset(blob) + BLOB_HEADER_BYTES, smile, offset + done, part);
            if (previous == 0) {
                arena.putInt(slot, SLOT_REF, blob);
            } else {
                arena.putInt(previous, BLOB_NEXT, blob);
            }
            previous = blob;
            done += part;
        }
    }

    /** Length in bytes of the scalar in the slot. */
    int scalarLength(int slot, int tag) {
        return tag <= MAX_INLINE ? tag : arena.getInt(slot, SLOT_BLOB_LENGTH);
    }

    void freeBlob(int slot) {
        for (int blob = ref(slot); blob != 0; ) {
            int next = arena.getInt(blob, BLOB_NEXT);
            arena.free(blob, BLOB_HEADER_BYTES + arena.getInt(blob, BLOB_LENGTH));
            blob = next;
        }
    }

    void writeScalar(int slot, SmileWriter target) {
        UnsafeBuffer segment = arena.forRead(slot);
        int at = Arena.offset(slot);
        int tag = segment.getByte(at);
        if (tag <= MAX_INLINE) {
            target.writeRaw(segment, at + 1, tag);
            return;
        }
        for (int blob = ref(slot); blob != 0; blob = arena.getInt(blob, BLOB_NEXT)) {
            int start = Arena.offset(blob) + BLOB_HEADER_BYTES;
            target.writeRaw(arena.forRead(blob), start, arena.getInt(blob, BLOB_LENGTH));
        }
    }

    void copyScalar(int slot, MutableDirectBuffer target) {
        UnsafeBuffer segment = arena.forRead(slot);
        int at = Arena.offset(slot);
        int tag = segment.getByte(at);
        if (tag <= MAX_INLINE) {
            target.putBytes(0, segment, at + 1, tag);
            return;
        }
        int done = 0;
        for (int blob = ref(slot); blob != 0; blob = arena.getInt(blob, BLOB_NEXT)) {
            int part = arena.getInt(blob, BLOB_LENGTH);
            target.putBytes(done, arena.forRead(blob), Arena.offset(blob) + BLOB_HEADER_BYTES, part);
            done += part;
        }
    }

    /** First byte of the scalar in the slot. */
    byte token(int slot) {
        return isInline(tag(slot)) ? arena.getByte(slot, 1) : arena.getByte(ref(slot), BLOB_HEADER_BYTES);
    }
}
