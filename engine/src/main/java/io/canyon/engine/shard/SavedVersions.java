package io.canyon.engine.shard;

import java.util.LinkedHashMap;

/** The versions at which rooms were saved, of those saved last: the store must know no less of them. */
final class SavedVersions {
    private final LinkedHashMap<String, Long> versions = new LinkedHashMap<>(16, 0.75f, true);
    private final int maxRooms;

    SavedVersions(int maxRooms) {
        this.maxRooms = maxRooms;
    }

    void put(String room, long version) {
        versions.put(room, version);
        if (versions.size() > maxRooms) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    /** 0 if it is not known. */
    long get(String room) {
        return versions.getOrDefault(room, 0L);
    }

    int size() {
        return versions.size();
    }
}
