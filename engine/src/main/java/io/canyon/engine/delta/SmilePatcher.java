package io.canyon.engine.delta;

import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.edit.TextMatch;
import io.canyon.engine.edit.Utf8Text;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes what a change makes of a Smile value. What does not fit is left out, as {@link Fit} says. */
final class SmilePatcher {
    private final SmileWriter target;
    private final UnsafeBuffer bytes = new UnsafeBuffer(0, 0);

    SmilePatcher(SmileWriter target) {
        this.target = target;
    }

    /** @param change no removal */
    void patch(SmileValue before, Change change) {
        if (change instanceof SetChange set) {
            SmileValue.WRITER.write(set.value(), target);
        } else if (change instanceof ObjectChange object && before.kind() == Value.Kind.OBJECT) {
            patchObject(before, object);
        } else if (change instanceof ListChange list && before.kind() == Value.Kind.ARRAY) {
            patchList(before, list);
        } else if (change instanceof TextChange text && before.kind() == Value.Kind.STRING) {
            patchText(before, text);
        } else {
            SmileValue.WRITER.write(before, target);
        }
    }

    private void patchObject(SmileValue before, ObjectChange change) {
        DirectBuffer buffer = before.buffer();
        Set<String> seen = new HashSet<>();
        target.startObject();
        int at = before.offset() + 1;
        while (buffer.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(buffer, at);
            int end = Smile.skip(buffer, value);
            String name = Utf8Text.decode(buffer, Smile.nameOffset(buffer, at), Smile.nameLength(buffer, at));
            Change member = change.members().get(name);
            if (member == null) {
                target.writeRaw(buffer, at, end - at);
            } else if (!(member instanceof RemoveChange)) {
                target.writeRaw(buffer, at, value - at);
                patch(new SmileValue(buffer, value, end - value), member);
            }
            seen.add(name);
            at = end;
        }
        for (Map.Entry<String, Change> member : change.members().entrySet()) {
            if (member.getValue() instanceof SetChange set && !seen.contains(member.getKey())) {
                byte[] name = Utf8Text.encode(member.getKey());
                bytes.wrap(name);
                target.writeName(bytes, 0, name.length);
                SmileValue.WRITER.write(set.value(), target);
            }
        }
        target.endObject();
    }

    private void patchList(SmileValue before, ListChange change) {
        DirectBuffer buffer = before.buffer();
        int length = before.length();
        change.requireFits(length);
        int[] offsets = new int[length + 1];
        offsets[0] = before.offset() + 1;
        for (int i = 0; i < length; i++) {
            offsets[i + 1] = Smile.skip(buffer, offsets[i]);
        }
        target.startArray();
        for (int i = 0, end = change.finalLength(length); i < end; i++) {
            int base = change.baseIndexOf(i);
            Change item = base < 0 ? null : change.changeAt(i);
            if (base < 0) {
                SmileValue.WRITER.write(change.insertedAt(i), target);
            } else if (item == null) {
                target.writeRaw(buffer, offsets[base], offsets[base + 1] - offsets[base]);
            } else {
                patch(new SmileValue(buffer, offsets[base], offsets[base + 1] - offsets[base]), item);
            }
        }
        target.endArray();
    }

    private void patchText(SmileValue before, TextChange change) {
        String text = TextMatch.apply(change.patch(), before.text());
        if (text == null) {
            throw new DeltaException(DeltaException.Code.CONFLICT, "a hunk of a text patch does not fit");
        }
        byte[] utf8 = Utf8Text.encode(text);
        bytes.wrap(utf8);
        target.writeString(bytes, 0, utf8.length);
    }
}
