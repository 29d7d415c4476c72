package io.canyon.engine.dialect.jsondiffpatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.DeltaException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What jsondiffpatch 0.7.7 did with recorded documents and deltas. Where it loses data, guesses or breaks off, our
 * outcome is our own, and stands in the counts.
 */
class JsonDiffPatchVectorsTest {
    /** Deltas that fit no document, or not this one: what becomes of them is a decision. */
    private static final Set<String> DECIDED = Set.of(
            "mismatch",
            "malformed-top",
            "malformed-nested",
            "array-delta-odd",
            "array-nested-after-move",
            "array-on-object",
            "object-on-array",
            "partial-on-error",
            "string-delta",
            "proto",
            "text-base",
            "text-malformed");

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<JsonNode> vectors;

    JsonDiffPatchVectorsTest() throws Exception {
        vectors = Vectors.read("/vectors/jsondiffpatch.jsonl");
    }

    @Test
    void shouldFindTheSameDeltas() {
        for (JsonNode vector : vectors) {
            if (!vector.has("right")
                    && !vector.has("noDelta")
                    && !vector.path("phase").asText().equals("diff")) {
                continue;
            }
            String reason = reasonForAnotherDelta(vector);
            JsonNode delta = of(vector).diff(side(vector, "left"), side(vector, "right"));
            if (reason == null) {
                assertEquals(
                        Vectors.normal(vector.get("delta")), Vectors.normal(delta), () -> "id=" + vector.get("id"));
                assertEquals(text(vector.get("delta")), text(delta), () -> "id=" + vector.get("id"));
                count("same");
                continue;
            }
            boolean isSame =
                    vector.has("delta") && Vectors.normal(vector.get("delta")).equals(Vectors.normal(delta));
            count(reason + (isSame ? ": same" : ": other"));
        }
        assertEquals("""
                4 no option to leave things out: other
                1 no option to leave things out: same
                11 no option to tell the value of a move: other
                2 no option to tell the value of a move: same
                3 numbers that JavaScript cannot tell apart: other
                585 same
                3 texts depend on the time that there was: other
                55 texts depend on the time that there was: same
                8 the package broke off: other
                13 the package lost something: other
                1 the package lost something: same
                """, counts());
    }

    /** Null: the delta has to be the same, byte for byte. */
    private static String reasonForAnotherDelta(JsonNode vector) {
        if (vector.has("error")) {
            return "the package broke off";
        }
        if (vector.has("lossy")) {
            return "the package lost something";
        }
        if (vector.path("options").path("arrays").has("includeValueOnMove")) {
            return "no option to tell the value of a move";
        }
        if (vector.path("options").has("omitRemovedValues")
                || vector.path("options").has("propertyFilter")) {
            return "no option to leave things out";
        }
        if (vector.get("case").textValue().startsWith("text")) {
            return "texts depend on the time that there was";
        }
        if (vector.has("leftText") && vector.get("case").textValue().equals("number")) {
            // whole numbers beyond 53 bits differ for us, and 1e400 is none
            return "numbers that JavaScript cannot tell apart";
        }
        return null;
    }

    @Test
    void shouldPatchAndUnpatchTheSame() {
        for (JsonNode vector : vectors) {
            String name = vector.get("case").textValue();
            if (!vector.has("delta") || DECIDED.contains(name) || vector.has("error")) {
                continue;
            }
            if (vector.has("lossy")) {
                count("the package lost something: " + outcome(vector, () -> patched(vector)));
                continue;
            }
            assertEquals(expected(vector), patched(vector), () -> "id=" + vector.get("id"));
            count("patched the same");
            if (!vector.has("reversed")) {
                continue;
            }
            JsonNode unpatched = of(vector).unpatch(vector.get("patched"), vector.get("delta"));
            if (vector.path("options").has("omitRemovedValues")) {
                count("no old values to unpatch with");
                continue;
            }
            if (vector.has("leftText") && name.equals("number")) {
                count("a number that JavaScript does not have");
                continue;
            }
            // also where the package loses something: its reverse of moves is wrong
            assertEquals(
                    Vectors.normal(side(vector, "left")), Vectors.normal(unpatched), () -> "id=" + vector.get("id"));
            count(vector.has("unpatchLossy") ? "unpatched right, unlike the package" : "unpatched the same");
        }
        assertEquals("""
                1 a number that JavaScript does not have
                6 no old values to unpatch with
                663 patched the same
                1 the package lost something: MALFORMED
                7 the package lost something: same
                21 unpatched right, unlike the package
                591 unpatched the same
                """, counts());
    }

    @Test
    void shouldRefuseOrLeaveOutWhatDoesNotFit() {
        for (JsonNode vector : vectors) {
            String name = vector.get("case").textValue();
            if (vector.has("delta") && (DECIDED.contains(name) || vector.has("error"))) {
                count(name + (vector.has("error") ? " (the package throws)" : "") + ": "
                        + outcome(vector, () -> patched(vector)));
            }
        }
        assertEquals("""
                5 array-delta-odd (the package throws): MALFORMED
                3 array-delta-odd: INDEX
                18 array-delta-odd: MALFORMED
                3 array-delta-odd: same
                1 array-nested-after-move: INDEX
                3 array-nested-after-move: same
                1 array-on-object: unchanged
                2 malformed-nested (the package throws): MALFORMED
                16 malformed-nested: MALFORMED
                2 malformed-nested: same
                10 malformed-top (the package throws): MALFORMED
                8 malformed-top: MALFORMED
                2 malformed-top: same
                48 mismatch (the package throws): unchanged
                2 mismatch: INDEX
                70 mismatch: same
                2 mismatch: unchanged
                1 object-on-array: same
                1 object-on-array: unchanged
                3 odd-key (the package throws): MALFORMED
                2 partial-on-error (the package throws): MALFORMED
                1 proto: MALFORMED
                4 proto: same
                5 string-delta (the package throws): MALFORMED
                3 text-base (the package throws): CONFLICT
                4 text-base (the package throws): unchanged
                2 text-base: same
                3 text-drift (the package throws): CONFLICT
                2 text-malformed (the package throws): MALFORMED
                1 text-malformed: MALFORMED
                6 text-malformed: same
                """, counts());
    }

