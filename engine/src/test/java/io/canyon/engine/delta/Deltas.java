package io.canyon.engine.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonValue;

/** Changes and values as JSON with single quotes. */
final class Deltas {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Deltas() {}

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Change change(String delta) {
        return JsonDeltas.parse(json(delta));
    }

    static Value value(String text) {
        return new JsonValue(json(text));
    }

    static String text(Change change) {
        return change == null ? null : JsonDeltas.print(change).toString().replace('"', '\'');
    }

    static String applied(String document, Change change) {
        return JsonDeltas.apply(json(document), change).toString().replace('"', '\'');
    }

    static String carried(String edit, String... applied) {
        Change result = change(edit);
        for (String change : applied) {
            result = result == null ? null : Carry.over(result, change(change));
        }
        return text(result);
    }
}
