package io.canyon.engine.room;

import java.util.ArrayList;

/**
 * What is kept from I/O threads that watch rooms while their outboxes are full. They are told afterwards, per room, how
 * much that was.
 */
final class MissedOutputs {
    private final ArrayList<Room> rooms = new ArrayList<>();
    private long fullIoThreads;

    boolean isFull(int ioThread) {
        return (fullIoThreads & 1L << ioThread) != 0;
    }

    void full(int ioThread) {
        fullIoThreads |= 1L << ioThread;
    }

    /** Who is told of something that happens in the room: others, and of those who watch all but those who miss it. */
    long told(Room room, long others) {
        long missing = room.watchers() & fullIoThreads & ~others;
        if (missing != 0) {
            if (room.missing() == 0) {
                rooms.add(room);
            }
            room.onMissed(missing);
        }
        return room.watchers() & ~missing | others;
    }

    /** The I/O thread takes outputs again. */
    void drained(int ioThread, Outputs outputs) {
        fullIoThreads &= ~(1L << ioThread);
        for (int i = rooms.size() - 1; i >= 0; i--) {
            tell(rooms.get(i), 1L << ioThread, outputs);
            if (rooms.get(i).missing() == 0) {
                rooms.remove(i);
            }
        }
    }

    /** The room leaves memory. */
    void forget(Room room, Outputs outputs) {
        if (room.missing() != 0) {
            tell(room, room.missing(), outputs);
            rooms.remove(room);
        }
    }

    private static void tell(Room room, long ioThreads, Outputs outputs) {
        // Whoever does not watch any more has not missed anything.
        outputs.missed(room, ioThreads & room.missing() & room.watchers());
        room.clearMissed(ioThreads);
    }
}
