package io.canyon.engine.room;

import java.util.Arrays;

/** Versions in ascending order, each with another one. At most so many: beyond that the oldest go. */
final class VersionPairs {
    private final int maxCount;
    private long[] versions = new long[4];
    private long[] others = new long[4];
    private int count;

    VersionPairs(int maxCount) {
        this.maxCount = maxCount;
    }

    VersionPairs copy() {
        VersionPairs copy = new VersionPairs(maxCount);
        copy.versions = versions.clone();
        copy.others = others.clone();
        copy.count = count;
        return copy;
    }

    void add(long version, long other) {
        if (count == maxCount) {
            System.arraycopy(versions, 1, versions, 0, count - 1);
            System.arraycopy(others, 1, others, 0, count - 1);
            count--;
        }
        if (count == versions.length) {
            versions = Arrays.copyOf(versions, count * 2);
            others = Arrays.copyOf(others, count * 2);
        }
        versions[count] = version;
        others[count++] = other;
    }

    int count() {
        return count;
    }

    long version(int index) {
        return versions[index];
    }

    long other(int index) {
        return others[index];
    }

    /** Where the version stands; otherwise as {@link Arrays#binarySearch(long[], long)} has it. */
    int find(long version) {
        return Arrays.binarySearch(versions, 0, count, version);
    }
}
