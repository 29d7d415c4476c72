package io.canyon.engine;

import io.canyon.engine.dialect.JsonWriter;
import io.canyon.engine.edit.JavaValues;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A whole room as it was at one version: its records, or its one document. Immutable; values are decoded when they are
 * asked for, and are null, Boolean, Long, Double, String, List or Map.
 */
public final class RoomView {
    /** Longer ones do not say what is in them when they are printed. */
    private static final int MAX_PRINTED_BYTES = 4096;

    private final long version;
    private final DirectBuffer encoded;
    private final boolean isDocument;
    private volatile Map<String, RecordEntry> records;

    /** Where a record's fields stand. */
    private record RecordEntry(long version, Map<String, FieldEntry> fields) {}

    private record FieldEntry(long version, int offset) {}

    /**
     * @param encoded Smile: key -> [version, field -> [version, value]], or the document; from the first byte on, and
     *     not changed any more
     */
    RoomView(long version, DirectBuffer encoded, boolean isDocument) {
        this.version = version;
        this.encoded = encoded;
        this.isDocument = isDocument;
    }

    /** Whether the room is one document. It has no records then. */
    public boolean isDocument() {
        return isDocument;
    }

    /** The document of a room that is one; null of a room of records. */
    public Object document() {
        return isDocument ? value(0) : null;
    }

    public long version() {
        return version;
    }

    /** Keys of the records that are there, in the order in which they came to be. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(records().keySet());
    }

    public boolean has(String key) {
        return records().containsKey(key);
    }

    /** The fields of a record; null if there is no such record. */
    public Map<String, Object> record(String key) {
        RecordEntry entry = records().get(key);
        return entry == null ? null : map(entry.fields(), field -> value(field.offset()));
    }

    /** A field of a record; null if there is no such field, or null stands there. */
    public Object get(String key, String field) {
        RecordEntry entry = records().get(key);
        FieldEntry found = entry == null ? null : entry.fields().get(field);
        return found == null ? null : value(found.offset());
    }

    /** Version at which the record was last created; 0 if there is no such record. */
    public long version(String key) {
        RecordEntry entry = records().get(key);
        return entry == null ? 0 : entry.version();
    }

    /** Version at which the field was last set; 0 if there is no such field. */
    public long version(String key, String field) {
        RecordEntry entry = records().get(key);
        FieldEntry found = entry == null ? null : entry.fields().get(field);
        return found == null ? 0 : found.version();
    }

    /** All records, with their fields. */
    public Map<String, Map<String, Object>> state() {
        return map(records(), entry -> map(entry.fields(), field -> value(field.offset())));
    }

    /** The versions of all fields. */
    public Map<String, Map<String, Long>> versions() {
        return map(records(), entry -> map(entry.fields(), FieldEntry::version));
    }

    /** {@link #state}, or {@link #document}, as JSON. */
    public String toJson() {
        DirectBuffer smile = isDocument ? encoded : stateAsSmile();
        ExpandableArrayBuffer text = new ExpandableArrayBuffer(encoded.capacity() + 1);
        JsonWriter json = new JsonWriter().wrap(text, 0);
        json.value(smile, 0);
        byte[] utf8 = new byte[json.position()];
        text.getBytes(0, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private DirectBuffer stateAsSmile() {
        ExpandableArrayBuffer smile = new ExpandableArrayBuffer(encoded.capacity() + 1);
        JavaValues.write(state(), new SmileWriter().wrap(smile, 0));
        return smile;
    }

    /** What is there, for people; of a long one, how long it is. */
    @Override
    public String toString() {
        String text = encoded.capacity() > MAX_PRINTED_BYTES ? "lengthBytes=" + encoded.capacity() : toJson();
        return "RoomView[version=" + version + ", " + text + "]";
    }

    /** Found when first asked for, which costs as much as the room has; threads that ask at once find the same. */
    private Map<String, RecordEntry> records() {
        Map<String, RecordEntry> found = records;
        if (found == null) {
            Map<String, RecordEntry> entries = new LinkedHashMap<>();
            forEachMember(0, (name, at) -> entries.put(name, record(at)));
            records = entries;
            found = entries;
        }
        return found;
    }

    private RecordEntry record(int versionOffset) {
        Map<String, FieldEntry> fields = new LinkedHashMap<>();
        forEachMember(
                Smile.skip(encoded, versionOffset),
                (name, at) -> fields.put(name, new FieldEntry(Smile.integer(encoded, at), Smile.skip(encoded, at))));
        return new RecordEntry(Smile.integer(encoded, versionOffset), fields);
    }

    private interface Members {
        /** @param at where the member's version stands, and behind that its value */
        void accept(String name, int at);
    }

    private void forEachMember(int object, Members members) {
        if (isDocument || encoded.getByte(object) != Smile.START_OBJECT) {
            return;
        }
        int at = object + 1;
        while (encoded.getByte(at) != Smile.END_OBJECT) {
            int array = Smile.skipName(encoded, at);
            members.accept(JavaValues.name(encoded, at), array + 1);
            at = Smile.skip(encoded, array);
        }
    }

    private Object value(int at) {
        return JavaValues.read(encoded, at);
    }

    private static <A, B> Map<String, B> map(Map<String, A> source, Function<A, B> function) {
        Map<String, B> result = new LinkedHashMap<>();
        source.forEach((name, value) -> result.put(name, function.apply(value)));
        return Collections.unmodifiableMap(result);
    }
}
