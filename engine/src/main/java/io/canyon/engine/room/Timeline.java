package io.canyon.engine.room;

import java.util.Arrays;

/**
 * Which versions of a room ever were on its one timeline: closed ranges [first, last], ascending, and the range that
 * the room is in now. An unclean stop may lose versions that editors have seen; the room then goes on in a new range,
 * so that a version in no range is known to be lost. Also remembers which versions were answers to a {@code resync}.
 */
public final class Timeline {
    /** Closed ranges kept; of a version in a forgotten one the room says that it is lost, and heals its client. */
    static final int MAX_RANGES = 1024;
    /** Answers to a resync kept per room; older ones count as plain edits. */
    static final int MAX_RESYNC_ANSWERS = 4096;

    /**
     * Ranges begin at multiples of 2^32, and nothing is set at their first version: a client that reports one has the
     * state that the range before ended with, also when the range itself left no trace because it saw no edit.
     */
    private static final long NOTHING_SET_MASK = (1L << 32) - 1;

    private long[] firsts = new long[4];
    private long[] lasts = new long[4];
    private int rangeCount;
    private long currentFirst;

    private long[] answerVersions = new long[4];
    private long[] answerFroms = new long[4];
    private int answerCount;

    /** A room that begins at {@code version}. */
    public Timeline(long version) {
        currentFirst = version;
    }

    /** The same timeline as it is now, for another thread. */
    public Timeline copy() {
        Timeline copy = new Timeline(currentFirst);
        copy.firsts = firsts.clone();
        copy.lasts = lasts.clone();
        copy.rangeCount = rangeCount;
        copy.answerVersions = answerVersions.clone();
        copy.answerFroms = answerFroms.clone();
        copy.answerCount = answerCount;
        return copy;
    }

    public long currentFirst() {
        return currentFirst;
    }

    public int rangeCount() {
        return rangeCount;
    }

    public long first(int range) {
        return firsts[range];
    }

    public long last(int range) {
        return lasts[range];
    }

    /** Closes the range that ends at {@code last} and opens the one that begins at {@code first}. */
    public void open(long last, long first) {
        if (first <= last || last < currentFirst) {
            throw new IllegalArgumentException(
                    "ranges overlap: currentFirst=" + currentFirst + " last=" + last + " first=" + first);
        }
        if (rangeCount == MAX_RANGES) {
            System.arraycopy(firsts, 1, firsts, 0, rangeCount - 1);
            System.arraycopy(lasts, 1, lasts, 0, rangeCount - 1);
            rangeCount--;
        }
        if (rangeCount == firsts.length) {
            firsts = Arrays.copyOf(firsts, rangeCount * 2);
            lasts = Arrays.copyOf(lasts, rangeCount * 2);
        }
        firsts[rangeCount] = currentFirst;
        lasts[rangeCount++] = last;
        currentFirst = first;
    }

    /** Whether a client that reports {@code version} was on this timeline, which now ends at {@code current}. */
    public boolean contains(long version, long current) {
        if (version == 0 || version >= currentFirst) {
            return version <= current;
        }
        if ((version & NOTHING_SET_MASK) == 0) {
            return true;
        }
        int range = rangeAtOrBelow(version);
        return range >= 0 && version <= lasts[range];
    }

    /** The last version that this timeline shares with the lost one of a client that reports {@code version}. */
    public long sharedWith(long version, long current) {
        if (version >= currentFirst) {
            return Math.min(version, current);
        }
        int range = rangeAtOrBelow(version);
        return range < 0 ? 0 : Math.min(version, lasts[range]);
    }

    /** Remembers that {@code version} was the answer of a client whose lost timeline had reached {@code from}. */
    public void onResyncAnswer(long version, long from) {
        if (answerCount == MAX_RESYNC_ANSWERS) {
            System.arraycopy(answerVersions, 1, answerVersions, 0, answerCount - 1);
            System.arraycopy(answerFroms, 1, answerFroms, 0, answerCount - 1);
            answerCount--;
        }
        if (answerCount == answerVersions.length) {
            answerVersions = Arrays.copyOf(answerVersions, answerCount * 2);
            answerFroms = Arrays.copyOf(answerFroms, answerCount * 2);
        }
        answerVersions[answerCount] = version;
        answerFroms[answerCount++] = from;
    }

    public int answerCount() {
        return answerCount;
    }

    public long answerVersion(int answer) {
        return answerVersions[answer];
    }

    public long answerFrom(int answer) {
        return answerFroms[answer];
    }

    /** Whether {@code version} was the answer of a client whose lost timeline ended below {@code from}. */
    boolean isAnswerFromBelow(long version, long from) {
        int answer = Arrays.binarySearch(answerVersions, 0, answerCount, version);
        return answer >= 0 && answerFroms[answer] < from;
    }

    private int rangeAtOrBelow(long version) {
        int found = Arrays.binarySearch(firsts, 0, rangeCount, version);
        return found >= 0 ? found : -found - 2;
    }
}
