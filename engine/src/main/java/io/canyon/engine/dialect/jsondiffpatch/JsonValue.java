package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Value;
import java.util.Objects;

/** A Jackson tree as the value of a change. The tree must not be modified any more. */
public record JsonValue(JsonNode node) implements Value {
    public JsonValue {
        Objects.requireNonNull(node);
    }

    /** The value of a tree; null for none. */
    public static JsonValue of(JsonNode node) {
        return node == null ? null : new JsonValue(node);
    }

    @Override
    public Kind kind() {
        return switch (node.getNodeType()) {
            case OBJECT -> Kind.OBJECT;
            case ARRAY -> Kind.ARRAY;
            case STRING -> Kind.STRING;
            default -> Kind.OTHER;
        };
    }

    @Override
    public int length() {
        return node.isArray() ? node.size() : 0;
    }

    @Override
    public Value item(int index) {
        return of(node.get(index));
    }

    @Override
    public Value member(String name) {
        return of(node.get(name));
    }

    @Override
    public String text() {
        return node.textValue();
    }

    @Override
    public Value patched(Change change) {
        JsonNode result = JsonPatcher.apply(node, change);
        return result == node ? this : new JsonValue(result);
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
