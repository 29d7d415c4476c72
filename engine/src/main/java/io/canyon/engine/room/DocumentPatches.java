package io.canyon.engine.room;

import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Value;
import io.canyon.engine.spi.RejectCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes changes of patches: of what their authors saw, or of the document as it is. Stateless. */
final class DocumentPatches {
    private final DocumentEdits edits;
    private final long seed;

    /** @param seed not to be known to authors */
    DocumentPatches(DocumentEdits edits, long seed) {
        this.edits = edits;
        this.seed = seed;
    }

    /**
     * The change that a patch makes of its base; if it has none, of the document as it is.
     *
     * @param now the document as it is
     * @param from the first edit of the history that the author has not seen
     * @return null when it changes nothing
     */
    Change resolve(Value now, EditHistory history, int from, Command command) throws Rejected {
        List<Change> since = new ArrayList<>();
        boolean isStale = from < history.count();
        Change places =
                isStale ? PatchPlaces.of(command.buffer(), command.documentOffset(), command.documentLength()) : null;
        for (int i = from; i < history.count(); i++) {
            if (history.lengthBytes(i) > 0) {
                since.add(edits.readFor(places, history, i));
            }
        }
        try {
            Value document = BaseValue.of(now, since, Past.ofDocument(() -> newestFirst(places, history, from)));
            return new PatchResolver(document, command.version() != Command.NONE, new SplittableRandom(seed))
                    .resolve(command.buffer(), command.documentOffset(), command.documentLength());
        } catch (DeltaException e) {
            if (e.code() == DeltaException.Code.UNTOLD) {
                throw new Rejected(RejectCode.TOO_OLD, e.getMessage());
            }
            throw e;
        }
    }

    private List<Change> newestFirst(Change places, EditHistory history, int end) {
        List<Change> changes = new ArrayList<>();
        for (int i = end - 1; i >= 0; i--) {
            if (history.lengthBytes(i) > 0) {
                changes.add(edits.readFor(places, history, i));
            }
        }
        return changes;
    }
}
