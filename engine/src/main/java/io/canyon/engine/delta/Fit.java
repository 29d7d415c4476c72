package io.canyon.engine.delta;

import io.canyon.engine.edit.TextDiff;
import io.canyon.engine.edit.TextMatch;
import io.canyon.engine.edit.TextPatch;
import io.canyon.engine.edit.TextWork;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cuts a change to what applies to a value, before anything is applied. What goes into something that is gone, or is no
 * container of its kind, is left out; so is a text on what is no string. Texts come out with hunks that match exactly,
 * or as the new string. Stateless.
 */
public final class Fit {
    /** Everything fits, and nothing changes: only removals of what is not there. */
    public static final Change NOTHING = ObjectChange.NOTHING;

    private Fit() {}

    /**
     * The part of {@code change} that applies to {@code before}, exactly as it applies, lists with their lengths.
     *
     * @param before null when nothing is there
     * @return {@link #NOTHING}, or null when all of it is left out
     * @throws DeltaException when an index lies past the end of its list, or a hunk of a text does not fit
     */
    public static Change into(Value before, Change change) {
        return into(before, change, new TextWork());
    }

    private static Change into(Value before, Change change, TextWork work) {
        if (change instanceof SetChange) {
            return change;
        }
        if (change.isEmpty()) {
            return NOTHING;
        }
        if (change instanceof RemoveChange) {
            return before == null ? NOTHING : change;
        }
        Value.Kind kind = before == null ? Value.Kind.OTHER : before.kind();
        if (change instanceof TextChange text) {
            return kind == Value.Kind.STRING ? text(text, before, work) : null;
        }
        if (change instanceof ListChange list) {
            return kind == Value.Kind.ARRAY ? list(list, before, work) : null;
        }
        return kind == Value.Kind.OBJECT ? object((ObjectChange) change, before, work) : null;
    }

    private static Change object(ObjectChange change, Value before, TextWork work) {
        Map<String, Change> members = new LinkedHashMap<>();
        boolean isLeftOut = true;
        boolean isSame = true;
        for (Map.Entry<String, Change> member : change.members().entrySet()) {
            Change part = into(before.member(member.getKey()), member.getValue(), work);
            isLeftOut &= part == null;
            isSame &= part == member.getValue();
            if (part != null && part != NOTHING) {
                members.put(member.getKey(), part);
            }
        }
        if (isSame && !members.isEmpty()) {
            return change;
        }
        return isLeftOut ? null : ObjectChange.of(members);
    }

    private static Change list(ListChange change, Value before, TextWork work) {
        change.requireFits(before.length());
        ListChangeBuilder parts = ListChange.builder().baseLength(before.length());
        boolean isLeftOut = change.changeCount() > 0
                && change.gone().count() + change.placed().count() == 0;
        boolean isSame = change.baseLength() == before.length();
        for (int i = 0; i < change.changeCount(); i++) {
            int index = change.changedIndex(i);
            Change part = into(before.item(change.baseIndexOf(index)), change.change(i), work);
            isLeftOut &= part == null;
            isSame &= part == change.change(i);
            if (part != null && part != NOTHING) {
                parts.change(index, part);
            }
        }
        if (isLeftOut) {
            return null;
        }
        ListChange fitting = isSame ? change : parts.addPlaces(change).build();
        return fitting.isEmpty() ? NOTHING : fitting;
    }

    private static Change text(TextChange change, Value before, TextWork work) {
        String text = before.text();
        String result = TextMatch.apply(change.patch(), text, work);
        if (result == null) {
            throw new DeltaException(DeltaException.Code.CONFLICT, "a hunk of a text patch does not fit");
        }
        if (result.equals(text)) {
            return NOTHING;
        }
        if (change.patch().matchesExactly(text)) {
            return change;
        }
        TextPatch exact = TextDiff.between(text, result, TextDiff.QUICK);
        if (exact == null || exact.toString().length() > result.length()) {
            return new SetChange(before.patched(change), Untold.VALUE);
        }
        return new TextChange(exact);
    }
}
