package io.canyon.engine.conversation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** JSON as maps, lists, strings, booleans, doubles and null. Zero has no sign here, as on the wire. */
final class Json {
    static final Object MALFORMED = new Object();

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** The value, or {@link #MALFORMED}. */
    static Object tryParse(String text) {
        try {
            return normal(MAPPER.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            return MALFORMED;
        }
    }

    static Object parse(String text) {
        Object value = tryParse(text);
        if (value == MALFORMED) {
            throw new IllegalArgumentException("no JSON: " + text);
        }
        return value;
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, member) -> map.put((String) name, member));
        return map;
    }

    static List<Object> list(Object value) {
        return new ArrayList<>((List<?>) value);
    }

    /** An object of names and values that alternate. */
    static Map<String, Object> object(Object... members) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            map.put((String) members[i], members[i + 1]);
        }
        return map;
    }

    /**
     * A frame of the server in the form in which frames are compared. The list of a patch that brings a session up to
     * date becomes one patch; of the patches that an editor sent, empty ones go.
     */
    static Map<String, Object> frame(Object parsed) {
        Map<String, Object> frame = map(normal(parsed));
        boolean isBroadcast = !"".equals(frame.get("clientId"));
        for (String list : List.of("documentPatches", "ephemeralPatches")) {
            // The published server also passes on what is no patch.
            if (isPatches(frame.get(list))) {
                List<Object> patches = list(frame.get(list));
                patches.removeIf(patch -> ((Map<?, ?>) patch).isEmpty());
                frame.put(list, isBroadcast ? patches : List.of(merged(patches)));
            }
        }
        return frame;
    }

    /** Sequential merge: later fields win, a deletion replaces, and what follows it starts anew. */
    static Map<String, Object> merged(List<Object> patches) {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (Object patch : patches) {
            map(patch).forEach((key, component) -> {
                Map<String, Object> fields = map(component);
                Map<String, Object> before = map(merged.getOrDefault(key, Map.of()));
                if (fields.containsKey("_exists") && !Objects.equals(fields.get("_exists"), before.get("_exists"))) {
                    merged.put(key, fields);
                } else {
                    before.putAll(fields);
                    merged.put(key, before);
                }
            });
        }
        return merged;
    }

    private static boolean isPatches(Object value) {
        return value instanceof List<?> list
                && list.stream()
                        .allMatch(patch -> patch instanceof Map<?, ?> keys
                                && keys.values().stream().allMatch(component -> component instanceof Map));
    }

    private static Object normal(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> normal = new LinkedHashMap<>();
            map.forEach((name, member) -> normal.put((String) name, normal(member)));
            return normal;
        }
        if (value instanceof List<?> list) {
            List<Object> normal = new ArrayList<>(list.size());
            list.forEach(item -> normal.add(normal(item)));
            return normal;
        }
        return value instanceof Number number ? (Object) (number.doubleValue() + 0.0) : value;
    }
}
