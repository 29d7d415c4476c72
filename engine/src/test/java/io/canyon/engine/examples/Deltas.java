package io.canyon.engine.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;

/** Deltas between three versions of a document. */
final class Deltas {
    JsonNode patched;
    JsonNode restored;
    JsonNode composed;

    void use(JsonNode left, JsonNode right, JsonNode next) {
        JsonDiffPatch jsonDiffPatch = new JsonDiffPatch();
        JsonNode delta = jsonDiffPatch.diff(left, right);
        patched = jsonDiffPatch.patch(left, delta);
        restored = jsonDiffPatch.patch(patched, jsonDiffPatch.reverse(delta));
        composed = jsonDiffPatch.compose(delta, jsonDiffPatch.diff(right, next));
    }
}
