package io.canyon.engine.local;

import java.util.ArrayList;
import java.util.List;

/** Who watches a room, in memory or not. Belongs to the local thread. */
final class Watch {
    static final long NOT_IN_MEMORY = -1;

    private final String room;
    private final List<Watcher> watchers = new ArrayList<>();
    private long roomNumber = NOT_IN_MEMORY;

    Watch(String room) {
        this.room = room;
    }

    String room() {
        return room;
    }

    List<Watcher> watchers() {
        return watchers;
    }

    /** The number that the room has in memory, or {@link #NOT_IN_MEMORY}. */
    long roomNumber() {
        return roomNumber;
    }

    void roomNumber(long number) {
        roomNumber = number;
    }
}
