package io.canyon.engine;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.JavaStrings;
import io.canyon.engine.edit.JavaValues;
import io.canyon.engine.edit.MemberCursor;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.StepCursor;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An edit as it was applied, and whose it was. Immutable. */
public final class RoomChange {
    /** In place of a version: presence has none. */
    public static final long NO_VERSION = -1;

    /** Longer ones do not say what is in them when they are printed. */
    private static final int MAX_PRINTED_BYTES = 4096;

    private final long version;
    private final long sessionId;
    private final String clientId;
    private final DirectBuffer encoded;

    /** What happened to a record. */
    public enum Kind {
        /** It was created, or may have been, and has these fields besides those that it had. */
        PUT,
        /** Some of its fields were set. */
        SET,
        /** It is gone. */
        REMOVED
    }

    /**
     * The change of one record.
     *
     * @param fields fields that were set, with their values
     * @param arrays fields in which some items of an array of numbers were set
     * @param removedFields fields that it had and has not
     */
    public record RecordChange(
            String key, Kind kind, Map<String, Object> fields, List<ArrayChange> arrays, Set<String> removedFields) {}

    /**
     * Items of an array that were set.
     *
     * @param length of the array from then on; what is new and not set is 0
     * @param runs in their order, later ones over earlier
     */
    public record ArrayChange(String field, int length, List<Run> runs) {}

    /**
     * Items that follow one another.
     *
     * @param firstIndex of the first; what lies outside of the array does not count
     */
    public record Run(int firstIndex, List<Object> items) {}

    /**
     * @param sessionId 0 if it was no session's
     * @param clientId empty if it was no session's
     * @param encoded in the engine's own form; not changed any more
     */
    RoomChange(long version, long sessionId, String clientId, DirectBuffer encoded) {
        this.version = version;
        this.sessionId = sessionId;
        this.clientId = clientId;
        this.encoded = encoded;
    }

    /** Version of the room that the change made, or {@link #NO_VERSION}. */
    public long version() {
        return version;
    }

    /** The author's session; 0 if it was none's. */
    public long sessionId() {
        return sessionId;
    }

    /** The author's client id; empty if it was none's. */
    public String clientId() {
        return clientId;
    }

    /** Bytes that it takes in the engine's own form. */
    public int lengthBytes() {
        return encoded.capacity();
    }

    /** The changes of records, in the order in which they were applied. Decoded with each call. */
    public List<RecordChange> records() {
        List<RecordChange> records = new ArrayList<>();
        StepCursor steps = new StepCursor().wrap(encoded, 0, encoded.capacity());
        MemberCursor keys = new MemberCursor();
        while (steps.next()) {
            keys.wrap(encoded, steps.nodeOffset(), steps.nodeLength());
            while (keys.next()) {
                records.add(record(keys));
            }
        }
        return Collections.unmodifiableList(records);
    }

    /** Whose it was and what it changed, for people; of a long one, how long it is. */
    @Override
    public String toString() {
        String number = version == NO_VERSION ? "" : "version=" + version + ", ";
        return "RoomChange[" + number + "sessionId=" + sessionId + ", clientId=" + clientId + ", " + text(encoded)
                + "]";
    }

    /** Records of a change in the engine's own form. */
    static String text(DirectBuffer encoded) {
        return encoded.capacity() > MAX_PRINTED_BYTES
                ? "lengthBytes=" + encoded.capacity()
                : "records=" + new RoomChange(NO_VERSION, 0, "", encoded).records();
    }

    /** The changes of one record, in the order in which they were applied. Decoded with each call. */
    public List<RecordChange> records(String key) {
        UnsafeBuffer name = new UnsafeBuffer(JavaStrings.encode(key));
        List<RecordChange> records = new ArrayList<>();
        StepCursor steps = new StepCursor().wrap(encoded, 0, encoded.capacity());
        MemberCursor keys = new MemberCursor();
        UnsafeBuffer found = new UnsafeBuffer();
        while (steps.next()) {
            keys.wrap(encoded, steps.nodeOffset(), steps.nodeLength());
            while (keys.next()) {
                found.wrap(encoded, keys.nameOffset(), keys.nameLength());
                if (found.equals(name)) {
                    records.add(record(keys));
                }
            }
        }
        return Collections.unmodifiableList(records);
    }

    private RecordChange record(MemberCursor key) {
        String name = name(key);
        if (key.operation() == EditFormat.REMOVE) {
            return new RecordChange(name, Kind.REMOVED, Map.of(), List.of(), Set.of());
        }
        Map<String, Object> set = new LinkedHashMap<>();
        List<ArrayChange> arrays = new ArrayList<>();
        Set<String> removed = new LinkedHashSet<>();
        MemberCursor fields = new MemberCursor().wrap(encoded, key.nodeOffset(), key.nodeLength());
        while (fields.next()) {
            switch (fields.operation()) {
                case EditFormat.SET -> set.put(name(fields), JavaValues.read(encoded, fields.bodyOffset()));
                case EditFormat.BUFFER -> arrays.add(array(fields));
                case EditFormat.REMOVE -> removed.add(name(fields));
                default -> throw new IllegalStateException("unknown operation: code=" + fields.operation());
            }
        }
        return new RecordChange(
                name,
                key.operation() == EditFormat.RECORD ? Kind.PUT : Kind.SET,
                Collections.unmodifiableMap(set),
                Collections.unmodifiableList(arrays),
                Collections.unmodifiableSet(removed));
    }

    private ArrayChange array(MemberCursor field) {
        int at = field.bodyOffset();
        int length = encoded.getInt(at, ByteOrder.LITTLE_ENDIAN);
        int runCount = encoded.getInt(at + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
        at += 2 * Integer.BYTES;
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < runCount; i++) {
            int firstIndex = encoded.getInt(at, ByteOrder.LITTLE_ENDIAN);
            int count = encoded.getInt(at + Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
            at += EditFormat.RUN_HEADER_BYTES;
            List<Object> items = new ArrayList<>();
            for (int item = 0; item < count; item++) {
                items.add(JavaValues.read(encoded, at));
                at = Smile.skip(encoded, at);
            }
            runs.add(new Run(firstIndex, Collections.unmodifiableList(items)));
        }
        return new ArrayChange(name(field), length, Collections.unmodifiableList(runs));
    }

    private static String name(MemberCursor member) {
        return JavaStrings.decode(member.buffer(), member.nameOffset(), member.nameLength());
    }
}
