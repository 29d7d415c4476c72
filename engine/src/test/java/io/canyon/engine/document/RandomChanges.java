package io.canyon.engine.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ListChangeBuilder;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.delta.SetChange;
import io.canyon.engine.delta.SmileValue;
import io.canyon.engine.delta.TextChange;
import io.canyon.engine.delta.Untold;
import io.canyon.engine.delta.Value;
import io.canyon.engine.edit.TextDiff;
import io.canyon.engine.edit.TextPatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** Random values, and changes of them, all of their parts in place; or with parts that are not, when asked for. */
public final class RandomChanges {
    private static final int MISFIT_ONE_IN = 4;

    private final Random random;
    private boolean withMisfits;

    public RandomChanges(Random random) {
        this.random = random;
    }

    /** A value whose containers nest so deep. */
    public static JsonNode value(Random random, int depth) {
        return TestJson.randomValue(random, depth);
    }

    public static UnsafeBuffer smile(JsonNode value) {
        return TestJson.smile(value);
    }

    public static JsonNode read(SmileValue value) {
        return TestJson.read(value.buffer(), value.offset(), value.lengthBytes());
    }

    /** A change of the value that applies to all of it. */
    public Change fitting(JsonNode before) {
        withMisfits = false;
        return change(before);
    }

    /** A change of the value of which parts may have no place, or change nothing. */
    public Change any(JsonNode before) {
        withMisfits = true;
        return change(before);
    }

    private Change change(JsonNode before) {
        int kind = random.nextInt(8);
        if (isMisfit()) {
            JsonNode other = TestJson.randomValue(random, 2);
            return random.nextInt(8) == 0 ? ObjectChange.NOTHING : change(other);
        }
        if (before.isObject() && kind > 0) {
            return members(before);
        }
        if (before.isArray() && kind > 0) {
            return list(before);
        }
        TextChange text = before.isTextual() && kind > 3 ? text(before.textValue()) : null;
        return text == null ? new SetChange(randomValue(), random.nextBoolean() ? Untold.VALUE : null) : text;
    }

    private Change members(JsonNode before) {
        Map<String, Change> members = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        before.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        int count = random.nextInt(4);
        for (String name : names.subList(0, Math.min(count, names.size()))) {
            boolean isRemoval = random.nextInt(4) == 0;
            members.put(name, isRemoval ? RemoveChange.UNTOLD : change(before.get(name)));
        }
        if (members.isEmpty() || random.nextInt(3) == 0) {
            members.put("new" + random.nextInt(100), new SetChange(randomValue(), null));
        }
        if (isMisfit()) {
            members.put("absent" + random.nextInt(9), random.nextBoolean() ? RemoveChange.UNTOLD : misfit());
        }
        return ObjectChange.of(members);
    }

    private Change misfit() {
        return random.nextBoolean() ? ObjectChange.NOTHING : change(TestJson.randomValue(random, 1));
    }

    private Change list(JsonNode before) {
        int length = before.size();
        boolean isLengthWrong = isMisfit();
        ListChangeBuilder list = ListChange.builder().baseLength(isLengthWrong ? -1 : length);
        List<Integer> kept = new ArrayList<>();
        List<Integer> placed = new ArrayList<>();
        int change = random.nextInt(3) + 1;
        for (int i = 0; i < length; i++) {
            int fate = random.nextInt(Math.max(8, length / 6));
            if (fate == 0 && change != 1) {
                list.remove(i, random.nextBoolean() ? Untold.VALUE : randomValue());
            } else if (fate == 1 && change > 1) {
                placed.add(i);
            } else {
                kept.add(i);
            }
        }
        for (int i = random.nextInt(random.nextInt(30) == 0 ? 900 : 4); i > 0; i--) {
            placed.add(-1);
        }
        Collections.shuffle(placed, random);
        List<Integer> all = new ArrayList<>(kept);
        for (int item : placed) {
            all.add(random.nextInt(all.size() + 1), item);
        }
        Set<Integer> isPlaced = new HashSet<>(placed);
        int misplaced = isMisfit() ? random.nextInt(3) : 0;
        boolean isChanged = false;
        for (int i = 0; i < all.size(); i++) {
            int item = all.get(i);
            if (item < 0) {
                list.insert(i, randomValue());
                isChanged = true;
                continue;
            }
            if (isPlaced.contains(item)) {
                list.move(item, i);
            }
            if (random.nextInt(Math.max(4, all.size() / 4)) == 0 || i == all.size() - 1 && !isChanged) {
                list.change(i, change(before.get(item)));
                isChanged = true;
            }
        }
        if (!isChanged || misplaced > 1 && isLengthWrong) {
            list.insert(all.size() + (isLengthWrong ? misplaced : 0), randomValue());
        }
        return list.build();
    }

    private TextChange text(String before) {
        int at = before.offsetByCodePoints(0, random.nextInt(before.codePointCount(0, before.length()) + 1));
        String after = before.substring(0, at) + "in" + random.nextInt(1000) + "sé" + before.substring(at);
        TextPatch patch = TextDiff.between(before, after, TextDiff.QUICK);
        if (withMisfits && random.nextInt(3) == 0) {
            patch = TextDiff.between("x" + before, "x" + after, TextDiff.QUICK);
        }
        return patch == null ? null : new TextChange(patch);
    }

    private Value randomValue() {
        UnsafeBuffer smile = TestJson.smile(TestJson.randomValue(random, random.nextInt(3)));
        return new SmileValue(smile, 0, smile.capacity());
    }

    private boolean isMisfit() {
        return withMisfits && random.nextInt(MISFIT_ONE_IN) == 0;
    }
}
