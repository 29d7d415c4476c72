package io.canyon.engine.document;

import static io.canyon.engine.document.NodeLayout.slotOf;

import io.canyon.engine.edit.Smile;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads one snapshot into an empty document. */
final class SnapshotReader {
    /** A value of full depth stands in an object of full depth at most. */
    private static final int MAX_DEPTH = 2 * Smile.MAX_DEPTH + 1;

    /** Entries above this depth are threaded whatever their version. */
    private static final int THREADED_DEPTH = 2;

    private final UnsafeBuffer source;
    private final Document document;
    private final Members members;
    private final Values values;
    private final NameTable names;
    private int at;

    SnapshotReader(DirectBuffer source, int offset, int length, Document document) {
        source.boundsCheck(offset, length);
        this.source = new UnsafeBuffer(source, offset, length);
        this.document = document;
        this.members = document.members();
        this.values = document.values();
        this.names = document.tree().names();
    }

    /** Answers the length of the snapshot, behind which there may be other bytes. */
    int read() {
        if (document.newest() != 0 || document.firstMember(document.root()) != 0) {
            throw new IllegalArgumentException("document is not empty");
        }
        try {
            expect(Smile.START_OBJECT);
            readMembers(document.root(), 0, 0);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("snapshot is cut off: lengthBytes=" + source.capacity(), e);
        }
        document.thread().sort();
        return at;
    }

    private void readMembers(int object, int depth, long versionAbove) {
        while (source.getByte(at) != Smile.END_OBJECT) {
            int nameOffset = Smile.nameOffset(source, at);
            int nameLength = Smile.nameLength(source, at);
            int hash = names.hash(source, nameOffset, nameLength);
            if (members.find(object, hash, source, nameOffset, nameLength) != 0) {
                throw new IllegalArgumentException("name twice in a snapshot: offset=" + nameOffset);
            }
            int entry = values.addMember(object, hash, source, nameOffset, nameLength);
            at = Smile.skipName(source, at);
            readEntry(entry, depth, versionAbove);
        }
        at++;
    }

    private void readEntry(int entry, int depth, long versionAbove) {
        expect(Smile.START_ARRAY);
        long version = Smile.integer(source, at);
        at = Smile.skip(source, at);
        members.putVersion(entry, version);
        if (depth < THREADED_DEPTH || version != versionAbove) {
            document.thread().link(entry);
        }
        if (source.getByte(at) != Smile.END_ARRAY) {
            readValue(slotOf(entry), entry, depth + 1, version);
            members.revive(entry);
        }
        expect(Smile.END_ARRAY);
    }

    private void readValue(int slot, int owner, int depth, long version) {
        byte token = source.getByte(at);
        if (token != Smile.START_OBJECT && token != Smile.START_ARRAY) {
            int end = Smile.skip(source, at);
            values.putScalar(slot, source, at, end - at);
            at = end;
            return;
        }
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deep: maxDepth=" + MAX_DEPTH);
        }
        at++;
        if (token == Smile.START_OBJECT) {
            readMembers(values.putObject(slot, owner, depth), depth, version);
            return;
        }
        int array = values.putArray(slot, owner);
        for (int count = 0; source.getByte(at) != Smile.END_ARRAY; count++) {
            if (count == Vectors.MAX_ITEMS) {
                throw new IllegalArgumentException("array too long: maxItems=" + Vectors.MAX_ITEMS);
            }
            int item = values.append(array);
            readValue(item, owner, depth + 1, version);
            values.appended(array, item);
        }
        at++;
    }

    private void expect(byte token) {
        if (source.getByte(at) != token) {
            throw new IllegalArgumentException("malformed snapshot: offset=" + at);
        }
        at++;
    }
}
