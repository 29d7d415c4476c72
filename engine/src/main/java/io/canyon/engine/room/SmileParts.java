package io.canyon.engine.room;

import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.edit.Smile;
import io.canyon.engine.edit.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** The parts of one value in Smile, found by walking over it once. */
final class SmileParts {
    private final Map<String, SmileValue> members = new LinkedHashMap<>();
    private final List<SmileValue> items = new ArrayList<>();

    SmileParts(SmileValue value) {
        byte token = value.buffer().getByte(value.offset());
        if (token == Smile.START_OBJECT) {
            readMembers(value.buffer(), value.offset() + 1);
        } else if (token == Smile.START_ARRAY) {
            readItems(value.buffer(), value.offset() + 1);
        }
    }

    /** None of what is no object. */
    Map<String, SmileValue> members() {
        return members;
    }

    SmileValue member(String name) {
        return members.get(name);
    }

    SmileValue item(int index) {
        return index < items.size() ? items.get(index) : null;
    }

    int length() {
        return items.size();
    }

    private void readMembers(DirectBuffer buffer, int offset) {
        int at = offset;
        while (buffer.getByte(at) != Smile.END_OBJECT) {
            int value = Smile.skipName(buffer, at);
            int end = Smile.skip(buffer, value);
            String name = Utf8Text.decode(buffer, Smile.nameOffset(buffer, at), Smile.nameLength(buffer, at));
            members.put(name, new SmileValue(buffer, value, end - value));
            at = end;
        }
    }

    private void readItems(DirectBuffer buffer, int offset) {
        int at = offset;
        while (buffer.getByte(at) != Smile.END_ARRAY) {
            int end = Smile.skip(buffer, at);
            items.add(new SmileValue(buffer, at, end - at));
            at = end;
        }
    }
}