    @Test
    void shouldGuessLikeThePackageWhereThatLosesNothing() {
        for (JsonNode vector : vectors) {
            String name = vector.get("case").textValue();
            if (!vector.has("delta") || vector.has("lossy")) {
                continue;
            }
            Supplier<JsonNode> patch =
                    () -> Vectors.normal(of(vector).patchLeniently(side(vector, "left"), vector.get("delta")));
            if (DECIDED.contains(name) || vector.has("error")) {
                count(name + (vector.has("error") ? " (the package throws)" : "") + ": " + outcome(vector, patch));
            } else {
                assertEquals(expected(vector), patch.get(), () -> "id=" + vector.get("id"));
            }
        }
        assertEquals("""
                5 array-delta-odd (the package throws): MALFORMED
                14 array-delta-odd: MALFORMED
                8 array-delta-odd: same
                2 array-delta-odd: unchanged
                3 array-nested-after-move: same
                1 array-nested-after-move: unchanged
                1 array-on-object: unchanged
                2 malformed-nested (the package throws): MALFORMED
                8 malformed-nested: MALFORMED
                1 malformed-nested: other
                9 malformed-nested: same
                10 malformed-top (the package throws): MALFORMED
                9 malformed-top: same
                1 malformed-top: unchanged
                48 mismatch (the package throws): unchanged
                70 mismatch: same
                4 mismatch: unchanged
                1 object-on-array: same
                1 object-on-array: unchanged
                3 odd-key (the package throws): MALFORMED
                2 partial-on-error (the package throws): MALFORMED
                5 proto: same
                5 string-delta (the package throws): MALFORMED
                3 text-base (the package throws): CONFLICT
                4 text-base (the package throws): unchanged
                2 text-base: same
                3 text-drift (the package throws): CONFLICT
                2 text-malformed (the package throws): MALFORMED
                1 text-malformed: MALFORMED
                6 text-malformed: same
                """, counts());
    }

    private String outcome(JsonNode vector, Supplier<JsonNode> patch) {
        JsonNode left = side(vector, "left");
        JsonNode before = left == null ? null : left.deepCopy();
        try {
            JsonNode result = patch.get();
            if (!vector.has("error") && (result == null ? !vector.has("patched") : result.equals(expected(vector)))) {
                return "same";
            }
            boolean isUnchanged = result == null ? left == null : result.equals(Vectors.normal(left));
            return isUnchanged ? "unchanged" : "other";
        } catch (DeltaException e) {
            return e.code().name();
        } finally {
            assertEquals(before, left, () -> "id=" + vector.get("id"));
        }
    }

    private static JsonNode patched(JsonNode vector) {
        return Vectors.normal(of(vector).patch(side(vector, "left"), vector.get("delta")));
    }

    private static JsonNode expected(JsonNode vector) {
        return Vectors.normal(vector.get("patched"));
    }

    private static String text(JsonNode delta) {
        // -0 is 0 to us
        return String.valueOf(delta).replace("-0.0", "0");
    }

    /** As it was written, where parsing matters; null where nothing was. */
    private static JsonNode side(JsonNode vector, String name) {
        JsonNode text = vector.get(name + "Text");
        return text == null ? vector.get(name) : Vectors.parse(text.textValue());
    }

    private static JsonDiffPatch of(JsonNode vector) {
        JsonNode recorded = vector.path("options");
        JsonDiffOptions options = JsonDiffOptions.DEFAULT.withObjectHash(
                hash(recorded.path("objectHash").textValue()));
        if (recorded.has("matchByPosition")) {
            options = options.withMatchesByPosition(
                    recorded.get("matchByPosition").booleanValue());
        }
        options = options.withMoves(recorded.path("arrays").path("detectMove").asBoolean(true));
        return new JsonDiffPatch(options.withTextMinLength(
                recorded.path("textDiff").path("minLength").asInt(60)));
    }

    private static ObjectHash hash(String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case "id", "idSafe" -> (item, index) -> item.has("id") ? ItemKeys.key(item.get("id")) : null;
            case "json" -> (item, index) -> item.toString();
            case "idIndex" ->
                (item, index) -> isTrue(item.get("id")) ? ItemKeys.key(item.get("id")) : "$$index:" + index;
            case "diffsync" ->
                (item, index) -> {
                    JsonNode id = isTrue(item.get("id")) ? item.get("id") : item.get("_id");
                    return isTrue(id) ? ItemKeys.key(id) : item.toString();
                };
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static boolean isTrue(JsonNode node) {
        boolean isFalse = node == null
                || node.isNull()
                || node.isValueNode() && Set.of("", "0").contains(node.asText());
        return !isFalse;
    }

    private void count(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    private String counts() {
        StringBuilder text = new StringBuilder();
        counts.forEach((outcome, count) ->
                text.append(count).append(' ').append(outcome).append('\n'));
        return text.toString();
    }
}
