package io.canyon.engine.shard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Which rooms of an engine are in memory, and how rooms are kept. Thread-safe; not on the way of any edit. */
public final class RoomDirectory {
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Agreement> agreements = new ConcurrentHashMap<>();
    private final Function<String, RoomTerms> unnamed;

    /**
     * The terms that somebody has made for a room.
     *
     * @param opening how many are opening the room on them
     * @param isKept whether it has been opened on them: they stay until they are taken back
     */
    private record Agreement(RoomTerms terms, int opening, boolean isKept) {
        Agreement with(int more, boolean isNowKept) {
            return new Agreement(terms, opening + more, isNowKept);
        }
    }

    /** @param unnamed makes the terms of rooms that have none yet; called on a storage thread */
    public RoomDirectory(Function<String, RoomTerms> unnamed) {
        this.unnamed = unnamed;
    }

    /** Names of the rooms in memory. */
    public List<String> names() {
        return open.stream().sorted().toList();
    }

    public boolean isOpen(String room) {
        return open.contains(room);
    }

    /**
     * Makes terms for a room that somebody opens, from its next load on, unless there are some; answers those that
     * count. If they do, {@link #onOpenEnded} is to follow.
     */
    public RoomTerms agree(String room, RoomTerms newTerms) {
        return agreements.compute(room, (name, before) -> {
                    if (before == null) {
                        return new Agreement(newTerms, 1, false);
                    }
                    return before.terms.equals(newTerms) ? before.with(1, before.isKept) : before;
                })
                .terms;
    }

    /** Terms on which nobody could open the room are given up with the last who tried. */
    public void onOpenEnded(String room, RoomTerms openTerms, boolean isOpen) {
        agreements.computeIfPresent(room, (name, before) -> {
            if (!before.terms.equals(openTerms)) {
                return before;
            }
            Agreement after = before.with(-1, before.isKept || isOpen);
            return after.isKept || after.opening > 0 ? after : null;
        });
    }

    /** Takes terms back, if they are those of the room. */
    public void forget(String room, RoomTerms oldTerms) {
        agreements.computeIfPresent(room, (name, before) -> before.terms.equals(oldTerms) ? null : before);
    }

    /** The terms of the room; null if none are made. */
    public RoomTerms agreed(String room) {
        Agreement agreement = agreements.get(room);
        return agreement == null ? null : agreement.terms;
    }

    RoomTerms terms(String room) {
        RoomTerms agreed = agreed(room);
        return agreed == null ? unnamed.apply(room) : agreed;
    }

    void onOpened(String room) {
        open.add(room);
    }

    void onClosed(String room) {
        open.remove(room);
    }
}
