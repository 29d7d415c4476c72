package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.Compose;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonDiffPatch;
import io.canyon.engine.dialect.jsondiffpatch.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The document of a simulated room, its history, and who has sent what: what a journal keeps. */
final class SimulatedRoom {
    private static final int RANGE_BITS = 32;
    private static final JsonDiffPatch DIFFS = new JsonDiffPatch();

    /**
     * What became of an edit.
     *
     * @param reason of its rejection; null when it was applied
     * @param delta null when it changed nothing
     */
    record Result(RejectReason reason, long version, JsonNode delta, boolean isNew) {}

    /** A step of the room: everything that a restart at this version finds. */
    private record Step(long version, Change change, JsonNode document, Map<String, TreeMap<Long, Long>> applied) {}

    private final int historyLength;
    private final List<Step> history = new ArrayList<>();
    private Map<String, TreeMap<Long, Long>> applied = new HashMap<>();
    private final Map<String, Result> refused = new HashMap<>();
    private long generation = 1;
    private long released;
    private final Set<String> forgotten = new HashSet<>();
    int repeated;
    int rejected;

    SimulatedRoom(JsonNode document, int historyLength) {
        this.historyLength = historyLength;
        history.add(new Step(0, null, document, Map.of()));
    }

    private Step last() {
        return history.get(history.size() - 1);
    }

    JsonNode document() {
        return last().document();
    }

    long version() {
        return last().version();
    }

    long lastSequence(String id) {
        TreeMap<Long, Long> own = applied.get(id);
        return own == null ? forgotten.contains(id) ? -1 : 0 : own.lastKey();
    }

    /** As if more clients had come since than the room remembers. */
    void forget(String id) {
        if (applied.remove(id) != null) {
            forgotten.add(id);
        }
    }

    boolean isKnown(long version) {
        return indexOf(version) >= 0;
    }

    private int indexOf(long version) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i).version() == version) {
                return i;
            }
        }
        return -1;
    }

    /** Null when nothing has changed since. */
    JsonNode since(long version) {
        Change all = null;
        for (int i = indexOf(version) + 1; i < history.size(); i++) {
            Change next = history.get(i).change();
            all = all == null || next == null ? all == null ? next : all : Compose.both(all, next);
        }
        return all == null ? null : JsonDeltas.print(all);
    }

    Result edit(String id, long sequence, long base, PayloadForm form, JsonNode payload) {
        TreeMap<Long, Long> own = applied.getOrDefault(id, new TreeMap<>());
        if (own.containsKey(sequence)) {
            repeated++;
            return new Result(null, own.get(sequence), null, false);
        }
        Result before = refused.get(id + sequence);
        if (before != null) {
            repeated++;
            return before;
        }
        boolean isLate = !own.isEmpty()
                && (sequence < own.lastKey()
                        || base >= 0 && base < own.lastEntry().getValue());
        if (isLate) {
            return refuse(id, sequence, RejectReason.OUT_OF_ORDER);
        }
        if (base >= 0 && indexOf(base) < 0) {
            return refuse(id, sequence, RejectReason.TOO_OLD);
        }
        try {
            Change part = resolved(base, form, payload);
            boolean isNothing = part == Fit.NOTHING;
            return part == null
                    ? refuse(id, sequence, RejectReason.CONFLICT)
                    : accept(id, sequence, isNothing ? null : part);
        } catch (DeltaException | IllegalArgumentException e) {
            boolean isConflict = !(e instanceof DeltaException delta) || delta.code() == DeltaException.Code.CONFLICT;
            return refuse(id, sequence, isConflict ? RejectReason.CONFLICT : RejectReason.INVALID);
        }
    }

    /** The part of an edit that applies now; null for none. */
    private Change resolved(long base, PayloadForm form, JsonNode payload) {
        int index = base < 0 ? history.size() - 1 : indexOf(base);
        JsonNode delta = payload;
        if (form == PayloadForm.JSON_PATCH) {
            JsonNode from = history.get(index).document();
            delta = DIFFS.diff(from, JsonPatches.apply(payload, from));
            if (delta == null) {
                return Fit.NOTHING;
            }
        }
        Change part = JsonDeltas.parse(Smiles.plain(delta));
        for (int i = index + 1; i < history.size() && part != null; i++) {
            Change before = history.get(i).change();
            part = before == null ? part : Carry.over(part, before);
        }
        return part == null ? null : Fit.into(new JsonValue(document()), part);
    }

    private Result refuse(String id, long sequence, RejectReason reason) {
        Result result = new Result(reason, version(), null, true);
        refused.put(id + sequence, result);
        rejected++;
        return result;
    }

    private Result accept(String id, long sequence, Change part) {
        JsonNode printed = part == null ? null : JsonDeltas.print(part);
        Change change = part == null ? null : JsonDeltas.parse(Smiles.plain(printed));
        JsonNode document = change == null ? document() : JsonDeltas.apply(document(), change);
        long version = version() + 1;
        applied.computeIfAbsent(id, key -> new TreeMap<>()).put(sequence, version);
        history.add(new Step(version, change, document, copy(applied)));
        if (history.size() > historyLength + 1) {
            history.remove(0);
        }
        return new Result(null, version, printed, true);
    }

    private static Map<String, TreeMap<Long, Long>> copy(Map<String, TreeMap<Long, Long>> from) {
        Map<String, TreeMap<Long, Long>> copy = new HashMap<>();
        from.forEach((id, own) -> copy.put(id, new TreeMap<>(own)));
        return copy;
    }

    /** The journal has all that there is. */
    void release() {
        released = version();
    }

    /** What is not in the journal is gone, and a new range begins; or nothing is gone. */
    void restart(boolean isClean) {
        refused.clear();
        if (!isClean) {
            while (history.size() > 1 && last().version() > released) {
                history.remove(history.size() - 1);
            }
            applied = copy(last().applied());
            generation++;
            history.add(new Step(generation << RANGE_BITS, null, last().document(), copy(applied)));
        }
        release();
    }
}
