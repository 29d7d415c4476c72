package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffOptions;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;

/**
 * The documents of a client: the shadow, which is the room's document at a version; the sent copy, the shadow with the
 * edit in flight; and the local copy, with what is unsent, too. Trees are never modified; new ones share parts with
 * them. Not thread-safe.
 */
public final class ThreeDocuments {
    private final JsonDiffPatch diffs;
    private JsonNode shadow;
    private JsonNode copy;
    private JsonNode local;
    private long version = -1;
    /** The edit in flight as it applies to the shadow; null when there is none, or nothing of it is left. */
    private Change carried;

    public ThreeDocuments(JsonDiffOptions options) {
        diffs = new JsonDiffPatch(options);
    }

    /** The room's document; null before the first. */
    public JsonNode shadow() {
        return shadow;
    }

    /** What the user sees; null before the first document has come. */
    public JsonNode local() {
        return local;
    }

    /** Of the shadow; -1 before the first. */
    public long version() {
        return version;
    }

    /** The edit in flight as it applies to the shadow; null when nothing of it is left. */
    public Change carried() {
        return carried;
    }

    /** Whether everything local is in the shadow. */
    public boolean isClean() {
        return local == shadow;
    }

    /** The delta between two documents; null when they are equal. */
    public JsonNode delta(JsonNode from, JsonNode to) {
        return diffs.diff(from, to);
    }

    /** The change between two documents; null when they are equal. */
    public Change between(JsonNode from, JsonNode to) {
        JsonNode delta = diffs.diff(from, to);
        return delta == null ? null : JsonDeltas.parse(delta);
    }

    /** The user's document goes on. */
    public void change(JsonNode document) {
        local = document;
    }

    /**
     * What is unsent, as a delta of the shadow; nothing is in flight.
     *
     * @return null when nothing is
     */
    public JsonNode unsent() {
        JsonNode delta = diffs.diff(shadow, local);
        if (delta == null) {
            local = shadow;
        }
        return delta;
    }

    /** What would be unsent if this were the user's document; null for nothing. */
    public JsonNode unsentOf(JsonNode document) {
        return diffs.diff(copy, document);
    }

    /** All that is unsent goes into flight. */
    public void depart(Change edit) {
        carried = edit;
        copy = local;
    }

    /** The room has sent a whole document. */
    public void replace(JsonNode document, long nextVersion, boolean endsFlight) {
        Change change = shadow == null ? null : between(shadow, document);
        advance(document, change, nextVersion, endsFlight);
    }

    /**
     * The room's document has changed.
     *
     * @param change null for a version that changed nothing
     * @throws DeltaException when it does not apply to the shadow; nothing has happened then
     */
    public void follow(Change change, long nextVersion, boolean endsFlight) {
        JsonNode next = change == null ? shadow : JsonDeltas.apply(shadow, change);
        advance(next, change, nextVersion, endsFlight);
    }

    /** There is nothing in flight any more, and the shadow stays as it is. */
    public void endFlight() {
        advance(shadow, null, version, true);
    }

    /** What is in flight is unsent again, with all else that is. */
    public void recallFlight() {
        carried = null;
        copy = shadow;
    }

    /** What is unsent is no more; nothing is in flight. */
    public void dropUnsent() {
        local = shadow;
    }

    private void advance(JsonNode next, Change change, long nextVersion, boolean endsFlight) {
        if (endsFlight) {
            carried = null;
        } else if (carried != null && change != null) {
            carried = over(carried, change);
        }
        JsonNode nextCopy = carried == null ? next : FittingPart.apply(next, carried);
        if (local == copy) {
            local = nextCopy;
        } else {
            local = rebased(copy, local, nextCopy);
        }
        shadow = next;
        copy = nextCopy;
        version = nextVersion;
    }

    /** What was made of {@code base}, made of {@code next} instead. */
    public JsonNode rebased(JsonNode base, JsonNode edited, JsonNode next) {
        Change edit = between(base, edited);
        Change applied = edit == null ? null : between(base, next);
        edit = applied == null ? edit : over(edit, applied);
        return edit == null ? next : FittingPart.apply(next, edit);
    }

    /** @return null when nothing of the edit is left */
    static Change over(Change edit, Change applied) {
        try {
            return Carry.over(edit, applied);
        } catch (DeltaException e) {
            // an index past the end of its list
            return null;
        }
    }
}
