package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.delta.Value;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.spi.RejectCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Copies values for one patch, so many bytes of them at most. */
final class PatchValues {
    /** Most bytes that are copied for one patch. */
    private static final long MAX_COPIED_BYTES = 16 << 20;
    /** Longest old value that an edit tells: it is for undo, and costs everybody who gets the edit. */
    static final int MAX_TOLD_BYTES = 4096;

    /** Most bytes of all old values together. */
    private static final int MAX_ALL_TOLD_BYTES = 1 << 20;

    private long leftBytes = MAX_COPIED_BYTES;
    private int leftToldBytes = MAX_ALL_TOLD_BYTES;
    private int deepest;

    /** Counts bytes as copied. */
    void charge(long bytes) throws Rejected {
        leftBytes -= bytes;
        if (leftBytes < 0) {
            throw Rejected.atLimit(RejectCode.TOO_LARGE, "copies too much: maxBytes=" + MAX_COPIED_BYTES);
        }
    }

    /** A value that is to be read. */
    static Value known(Value value) throws Rejected {
        if (value == Untold.VALUE) {
            throw new Rejected(RejectCode.TOO_OLD, "what stood there is not known any more");
        }
        return value;
    }

    /** The value as Smile, copied unless it is that already. */
    SmileValue smile(Value value) throws Rejected {
        if (value instanceof SmileValue smile) {
            return smile;
        }
        if (value instanceof PlaceValue place) {
            charge(place.measure(leftBytes));
            return place.smile();
        }
        BaseValue base = (BaseValue) known(value);
        return switch (base.kind()) {
            case OBJECT -> object(base);
            case ARRAY -> array(base);
            default -> base.undone(smile(base.now()));
        };
    }

    /** What an edit tells of an old value. */
    Value told(Value old) {
        int limit = Math.min(MAX_TOLD_BYTES, leftToldBytes);
        SmileValue told = null;
        if (old instanceof SmileValue smile && smile.lengthBytes() <= limit) {
            told = smile;
        } else if (old instanceof PlaceValue place && place.measure(limit) <= limit) {
            told = place.smile();
        }
        leftToldBytes -= told == null ? 0 : told.lengthBytes();
        return told == null ? Untold.VALUE : told;
    }

    private SmileValue object(BaseValue base) throws Rejected {
        Map<String, Change> members = new LinkedHashMap<>();
        Set<String> names = base.touchedNames();
        charge(names.size());
        for (String name : names) {
            Value member = base.member(name);
            members.put(name, member == null ? RemoveChange.UNTOLD : new SetChange(smile(member), Untold.VALUE));
        }
        return (SmileValue) smile(base.now()).patched(ObjectChange.of(members));
    }

    private SmileValue array(BaseValue base) throws Rejected {
        SmileWriter target = new SmileWriter().wrap(new ExpandableArrayBuffer(), 0);
        target.startArray();
        for (int i = 0, length = base.length(); i < length; i++) {
            charge(1);
            SmileValue.WRITER.write(smile(base.item(i)), target);
        }
        target.endArray();
        return new SmileValue(target.buffer(), 0, target.position());
    }

    /** Levels of a value, 1 for a scalar. */
    int depth(SmileValue value) {
        deepest = 0;
        walk(value.buffer(), value.offset(), 1);
        return deepest;
    }

    /** Returns the offset behind the value. */
    private int walk(DirectBuffer buffer, int offset, int level) {
        deepest = Math.max(deepest, level);
        byte token = buffer.getByte(offset);
        boolean isObject = token == Smile.START_OBJECT;
        if (!isObject && token != Smile.START_ARRAY) {
            return Smile.skip(buffer, offset);
        }
        int at = offset + 1;
        while (buffer.getByte(at) != (isObject ? Smile.END_OBJECT : Smile.END_ARRAY)) {
            at = walk(buffer, isObject ? Smile.skipName(buffer, at) : at, level + 1);
        }
        return at + 1;
    }
}
