package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.JsonDiff;
import com.flipkart.zjsonpatch.JsonPatch;

/** JSON Patches (RFC 6902) for those who work with trees. Stateless. */
public final class JsonPatches {
    private JsonPatches() {}

    /** The operations that make {@code after} of {@code before}; an empty array when they are equal. */
    public static JsonNode diff(JsonNode before, JsonNode after) {
        return JsonDiff.asJson(before, after);
    }

    /**
     * The document behind the operations; {@code document} stays as it is.
     *
     * @throws IllegalArgumentException when they do not apply, or a test fails
     */
    public static JsonNode apply(JsonNode operations, JsonNode document) {
        try {
            return JsonPatch.apply(operations, document);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("does not apply: " + e.getMessage(), e);
        }
    }
}
