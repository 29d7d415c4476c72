package io.canyon.engine.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One key of the model's document: a live record, or the tombstone of one. */
final class ModelRecord {
    /** A field's value and the version that set it. */
    record Field(Object value, long version) {}

    final Map<String, Field> fields = new LinkedHashMap<>();
    boolean isLive;
    /** When it was last created, declared to exist, or deleted. */
    long version;

    /** Whether the wire's rules allow this component at all, wherever it goes. */
    static boolean isValid(Object component) {
        if (!(component instanceof Map<?, ?> fields) || hasInfinite(component)) {
            return false;
        }
        boolean isExistsValid = !fields.containsKey("_exists") || fields.get("_exists") instanceof Boolean;
        return isExistsValid && fields.values().stream().allMatch(field -> !isDelta(field) || isValidDelta(field));
    }

    static boolean isPartial(Object component) {
        return !((Map<?, ?>) component).containsKey("_exists");
    }

    static boolean isDeletion(Object component) {
        return Boolean.FALSE.equals(((Map<?, ?>) component).get("_exists"));
    }

    ModelRecord copy() {
        ModelRecord copy = new ModelRecord();
        copy.fields.putAll(fields);
        copy.isLive = isLive;
        copy.version = version;
        return copy;
    }

    void apply(Map<String, Object> component, long newVersion) {
        if (isDeletion(component)) {
            isLive = false;
            version = newVersion;
            fields.clear();
            return;
        }
        if (!isPartial(component)) {
            isLive = true;
            version = newVersion;
        }
        component.forEach((name, value) -> {
            if (!name.equals("_exists")) {
                Field before = fields.get(name);
                Object base = before == null ? null : before.value();
                fields.put(name, new Field(isDelta(value) ? applied(base, Json.map(value)) : value, newVersion));
            }
        });
    }

    /** What the wire says of it to somebody who knows version {@code since}; empty if nothing. */
    Map<String, Object> changesSince(long since) {
        Map<String, Object> changes = new LinkedHashMap<>();
        if (version > since) {
            changes.put("_exists", isLive);
        }
        fields.forEach((name, field) -> {
            if (field.version() > since) {
                changes.put(name, field.value());
            }
        });
        return changes;
    }

    Map<String, Object> whole() {
        return changesSince(Long.MIN_VALUE);
    }

    private static boolean hasInfinite(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(ModelRecord::hasInfinite);
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(ModelRecord::hasInfinite);
        }
        return value instanceof Double number && number.isInfinite();
    }

    private static boolean isDelta(Object value) {
        return value instanceof Map<?, ?> map && Double.valueOf(1).equals(map.get("__buf"));
    }

    private static boolean isValidDelta(Object value) {
        Map<?, ?> delta = (Map<?, ?>) value;
        return isWhole(delta.get("len"))
                && (Double) delta.get("len") >= 0
                && (Double) delta.get("len") <= 1 << 20
                && delta.get("runs") instanceof List<?> runs
                && runs.stream().allMatch(ModelRecord::isValidRun);
    }

    /** An index below zero is recorded as one that lies outside, like one beyond the end. */
    private static boolean isValidRun(Object run) {
        return run instanceof List<?> pair
                && pair.size() == 2
                && isWhole(pair.get(0))
                && pair.get(1) instanceof List<?> numbers
                && numbers.stream().allMatch(number -> number instanceof Double);
    }

    private static boolean isWhole(Object value) {
        return value instanceof Double number && number == Math.rint(number);
    }

    private static List<Object> applied(Object base, Map<String, Object> delta) {
        int length = ((Double) delta.get("len")).intValue();
        List<Object> result = new ArrayList<>();
        if (base instanceof List<?> list) {
            result.addAll(list);
        } else if (base instanceof String text) {
            text.chars().forEach(unit -> result.add(String.valueOf((char) unit)));
        }
        while (result.size() > length) {
            result.remove(result.size() - 1);
        }
        Object fill = base instanceof Map || Boolean.TRUE.equals(base) || base instanceof Double number && number != 0
                ? null
                : (Object) 0.0;
        while (result.size() < length) {
            result.add(fill);
        }
        for (Object run : Json.list(delta.get("runs"))) {
            int index = ((Double) Json.list(run).get(0)).intValue();
            for (Object number : Json.list(Json.list(run).get(1))) {
                if (index >= 0 && index < length) {
                    result.set(index, number);
                }
                index++;
            }
        }
        return result;
    }
}
