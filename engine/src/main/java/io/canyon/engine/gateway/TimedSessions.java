package io.canyon.engine.gateway;

import io.canyon.engine.shard.Waker;
import java.util.ArrayList;

/** The sessions of an I/O thread for which time matters: those that lag, and those that have sent too fast. */
final class TimedSessions {
    private final Waker waker;
    private ArrayList<Session> sessions = new ArrayList<>();
    private ArrayList<Session> checked = new ArrayList<>();
    private long checkedNs;

    TimedSessions(Waker waker, long nowNs) {
        this.waker = waker;
        this.checkedNs = nowNs;
    }

    /** It is told the time once, soon; it comes back if it wants to be told again. */
    void add(Session session) {
        sessions.add(session);
        waker.onTimeWanted();
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    void check(long nowNs) {
        if (nowNs - checkedNs < Waker.TICK_NS / 2) {
            waker.onTimeWanted();
            return;
        }
        checkedNs = nowNs;
        ArrayList<Session> checking = sessions;
        sessions = checked;
        checked = checking;
        for (int i = 0; i < checking.size(); i++) {
            checking.get(i).onTime(nowNs);
        }
        checking.clear();
    }
}
