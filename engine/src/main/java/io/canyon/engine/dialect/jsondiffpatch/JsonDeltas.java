package io.canyon.engine.dialect.jsondiffpatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.RemoveChange;

/** JSON deltas to changes and back. Values are {@link JsonValue}s, which share the trees of the delta. Stateless. */
public final class JsonDeltas {
    private JsonDeltas() {}

    /**
     * Reads a delta of a whole document.
     *
     * @throws DeltaException when it has an unknown shape, an index that is not canonical, two items in one place, an
     *     edit of a member {@code _t} or {@code __proto__}, removes the document, or is too deep
     */
    public static Change parse(JsonNode delta) {
        Change change = DeltaParser.parse(delta);
        if (change instanceof RemoveChange) {
            throw new DeltaException(DeltaException.Code.MALFORMED, "not a delta: removes the document");
        }
        return change;
    }

    /**
     * Writes a change whose values are {@link JsonValue}s or {@code SmileValue}s. An old value that is not told becomes
     * 0.
     */
    public static JsonNode print(Change change) {
        return DeltaPrinter.print(change);
    }

    /** The document behind the change. {@code document} stays as it is, and shares what has not changed. */
    public static JsonNode apply(JsonNode document, Change change) {
        return JsonPatcher.apply(document, change);
    }
}
