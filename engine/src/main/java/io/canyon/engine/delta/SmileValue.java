package io.canyon.engine.delta;

import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.Utf8Text;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** A slice of Smile as the value of a change. The bytes must stay as they are; looking into a value walks over it. */
public final class SmileValue implements Value {
    /** Writes these values. */
    public static final ValueWriter WRITER = (value, target) -> {
        SmileValue smile = (SmileValue) value;
        target.writeRaw(smile.buffer, smile.offset, smile.length);
    };

    private final DirectBuffer buffer;
    private final int offset;
    private final int length;

    /** @param length length of the value in bytes */
    public SmileValue(DirectBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    public int lengthBytes() {
        return length;
    }

    @Override
    public Kind kind() {
        return switch (Smile.kind(buffer.getByte(offset))) {
            case OBJECT -> Kind.OBJECT;
            case ARRAY -> Kind.ARRAY;
            case STRING -> Kind.STRING;
            default -> Kind.OTHER;
        };
    }

    @Override
    public int length() {
        if (kind() != Kind.ARRAY) {
            return 0;
        }
        int items = 0;
        for (int at = offset + 1; buffer.getByte(at) != Smile.END_ARRAY; at = Smile.skip(buffer, at)) {
            items++;
        }
        return items;
    }

    @Override
    public Value item(int index) {
        if (kind() != Kind.ARRAY) {
            return null;
        }
        int at = offset + 1;
        for (int i = 0; buffer.getByte(at) != Smile.END_ARRAY; i++) {
            int end = Smile.skip(buffer, at);
            if (i == index) {
                return new SmileValue(buffer, at, end - at);
            }
            at = end;
        }
        return null;
    }

    @Override
    public Value member(String name) {
        if (kind() != Kind.OBJECT) {
            return null;
        }
        int at = offset + 1;
        while (buffer.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(buffer, at);
            int end = Smile.skip(buffer, value);
            if (name.equals(Utf8Text.decode(buffer, Smile.nameOffset(buffer, at), Smile.nameLength(buffer, at)))) {
                return new SmileValue(buffer, value, end - value);
            }
            at = end;
        }
        return null;
    }

    /** In one walk, however many they are. Of members with the same name it is the first, as in {@link #member}. */
    @Override
    public Map<String, Value> members(Set<String> names) {
        Map<String, Value> found = new HashMap<>();
        if (kind() != Kind.OBJECT) {
            return found;
        }
        int at = offset + 1;
        while (buffer.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(buffer, at);
            int end = Smile.skip(buffer, value);
            String name = Utf8Text.decode(buffer, Smile.nameOffset(buffer, at), Smile.nameLength(buffer, at));
            if (names.contains(name)) {
                found.putIfAbsent(name, new SmileValue(buffer, value, end - value));
            }
            at = end;
        }
        return found;
    }

    @Override
    public String text() {
        return Utf8Text.decode(buffer, Smile.stringOffset(buffer, offset), Smile.stringLength(buffer, offset));
    }

    @Override
    public Value patched(Change change) {
        if (change instanceof SetChange set) {
            return set.value();
        }
        SmileWriter result = new SmileWriter().wrap(new ExpandableArrayBuffer(length + 64), 0);
        new SmilePatcher(result).patch(this, change);
        return new SmileValue(result.buffer(), 0, result.position());
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof SmileValue value) || length != value.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != value.buffer.getByte(value.offset + i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + buffer.getByte(offset + i);
        }
        return hash;
    }
}
