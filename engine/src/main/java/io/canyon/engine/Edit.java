package io.canyon.engine;

import io.canyon.engine.edit.EditFormat;
import io.canyon.engine.edit.EditWriter;
import io.canyon.engine.edit.JavaStrings;
import io.canyon.engine.edit.JavaValues;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.local.ValueAccess;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A change of records, which are keys with fields. Immutable. Values are null, Boolean, Number, String, List or Map
 * with String keys; numbers are finite.
 */
public final class Edit {
    private static final String EXISTS = "_exists";
    /** Deepest nesting of a value. */
    private static final int MAX_DEPTH = 120;

    static {
        ValueAccess.install(new RootValues());
    }

    private final DirectBuffer encoded;
    private final boolean removesFields;
    private final boolean onlyPuts;

    private Edit(DirectBuffer encoded, boolean removesFields, boolean onlyPuts) {
        this.encoded = encoded;
        this.removesFields = removesFields;
        this.onlyPuts = onlyPuts;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Creates a record, or sets fields of one that is there. */
    public static Edit put(String key, Map<String, ?> fields) {
        return builder().put(key, fields).build();
    }

    /** The edit in the engine's own form; not to be changed. */
    DirectBuffer encoded() {
        return encoded;
    }

    /** Whether it removes fields of records that stay. */
    boolean removesFields() {
        return removesFields;
    }

    /** Whether it has nothing but puts, of which a room refuses none for what it is now. */
    boolean onlyPuts() {
        return onlyPuts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Edit edit && encoded.equals(edit.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /** What it changes, for people; of a long one, how long it is. */
    @Override
    public String toString() {
        return "Edit[" + RoomChange.text(encoded) + "]";
    }

    /**
     * Collects changes, which apply in this order, under one version. Each call is for one key, and is refused or
     * applied whole. Not thread-safe. Methods throw {@link IllegalArgumentException} for what no room can hold.
     */
    public static final class Builder {
        private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
        private final EditWriter writer = new EditWriter().wrap(buffer, 0);

        private boolean removesFields;
        private boolean onlyPuts = true;

        private Builder() {}

        /** Creates a record, or sets fields of one that is there; fields that are not named stay. */
        public Builder put(String key, Map<String, ?> fields) {
            return change(key, EditFormat.RECORD, () -> fields.forEach(this::writeField));
        }

        /** Sets fields of a record; refused if there is no such record. */
        public Builder set(String key, Map<String, ?> fields) {
            return change(key, EditFormat.OBJECT, () -> fields.forEach(this::writeField));
        }

        /** Sets a field of a record; refused if there is no such record. */
        public Builder set(String key, String field, Object value) {
            return change(key, EditFormat.OBJECT, () -> writeField(field, value));
        }

        /** Like {@link #set}, with a value that is one of Smile already, without header or shared names. */
        public Builder setSmile(String key, String field, DirectBuffer smile, int offset) {
            int length = Smile.skip(smile, offset) - offset;
            return change(key, EditFormat.OBJECT, () -> {
                int member = beginField(field);
                writer.operation(EditFormat.SET);
                writer.writeRaw(smile, offset, length);
                writer.endMember(member);
            });
        }

        /** Removes a field of a record; refused if there is no such record. */
        public Builder removeField(String key, String field) {
            return change(key, EditFormat.OBJECT, () -> {
                int member = beginField(field);
                writer.operation(EditFormat.REMOVE);
                writer.endMember(member);
                removesFields = true;
            });
        }

        /** Removes a record, if it is there. */
        public Builder remove(String key) {
            return change(key, EditFormat.REMOVE, () -> {});
        }

        /** The edit; the builder may go on. */
        public Edit build() {
            byte[] bytes = new byte[writer.position()];
            buffer.getBytes(0, bytes);
            return new Edit(new UnsafeBuffer(bytes), removesFields, onlyPuts);
        }

        private Builder change(String key, byte operation, Runnable fields) {
            int before = writer.position();
            try {
                int step = writer.beginStep();
                writer.operation(EditFormat.OBJECT);
                int member = beginMember(key);
                writer.operation(operation);
                fields.run();
                writer.endMember(member);
                writer.endStep(step);
                onlyPuts &= operation == EditFormat.RECORD;
                return this;
            } catch (RuntimeException e) {
                writer.position(before);
                throw e;
            }
        }

        private void writeField(String field, Object value) {
            int member = beginField(field);
            writer.operation(EditFormat.SET);
            JavaValues.write(value, writer.values(), MAX_DEPTH);
            writer.endMember(member);
        }

        private int beginField(String field) {
            if (EXISTS.equals(field)) {
                throw new IllegalArgumentException("no name of a field: field=" + field);
            }
            return beginMember(field);
        }

        private int beginMember(String name) {
            Objects.requireNonNull(name, "name");
            UnsafeBuffer utf8 = new UnsafeBuffer(JavaStrings.encode(name));
            return writer.beginMember(utf8, 0, utf8.capacity());
        }
    }
}
