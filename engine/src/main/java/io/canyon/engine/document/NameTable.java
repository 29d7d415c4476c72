package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.HASH;
import static io.canyon.engine.document.NodeLayout.NAME_BYTES;
import static io.canyon.engine.document.NodeLayout.NAME_LENGTH;
import static io.canyon.engine.document.NodeLayout.NAME_REFERENCES;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.RawBytes;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/** The names of a document's members, each stored once and counted. */
final class NameTable {
    private final Arena arena;
    private final LinearHash hashes;
    private final long hashSeed;
    private final int table;
    private int freed;

    /** @param table made by {@code hashes} */
    NameTable(Arena arena, LinearHash hashes, long hashSeed, int table) {
        this.arena = arena;
        this.hashes = hashes;
        this.hashSeed = hashSeed;
        this.table = table;
    }

    int hash(DirectBuffer name, int offset, int length) {
        return (int) ByteHash.hash(name, offset, length, hashSeed);
    }

    int hash(Object base, long at, int length) {
        return (int) ByteHash.hash(base, at, length, hashSeed);
    }

    /** The name with one more reference. */
    int intern(int hash, DirectBuffer name, int offset, int length) {
        for (int at = hashes.first(table, hash); at != 0; at = hashes.next(at)) {
            if (arena.getInt(at, HASH) == hash && matches(at, name, offset, length)) {
                arena.addInt(at, NAME_REFERENCES, 1);
                return at;
            }
        }
        requireLength(length);
        int ref = arena.allocate(NAME_BYTES + length);
        arena.putInt(ref, NAME_REFERENCES, 1);
        arena.putInt(ref, NAME_LENGTH, length);
        arena.putInt(ref, HASH, hash);
        arena.forWrite(ref).putBytes(Arena.offset(ref) + NAME_BYTES, name, offset, length);
        hashes.insert(table, ref);
        return ref;
    }

    /** Drops one reference; the last one frees the name. */
    void release(int ref) {
        int references = arena.getInt(ref, NAME_REFERENCES) - 1;
        if (references > 0) {
            arena.putInt(ref, NAME_REFERENCES, references);
            return;
        }
        freed++;
        hashes.remove(table, ref);
        arena.free(ref, NAME_BYTES + length(ref));
    }

    /** Changes whenever a name is freed, whose ref may be that of another one then. */
    int freed() {
        return freed;
    }

    int length(int ref) {
        return arena.getInt(ref, NAME_LENGTH);
    }

    DirectBuffer buffer(int ref) {
        return arena.forRead(ref);
    }

    /** Where the bytes of the name stand in its {@link #buffer}. */
    int offset(int ref) {
        return Arena.offset(ref) + NAME_BYTES;
    }

    /** Where the bytes of the name stand in memory; good until the arena changes. */
    long address(int ref) {
        return arena.address(ref, NAME_BYTES, length(ref));
    }

    boolean matches(int ref, DirectBuffer name, int offset, int length) {
        name.boundsCheck(offset, length);
        return matches(ref, name.byteArray(), RawBytes.at(name, offset), length);
    }

    /** The same for bytes that are checked to be there. */
    boolean matches(int ref, Object base, long at, int length) {
        long own = arena.address(ref, 0, NAME_BYTES);
        return UnsafeApi.getInt(own + NAME_LENGTH) == length
                && RawBytes.equal(arena.address(ref, NAME_BYTES, length), base, at, length);
    }

    static void requireLength(int length) {
        if (length > EditFormat.MAX_NAME_BYTES) {
            throw new LimitException("name too long: lengthBytes=" + length);
        }
    }

    int table() {
        return table;
    }
}
