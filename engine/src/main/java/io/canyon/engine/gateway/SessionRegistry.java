package io.canyon.engine.gateway;

import io.canyon.engine.SessionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of all rooms, for those who want to see them; not on the way of any edit. A session is here before its
 * room knows it, and is listed from when somebody has learned that the room has it. Thread-safe.
 */
public final class SessionRegistry {
    /** Sessions that are gone, but may be asked for by those who learn of that later. */
    private static final int KEPT = 4096;

    private final Map<String, Map<Long, SessionEntry>> rooms = new ConcurrentHashMap<>();
    private final Map<Long, SessionEntry> gone = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> goneInOrder = new ConcurrentLinkedQueue<>();
    private final AtomicInteger goneCount = new AtomicInteger();

    public void add(SessionEntry entry) {
        rooms.compute(entry.room(), (room, sessions) -> {
            Map<Long, SessionEntry> target = sessions == null ? new ConcurrentHashMap<>() : sessions;
            target.put(entry.id(), entry);
            return target;
        });
    }

    /** The session is gone, or on its way. */
    public void remove(SessionEntry entry) {
        rooms.computeIfPresent(entry.room(), (room, sessions) -> {
            if (sessions.remove(entry.id()) != null) {
                keep(entry);
            }
            return sessions.isEmpty() ? null : sessions;
        });
    }

    /** The session, if it is there or went not long ago; else null. */
    public SessionEntry find(String room, long id) {
        SessionEntry entry = live(room, id);
        return entry == null ? gone.get(id) : entry;
    }

    /** The session that is there, or null. */
    public SessionEntry live(String room, long id) {
        Map<Long, SessionEntry> sessions = rooms.get(room);
        return sessions == null ? null : sessions.get(id);
    }

    /** In the order of their ids. */
    public List<SessionInfo> list(String room) {
        List<SessionInfo> list = new ArrayList<>();
        for (SessionEntry entry : rooms.getOrDefault(room, Map.of()).values()) {
            if (entry.hasJoined()) {
                list.add(entry.info());
            }
        }
        list.sort((a, b) -> Long.compare(a.id(), b.id()));
        return list;
    }

    private void keep(SessionEntry entry) {
        gone.put(entry.id(), entry);
        goneInOrder.add(entry.id());
        if (goneCount.incrementAndGet() > KEPT) {
            gone.remove(goneInOrder.remove());
            goneCount.decrementAndGet();
        }
    }
}
