package io.canyon.engine.gateway;

import io.canyon.engine.dialect.Dialect;
import java.util.ArrayList;
import org.agrona.DirectBuffer;

/**
 * The sessions of one I/O thread that are in one room and speak one dialect. Those of the room that speak others are
 * {@link #next}.
 */
final class RoomSessions {
    private final long number;
    private final DirectBuffer name;
    private final Dialect dialect;
    private final ArrayList<Session> sessions = new ArrayList<>();
    private RoomSessions next;

    RoomSessions(long number, DirectBuffer name, Dialect dialect) {
        this.number = number;
        this.name = name;
        this.dialect = dialect;
    }

    long number() {
        return number;
    }

    /** In UTF-8, which fills the buffer. */
    DirectBuffer name() {
        return name;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Sessions of the same room that speak another dialect; null if there are none behind these. */
    RoomSessions next() {
        return next;
    }

    void next(RoomSessions others) {
        next = others;
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
