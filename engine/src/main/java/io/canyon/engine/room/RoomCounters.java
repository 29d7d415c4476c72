package io.canyon.engine.room;

import java.util.concurrent.atomic.AtomicLong;

/** What a shard's rooms count. Written by the shard's thread only; read by any. */
public final class RoomCounters {
    private final AtomicLong editsApplied = new AtomicLong();
    private final AtomicLong editsRefused = new AtomicLong();
    private final AtomicLong keysRefused = new AtomicLong();
    private final AtomicLong presenceChanges = new AtomicLong();
    private final AtomicLong broadcasts = new AtomicLong();
    private final AtomicLong sessionsOpened = new AtomicLong();
    private final AtomicLong sessionsClosed = new AtomicLong();
    private final AtomicLong sessionsLagged = new AtomicLong();
    private final AtomicLong catchUps = new AtomicLong();
    private final AtomicLong resyncs = new AtomicLong();
    private final AtomicLong limitRefusals = new AtomicLong();
    private final AtomicLong statesEncoded = new AtomicLong();

    public long editsApplied() {
        return editsApplied.get();
    }

    public long editsRefused() {
        return editsRefused.get();
    }

    public long keysRefused() {
        return keysRefused.get();
    }

    public long presenceChanges() {
        return presenceChanges.get();
    }

    public long broadcasts() {
        return broadcasts.get();
    }

    public long sessionsOpened() {
        return sessionsOpened.get();
    }

    public long sessionsClosed() {
        return sessionsClosed.get();
    }

    public long sessionsLagged() {
        return sessionsLagged.get();
    }

    public long catchUps() {
        return catchUps.get();
    }

    public long resyncs() {
        return resyncs.get();
    }

    public long limitRefusals() {
        return limitRefusals.get();
    }

    public long statesEncoded() {
        return statesEncoded.get();
    }

    void onEditApplied() {
        add(editsApplied, 1);
    }

    void onEditRefused() {
        add(editsRefused, 1);
    }

    void onKeysRefused(int count) {
        if (count > 0) {
            add(keysRefused, count);
        }
    }

    void onPresenceChange() {
        add(presenceChanges, 1);
    }

    void onBroadcast() {
        add(broadcasts, 1);
    }

    void onSessionOpened() {
        add(sessionsOpened, 1);
    }

    void onSessionClosed() {
        add(sessionsClosed, 1);
    }

    void onSessionLagged() {
        add(sessionsLagged, 1);
    }

    void onCatchUp() {
        add(catchUps, 1);
    }

    void onResync() {
        add(resyncs, 1);
    }

    void onLimitRefusal() {
        add(limitRefusals, 1);
    }

    void onStateEncoded() {
        add(statesEncoded, 1);
    }

    private static void add(AtomicLong counter, int count) {
        // The shard's thread is the only writer: no read-modify-write is needed, only that readers see it in the end.
        counter.setOpaque(counter.getPlain() + count);
    }
}
