package io.canyon.engine.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.canyon.engine.dialect.SmileMembers;
import io.canyon.engine.document.Document;
import io.canyon.engine.edit.Smile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What canvas-store-server 2.0.2 saves of a room: {@code timestamp}, its clock; {@code state}, key -> field -> value,
 * where a deleted key has {@code _exists:false}; {@code timestamps}, key -> field -> the clock at which it was set.
 *
 * <p>A field's version is its timestamp, if that is a whole number from 1 to the clock. Else it is the clock: the
 * server may have written timestamps that are newer than the values beside them, and keys without timestamps. A key's
 * version is that of its {@code _exists}.
 */
final class CanvasStoreFile {
    private static final byte[] EXISTS = "_exists".getBytes(UTF_8);
    /** Far below the versions that a double can tell apart. */
    private static final long MAX_CLOCK = 1L << 52;

    private final DirectBuffer source;
    private final int state;
    private final long clock;
    private final Map<ByteBuffer, Integer> timestamps = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final SmileMembers fields = new SmileMembers();
    private final SmileMembers stamps = new SmileMembers();

    /** A key, or the value of a field of one, that was set at a version. */
    private record Change(long version, byte[] key, byte[] field, int valueOffset, boolean isRemoval) {}

    /** @param source one Smile object, from offset 0 on */
    CanvasStoreFile(DirectBuffer source) {
        this.source = source;
        SmileMembers file = new SmileMembers();
        file.wrap(source, 0);
        this.clock = Smile.integer(source, valueOf(file, "timestamp", Smile.Kind.INTEGER));
        this.state = valueOf(file, "state", Smile.Kind.OBJECT);
        if (clock < 0 || clock > MAX_CLOCK) {
            throw new IllegalArgumentException("timestamp out of range: value=" + clock);
        }
        int times = file.find("timestamps".getBytes(UTF_8));
        if (times >= 0 && file.token(times) == Smile.START_OBJECT) {
            SmileMembers keys = new SmileMembers();
            keys.wrap(source, file.valueOffset(times));
            for (int i = 0; i < keys.count(); i++) {
                if (keys.token(i) == Smile.START_OBJECT) {
                    timestamps.put(ByteBuffer.wrap(name(keys, i)), keys.valueOffset(i));
                }
            }
        }
    }

    long clock() {
        return clock;
    }

    /** Fills an empty document. */
    void fill(Document document) {
        SmileMembers keys = new SmileMembers();
        keys.wrap(source, state);
        for (int i = 0; i < keys.count(); i++) {
            byte[] key = name(keys, i);
            if (keys.token(i) != Smile.START_OBJECT) {
                throw new IllegalArgumentException("not an object: key=" + new String(key, UTF_8));
            }
            collect(key, keys.valueOffset(i));
        }
        // Stable: a key comes before its fields of the same version.
        changes.sort(Comparator.comparingLong(Change::version));
        changes.forEach(change -> apply(change, document));
    }

    private void collect(byte[] key, int valueOffset) {
        fields.wrap(source, valueOffset);
        Integer times = timestamps.get(ByteBuffer.wrap(key));
        boolean hasTimes = times != null;
        if (hasTimes) {
            stamps.wrap(source, times);
        }
        long existsVersion = versionOf(EXISTS, hasTimes);
        int exists = fields.find(EXISTS);
        if (exists >= 0 && fields.token(exists) == Smile.FALSE) {
            changes.add(new Change(existsVersion, key, null, 0, true));
            return;
        }
        long first = existsVersion;
        int recordAt = changes.size();
        for (int i = 0; i < fields.count(); i++) {
            if (i != exists) {
                byte[] field = name(fields, i);
                long version = versionOf(field, hasTimes);
                first = Math.min(first, version);
                changes.add(new Change(version, key, field, fields.valueOffset(i), false));
            }
        }
        changes.add(recordAt, new Change(first, key, null, 0, false));
        if (first < existsVersion) {
            changes.add(new Change(existsVersion, key, null, 0, false));
        }
    }

    private void apply(Change change, Document document) {
        int root = document.root();
        DirectBuffer name = new UnsafeBuffer(change.key());
        if (change.isRemoval()) {
            document.remove(root, name, 0, name.capacity(), change.version());
        } else if (change.field() == null) {
            document.record(root, name, 0, name.capacity(), change.version());
        } else {
            DirectBuffer field = new UnsafeBuffer(change.field());
            int record = document.object(document.find(root, name, 0, name.capacity()));
            document.set(record, field, 0, field.capacity(), source, change.valueOffset(), change.version());
        }
    }

    private long versionOf(byte[] field, boolean hasTimes) {
        int at = hasTimes ? stamps.find(field) : -1;
        if (at < 0 || Smile.kind(stamps.token(at)) != Smile.Kind.INTEGER) {
            return clock;
        }
        long version = Smile.integer(source, stamps.valueOffset(at));
        return version >= 1 && version <= clock ? version : clock;
    }

    private int valueOf(SmileMembers file, String name, Smile.Kind kind) {
        int at = file.find(name.getBytes(UTF_8));
        if (at < 0 || Smile.kind(file.token(at)) != kind) {
            throw new IllegalArgumentException("no " + name + " of a room");
        }
        return file.valueOffset(at);
    }

    private byte[] name(SmileMembers members, int index) {
        byte[] name = new byte[members.nameLength(index)];
        source.getBytes(members.nameOffset(index), name);
        return name;
    }
}
