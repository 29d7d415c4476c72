package io.canyon.engine.gateway;

import io.canyon.engine.shard.Waker;
import java.util.ArrayList;

/** The connections of an I/O thread for which time matters: those that lag, and those that have sent too fast. */
final class TimedLinks {
    private final Waker waker;
    private ArrayList<Link> links = new ArrayList<>();
    private ArrayList<Link> checked = new ArrayList<>();
    private long checkedNs;

    TimedLinks(Waker waker, long nowNs) {
        this.waker = waker;
        this.checkedNs = nowNs;
    }

    /** It is told the time once, soon; it comes back if it wants to be told again. */
    void add(Link link) {
        links.add(link);
        waker.onTimeWanted();
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    void check(long nowNs) {
        if (nowNs - checkedNs < Waker.TICK_NS / 2) {
            waker.onTimeWanted();
            return;
        }
        checkedNs = nowNs;
        ArrayList<Link> checking = links;
        links = checked;
        checked = checking;
        for (int i = 0; i < checking.size(); i++) {
            checking.get(i).onTime(nowNs);
        }
        checking.clear();
    }
}
