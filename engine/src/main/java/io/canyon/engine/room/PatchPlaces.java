package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.ObjectChange;
import io.canyon.engine.delta.RemoveChange;
import io.canyon.engine.edit.DeltaNames;
import io.canyon.engine.edit.PatchCursor;
import io.canyon.engine.edit.PointerCursor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The places that a patch names, as a change that goes there: of what has happened to a document, no more than what
 * meets it has to be read.
 */
final class PatchPlaces {
    /** What is deeper counts as all of the object at that depth. */
    private static final int MAX_DEPTH = 64;

    /** By name; those inside of what counts as a whole are not told apart. */
    private final Map<String, PatchPlaces> members = new LinkedHashMap<>();

    private boolean isAll;

    private PatchPlaces() {}

    /** A change inside all objects that operations only go through, and of all that they look at. */
    static Change of(DirectBuffer patch, int offset, int length) {
        PatchPlaces root = new PatchPlaces();
        PatchCursor operation = new PatchCursor().wrap(patch, offset, length);
        PointerCursor pointer = new PointerCursor();
        while (operation.next()) {
            root.add(pointer.wrap(patch, operation.pathOffset()));
            if (operation.hasFrom()) {
                root.add(pointer.wrap(patch, operation.argumentOffset()));
            }
        }
        return root.change();
    }

    private void add(PointerCursor pointer) {
        PatchPlaces place = this;
        for (int depth = 0; !place.isAll; depth++) {
            boolean isInside = depth < MAX_DEPTH
                    && pointer.next()
                    && DeltaNames.areAddressed(pointer.buffer(), pointer.tokenOffset(), pointer.tokenLength());
            if (!isInside) {
                // members of names that deltas do not have are told with all of their object
                place.isAll = true;
                place.members.clear();
                return;
            }
            place = place.members.computeIfAbsent(pointer.name(), any -> new PatchPlaces());
        }
    }

    private Change change() {
        if (isAll) {
            return RemoveChange.UNTOLD;
        }
        Map<String, Change> changes = new LinkedHashMap<>();
        members.forEach((name, place) -> changes.put(name, place.change()));
        return ObjectChange.of(changes);
    }
}
