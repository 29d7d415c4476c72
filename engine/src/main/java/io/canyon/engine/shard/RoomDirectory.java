package io.canyon.engine.shard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Which rooms of an engine are in memory, and how rooms are kept. Thread-safe; not on the way of any edit. */
public final class RoomDirectory {
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Map<String, RoomTerms> terms = new ConcurrentHashMap<>();
    private final Function<String, RoomTerms> unnamed;

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

    /** Makes terms for a room from its next load on, unless there are some; answers those that count. */
    public RoomTerms agree(String room, RoomTerms newTerms) {
        RoomTerms before = terms.putIfAbsent(room, newTerms);
        return before == null ? newTerms : before;
    }

    /** Takes terms back, if they are those of the room. */
    public void forget(String room, RoomTerms oldTerms) {
        terms.remove(room, oldTerms);
    }

    /** The terms of the room; null if none are made. */
    public RoomTerms agreed(String room) {
        return terms.get(room);
    }

    RoomTerms terms(String room) {
        RoomTerms agreed = terms.get(room);
        return agreed == null ? unnamed.apply(room) : agreed;
    }

    void onOpened(String room) {
        open.add(room);
    }

    void onClosed(String room) {
        open.remove(room);
    }
}
