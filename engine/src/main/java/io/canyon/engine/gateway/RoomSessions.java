package io.canyon.engine.gateway;

import java.util.ArrayList;

/** The sessions of one I/O thread that are in one room. */
final class RoomSessions {
    private final long number;
    private final ArrayList<Session> sessions = new ArrayList<>();

    RoomSessions(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    void add(Session session) {
        sessions.add(session);
    }

    void remove(Session session) {
        int index = sessions.indexOf(session);
        int last = sessions.size() - 1;
        sessions.set(index, sessions.get(last));
        sessions.remove(last);
    }

    int size() {
        return sessions.size();
    }

    Session get(int index) {
        return sessions.get(index);
    }
}
