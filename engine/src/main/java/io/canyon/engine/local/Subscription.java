package io.canyon.engine.local;

import io.canyon.engine.Registration;

/** What a session watches in its room, until one of the two ends. */
final class Subscription implements Registration {
    private final LocalThread thread;
    private final LocalMember member;
    private final Watcher watcher;

    private Subscription(LocalThread thread, LocalMember member, Watcher watcher) {
        this.thread = thread;
        this.member = member;
        this.watcher = watcher;
    }

    /** Any thread. */
    static Subscription begin(LocalThread thread, LocalMember member, Watcher watcher, Runnable ask) {
        String room = member.entry.room();
        thread.run(() -> {
            if (!member.isLeaving) {
                member.watchers.add(watcher);
                thread.watchHere(room, watcher);
                ask.run();
            } else {
                watcher.close();
            }
        });
        return new Subscription(thread, member, watcher);
    }

    @Override
    public void close() {
        watcher.close();
        thread.run(() -> {
            member.watchers.remove(watcher);
            thread.unwatchHere(member.entry.room(), watcher);
        });
    }
}
