package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Carry;
import io.canyon.engine.delta.Change;
import io.canyon.engine.delta.DeltaException;
import io.canyon.engine.delta.Fit;
import io.canyon.engine.dialect.jsondiffpatch.JsonDeltas;
import io.canyon.engine.dialect.jsondiffpatch.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The document of a simulated room, its history, and who has sent what: what a journal keeps. */
final class EchoEdits {
    private static final int RANGE_BITS = 32;

    /**
     * What became of an edit.
     *
     * @param code of its rejection; null when it was applied
     * @param applied null when it changed nothing
     */
    record Result(String code, long version, JsonNode applied, boolean isNew) {}

    /** The last edit of an id. */
    private record Last(long seq, long version) {}

    /** A step of the room: everything that a restart at this version finds. */
    private record Step(long version, Change change, JsonNode document, Map<String, Last> applied) {}

    private final int historyLength;
    /** The oldest is where the history begins; its change does not count. */
    private final List<Step> history = new ArrayList<>();

    private final Map<String, Result> refused = new HashMap<>();
    private final Map<String, Long> refusedSeqs = new HashMap<>();
    private Map<String, Last> applied = new HashMap<>();
    private boolean hasForgotten;
    private long generation = 1;
    private long released;
    int carried;
    int rejected;
    int repeated;

    EchoEdits(JsonNode document, int historyLength) {
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

    /** 0: none yet; null: forgotten. */
    Long lastSeq(String id) {
        Last own = applied.get(id);
        return own != null ? (Long) own.seq() : hasForgotten ? null : (Long) 0L;
    }

    /** As if as many others had come since as the room remembers. */
    void forget(String id) {
        applied.remove(id);
        hasForgotten = true;
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

    Change since(long version) {
        Change all = null;
        for (int i = indexOf(version) + 1; i < history.size(); i++) {
            all = EchoRoom.compose(all, history.get(i).change());
        }
        return all;
    }

    Result refuse(String id, long seq, String code) {
        Last own = applied.get(id);
        if (own != null && own.seq() == seq) {
            return new Result(null, own.version(), null, false);
        }
        Result result = new Result(code, version(), null, true);
        refusedSeqs.put(id, seq);
        refused.put(id, result);
        rejected++;
        return result;
    }

    Result edit(String id, long seq, long base, JsonNode delta) {
        Last own = applied.get(id);
        if (own != null && own.seq() == seq) {
            repeated++;
            return new Result(null, own.version(), null, false);
        }
        if (refusedSeqs.getOrDefault(id, -1L) == seq) {
            repeated++;
            return refused.get(id);
        }
        if (own != null && (seq < own.seq() || base < own.version())) {
            return refuse(id, seq, "out-of-order");
        }
        int index = indexOf(base);
        if (index < 0) {
            return refuse(id, seq, "too-old");
        }
        try {
            Change part = JsonDeltas.parse(delta);
            for (int i = index + 1; i < history.size() && part != null; i++) {
                Change before = history.get(i).change();
                part = before == null ? part : Carry.over(part, before);
            }
            part = part == null ? null : Fit.into(new JsonValue(document()), part);
            return part == null
                    ? refuse(id, seq, "conflict")
                    : accept(id, seq, part == Fit.NOTHING ? null : part, delta);
        } catch (DeltaException e) {
            if (e.code() == DeltaException.Code.CONFLICT) {
                return refuse(id, seq, "conflict");
            }
            if (base == version()) {
                throw new AssertionError(id + ": " + delta + " on " + document(), e);
            }
            // somebody has set a list anew, somewhere inside of an object, and it is shorter
            return refuse(id, seq, "invalid");
        }
    }

    private Result accept(String id, long seq, Change part, JsonNode sent) {
        JsonNode printed = part == null ? null : JsonDeltas.print(part);
        // as it comes over a wire
        Change change = part == null ? null : JsonDeltas.parse(JsonText.plain(printed));
        JsonNode document = change == null ? document() : JsonDeltas.apply(document(), change);
        long version = version() + 1;
        applied.put(id, new Last(seq, version));
        history.add(new Step(version, part, document, Map.copyOf(applied)));
        if (history.size() > historyLength + 1) {
            history.remove(0);
        }
        carried += sent.equals(printed) ? 0 : 1;
        return new Result(null, version, printed, true);
    }

    void release() {
        released = version();
    }

    void restart(boolean isClean, int lostVersions, boolean keepsHistory) {
        refused.clear();
        refusedSeqs.clear();
        if (!isClean) {
            while (history.size() > 1 && last().version() > released) {
                history.remove(history.size() - 1);
            }
            for (int i = 0; i < lostVersions && history.size() > 1; i++) {
                history.remove(history.size() - 1);
            }
            applied = new HashMap<>(last().applied());
        }
        Step recovered = last();
        if (!keepsHistory) {
            history.clear();
            history.add(recovered);
        }
        generation++;
        if (!isClean) {
            long first = generation << RANGE_BITS;
            history.add(new Step(first, null, recovered.document(), Map.copyOf(applied)));
        }
        released = version();
    }
}
