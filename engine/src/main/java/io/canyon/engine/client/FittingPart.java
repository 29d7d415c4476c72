package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.delta.ListChange;
import io.canyon.engine.delta.ListChangeBuilder;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.TextChange;
import io.canyon.engine.delta.Value;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Cuts a change to what applies to a document, and never fails: a text that does not fit is left out alone. */
final class FittingPart {
    private FittingPart() {}

    /**
     * The part of the change that applies, as it applies.
     *
     * @return null when it changes nothing
     */
    static Change of(JsonNode before, Change change) {
        Value value = JsonValue.of(before);
        Change part;
        try {
            part = Fit.into(value, change);
        } catch (DeltaException e) {
            Change rest = withoutMisfits(value, change);
            part = rest == null ? null : Fit.into(value, rest);
        }
        return part == null || part.isEmpty() ? null : part;
    }

    /** The document with what applies of the change. */
    static JsonNode apply(JsonNode before, Change change) {
        Change part = of(before, change);
        return part == null ? before : JsonDeltas.apply(before, part);
    }

    /** @return null when nothing is left */
    private static Change withoutMisfits(Value before, Change change) {
        if (before == null) {
            return change;
        }
        if (change instanceof TextChange) {
            return fits(before, change) ? change : null;
        }
        if (change instanceof ObjectChange object) {
            Map<String, Change> members = new LinkedHashMap<>();
            object.members().forEach((name, member) -> {
                Change part = withoutMisfits(before.member(name), member);
                if (part != null) {
                    members.put(name, part);
                }
            });
            return members.isEmpty() ? null : ObjectChange.of(members);
        }
        return change instanceof ListChange list ? withoutMisfits(before, list) : change;
    }

    private static Change withoutMisfits(Value before, ListChange list) {
        if (before.kind() != Value.Kind.ARRAY || !list.fits(before.length())) {
            return null;
        }
        ListChangeBuilder rest = ListChange.builder().baseLength(before.length());
        for (int i = 0; i < list.removalCount(); i++) {
            rest.remove(list.removedIndex(i), list.removedValue(i));
        }
        for (int i = 0; i < list.moveCount(); i++) {
            rest.move(list.movedFrom(i), list.movedTo(i));
        }
        for (int i = 0; i < list.insertionCount(); i++) {
            rest.insert(list.insertedIndex(i), list.insertedValue(i));
        }
        for (int i = 0; i < list.changeCount(); i++) {
            int index = list.changedIndex(i);
            Change part = withoutMisfits(before.item(list.baseIndexOf(index)), list.change(i));
            if (part != null) {
                rest.change(index, part);
            }
        }
        return rest.build();
    }

    private static boolean fits(Value before, Change text) {
        try {
            return Fit.into(before, text) != null;
        } catch (DeltaException e) {
            return false;
        }
    }
}
