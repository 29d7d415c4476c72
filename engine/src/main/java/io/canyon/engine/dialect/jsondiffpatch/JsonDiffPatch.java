package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Inverse;

/**
 * The npm package jsondiffpatch 0.7, with texts, for Jackson trees. Deltas are interchangeable with it. What differs:
 *
 * <ul>
 *   <li>No tree that is handed in is ever modified. Results share parts with them, so treat all trees as immutable, or
 *       copy them ({@link JsonNode#deepCopy}).
 *   <li>Deltas are read strictly: what the package would guess about, or delete data for, ends in a
 *       {@link DeltaException}, and so does an index past the end of its list. {@link #patchLeniently} guesses as the
 *       package does.
 *   <li>A changed member {@code _t} or {@code __proto__}, which deltas cannot tell of, replaces its object.
 *   <li>{@link #reverse} is right for lists with moves and nested changes.
 * </ul>
 *
 * <p>Where nothing is there (JavaScript's undefined) stands null. Immutable, so free of threads.
 */
public final class JsonDiffPatch {
    private final JsonDiff diff;

    public JsonDiffPatch(JsonDiffOptions options) {
        this.diff = new JsonDiff(options);
    }

    public JsonDiffPatch() {
        this(JsonDiffOptions.DEFAULT);
    }

    /** The delta that makes {@code right} of {@code left}; null when they are equal. */
    public JsonNode diff(JsonNode left, JsonNode right) {
        return printed(diff.diff(left, right));
    }

    /**
     * The document behind the delta. What goes into something that is gone, or is of another kind, is left out.
     *
     * @param delta null for none
     * @throws DeltaException when the delta is malformed, has an index past the end of its list, or a text patch that
     *     does not fit
     */
    public JsonNode patch(JsonNode document, JsonNode delta) {
        return delta == null ? document : JsonPatcher.apply(document, DeltaParser.parse(delta));
    }

    /**
     * {@link #patch} for a document that the delta was not made for, or a delta of a careless author: what the npm
     * package takes for no change is none, what is absent is not removed, indices past the end append, and of two items
     * for one place the later comes first.
     *
     * @throws DeltaException when the npm package would delete or make up data, or the delta is too deep
     */
    public JsonNode patchLeniently(JsonNode document, JsonNode delta) {
        return delta == null ? document : LenientPatcher.apply(document, delta);
    }

    /** The document before the delta: {@link #patch} with the delta reversed. */
    public JsonNode unpatch(JsonNode document, JsonNode delta) {
        return patch(document, reverse(delta));
    }

    /**
     * The delta that takes this one back.
     *
     * @param delta with its old values; null for none
     * @throws DeltaException when it is malformed
     */
    public JsonNode reverse(JsonNode delta) {
        return delta == null ? null : printed(Inverse.of(DeltaParser.parse(delta)));
    }

    /**
     * One delta that does what two do, one behind the other.
     *
     * @return null when they cancel each other
     * @throws DeltaException when one is malformed, or the second does not apply behind the first
     */
    public JsonNode compose(JsonNode first, JsonNode second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return printed(Compose.both(DeltaParser.parse(first), DeltaParser.parse(second)));
    }

    private static JsonNode printed(Change change) {
        return change == null ? null : DeltaPrinter.print(change);
    }
}
