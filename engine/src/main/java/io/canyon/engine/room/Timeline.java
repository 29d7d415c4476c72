package io.canyon.engine.room;

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

    /** Of each closed range the first and the last version. */
    private final VersionPairs ranges;
    /** Of each answer its version, and how far the lost timeline had reached. */
    private final VersionPairs answers;

    private long currentFirst;

    /** A room that begins at {@code version}. */
    public Timeline(long version) {
        this(version, new VersionPairs(MAX_RANGES), new VersionPairs(MAX_RESYNC_ANSWERS));
    }

    private Timeline(long currentFirst, VersionPairs ranges, VersionPairs answers) {
        this.currentFirst = currentFirst;
        this.ranges = ranges;
        this.answers = answers;
    }

    /** The same timeline as it is now, for another thread. */
    public Timeline copy() {
        return new Timeline(currentFirst, ranges.copy(), answers.copy());
    }

    public long currentFirst() {
        return currentFirst;
    }

    public int rangeCount() {
        return ranges.count();
    }

    public long first(int range) {
        return ranges.version(range);
    }

    public long last(int range) {
        return ranges.other(range);
    }

    /** Closes the range that ends at {@code last} and opens the one that begins at {@code first}. */
    public void open(long last, long first) {
        if (first <= last || last < currentFirst) {
            throw new IllegalArgumentException(
                    "ranges overlap: currentFirst=" + currentFirst + " last=" + last + " first=" + first);
        }
        ranges.add(currentFirst, last);
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
        return range >= 0 && version <= ranges.other(range);
    }

    /** The last version that this timeline shares with the lost one of a client that reports {@code version}. */
    public long sharedWith(long version, long current) {
        if (version >= currentFirst) {
            return Math.min(version, current);
        }
        int range = rangeAtOrBelow(version);
        return range < 0 ? 0 : Math.min(version, ranges.other(range));
    }

    /** Remembers that {@code version} was the answer of a client whose lost timeline had reached {@code from}. */
    public void onResyncAnswer(long version, long from) {
        answers.add(version, from);
    }

    public int answerCount() {
        return answers.count();
    }

    public long answerVersion(int answer) {
        return answers.version(answer);
    }

    public long answerFrom(int answer) {
        return answers.other(answer);
    }

    /** Whether {@code version} was the answer of a client whose lost timeline ended below {@code from}. */
    boolean isAnswerFromBelow(long version, long from) {
        int answer = answers.find(version);
        return answer >= 0 && answers.other(answer) < from;
    }

    private int rangeAtOrBelow(long version) {
        int found = ranges.find(version);
        return found >= 0 ? found : -found - 2;
    }
}
