package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Inverse;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What takes back the last updates of a client, and what takes back that. A step knows the document that it is for; it
 * is carried over what has happened since only when it is asked for. Documents share their parts. Not thread-safe.
 */
final class UndoHistory {
    /**
     * @param inverse takes the update back
     * @param document behind the update: what the inverse is for
     * @param update its number
     */
    private record Step(Change inverse, JsonNode document, long update) {
        boolean isIn(long after, long upTo) {
            return update > after && update <= upTo;
        }
    }

    private final ThreeDocuments documents;
    private final int maxSteps;
    private final Deque<Step> undo = new ArrayDeque<>();
    private final Deque<Step> redo = new ArrayDeque<>();

    UndoHistory(ThreeDocuments documents, int maxSteps) {
        this.documents = documents;
        this.maxSteps = maxSteps;
    }

    boolean canUndo() {
        return !undo.isEmpty();
    }

    boolean canRedo() {
        return !redo.isEmpty();
    }

    /** The user has changed the document. */
    void updated(JsonNode before, Change change, JsonNode after, long update) {
        redo.clear();
        push(undo, before, change, after, update);
    }

    /**
     * The document without the last update; null when nothing of any is left to take back.
     *
     * @param update number of what this is itself
     */
    JsonNode undo(JsonNode local, long update) {
        return turn(undo, redo, local, update);
    }

    /** The document without the last undo; null when nothing of any is left to take back. */
    JsonNode redo(JsonNode local, long update) {
        return turn(redo, undo, local, update);
    }

    private JsonNode turn(Deque<Step> from, Deque<Step> to, JsonNode local, long update) {
        for (Step step = from.pollLast(); step != null; step = from.pollLast()) {
            Change since = documents.between(step.document(), local);
            Change inverse = since == null ? step.inverse() : ThreeDocuments.over(step.inverse(), since);
            Change part = inverse == null ? null : FittingPart.of(local, inverse);
            JsonNode turned = part == null ? local : JsonDeltas.apply(local, part);
            if (documents.delta(local, turned) != null) {
                push(to, local, part, turned, update);
                return turned;
            }
        }
        return null;
    }

    private void push(Deque<Step> to, JsonNode before, Change change, JsonNode after, long update) {
        Change inverse = maxSteps == 0 ? null : inverse(before, change);
        if (inverse == null) {
            return;
        }
        if (to.size() == maxSteps) {
            to.removeFirst();
        }
        to.addLast(new Step(inverse, after, update));
    }

    private static Change inverse(JsonNode before, Change change) {
        try {
            return Inverse.of(change, JsonValue.of(before));
        } catch (DeltaException e) {
            // too deep, or it does not fit: it cannot be taken back
            return null;
        }
    }

    /** These updates are not in the room: there is nothing to take back. */
    void takenBack(long after, long upTo) {
        undo.removeIf(step -> step.isIn(after, upTo));
        redo.removeIf(step -> step.isIn(after, upTo));
    }

    /**
     * The room has applied something else of these updates than was sent, so that their inverse is another one, too.
     *
     * @param applied what it has applied; null: nothing
     */
    void appliedOtherwise(long after, long upTo, JsonNode before, Change applied, JsonNode behind) {
        if (redo.stream().anyMatch(step -> step.isIn(after, upTo))) {
            // an undo is among them: the inverses of both kinds stay as they are
            return;
        }
        List<Step> later = new ArrayList<>();
        boolean isAny = false;
        while (!undo.isEmpty() && undo.getLast().update() > after) {
            Step step = undo.removeLast();
            if (step.isIn(after, upTo)) {
                isAny = true;
            } else {
                later.add(0, step);
            }
        }
        if (isAny && applied != null) {
            push(undo, before, applied, behind, upTo);
        }
        undo.addAll(later);
    }
}
