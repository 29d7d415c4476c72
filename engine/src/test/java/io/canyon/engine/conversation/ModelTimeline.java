package io.canyon.engine.conversation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The model's ranges of versions, and which versions were answers to a {@code resync}. */
final class ModelTimeline {
    private record Range(long first, long last) {}

    private final List<Range> closed = new ArrayList<>();
    private final Map<Long, Long> answers = new HashMap<>();
    private long currentFirst;

    ModelTimeline(long first) {
        currentFirst = first;
    }

    void become(ModelTimeline other) {
        closed.clear();
        closed.addAll(other.closed);
        answers.clear();
        answers.putAll(other.answers);
        currentFirst = other.currentFirst;
    }

    /** The engine stopped uncleanly and starts in a generation whose first version is {@code first}. */
    void crash(long version, long first) {
        // A range in which nothing was set leaves no trace.
        if (version > currentFirst) {
            closed.add(new Range(currentFirst, version));
        }
        currentFirst = first;
    }

    boolean contains(long version, long current) {
        boolean isBeginOfRange = version < currentFirst && version % (1L << 32) == 0;
        return version == 0
                || isBeginOfRange
                || version >= currentFirst && version <= current
                || closed.stream().anyMatch(range -> version >= range.first() && version <= range.last());
    }

    /** The newest version that both this timeline and a lost one that reached {@code version} have. */
    long sharedWith(long version, long current) {
        if (version >= currentFirst) {
            return Math.min(version, current);
        }
        return closed.stream()
                .filter(range -> range.first() <= version)
                .mapToLong(range -> Math.min(version, range.last()))
                .max()
                .orElse(0);
    }

    void onAnswer(long version, long from) {
        answers.put(version, from);
    }

    /** Whether who comes from a lost timeline may replace what was set at {@code version}. */
    boolean mayReplace(long version, long shared, long from) {
        return version <= shared || answers.getOrDefault(version, Long.MAX_VALUE) < from;
    }
}
