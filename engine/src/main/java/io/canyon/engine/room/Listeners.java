package io.canyon.engine.room;

/** The sessions of one wire in one room that are told what happens there, by I/O thread. */
final class Listeners {
    private final boolean areDocumentSessions;
    private final int[] counts = new int[SessionId.MAX_IO_THREADS];
    private long ioThreads;

    Listeners(boolean areDocumentSessions) {
        this.areDocumentSessions = areDocumentSessions;
    }

    void add(Member member) {
        if (counts[member.ioThread()]++ == 0) {
            ioThreads |= member.ioThreadBit();
        }
    }

    void remove(Member member) {
        if (--counts[member.ioThread()] == 0) {
            ioThreads &= ~member.ioThreadBit();
        }
    }

    /** I/O threads that have such sessions, a bit each. */
    long ioThreads() {
        return ioThreads;
    }

    /** Those of {@link #ioThreads} that have others than {@code author}, who may be of the other wire. */
    long ioThreadsOfOthers(Member author) {
        boolean isAlone = counts[author.ioThread()] == 1
                && author.isDocumentSession() == areDocumentSessions
                && !author.isLagging();
        return isAlone ? ioThreads & ~author.ioThreadBit() : ioThreads;
    }
}
