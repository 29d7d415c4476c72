package io.canyon.engine.room;

import java.util.Arrays;

/**
 * What a room remembers of one connection id: which of its edits it has applied. The last few are remembered one by
 * one, and more while edits are pipelined, without a base. Belongs to the shard's thread.
 */
public final class Author {
    /** Pipelined edits that are remembered; a client has fewer on the way. */
    private static final int MAX_PIPELINED = 256;
    /** Of the few that are remembered of every author: what was sent before the last may still be on the way. */
    private static final int MIN_NUMBERS = 8;

    /** The version of an edit that was not applied. */
    static final long NOT_APPLIED = -1;

    private final String id;
    private long sequence;
    /** Of its connections in this room, in this run, the newest. */
    private int connectionNumber;

    private long version;
    private long[] pipelined = {};
    private int pipelinedNext;

    Author(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** Whether a newer connection of the id has been here. */
    boolean hasNewerThan(int number) {
        return number - connectionNumber < 0;
    }

    void connected(int number) {
        connectionNumber = number;
    }

    /** The last edit that was applied; 0 if none ever was. */
    public long sequence() {
        return sequence;
    }

    /** The version that it made. */
    public long version() {
        return version;
    }

    /** Pairs of sequence and version of older edits, in their order. */
    public long[] pipelined() {
        boolean isFull = pipelined.length > 0 && pipelined[pipelined.length - 1] != 0;
        int older = isFull ? pipelined.length - pipelinedNext : 0;
        long[] pairs = new long[older + pipelinedNext];
        System.arraycopy(pipelined, pipelined.length - older, pairs, 0, older);
        System.arraycopy(pipelined, 0, pairs, older, pipelinedNext);
        return pairs;
    }

    void applied(long newSequence, long newVersion, boolean isPipelined) {
        if (sequence > 0) {
            rememberLast(isPipelined);
        }
        sequence = newSequence;
        version = newVersion;
    }

    /** Takes over what a snapshot says. */
    void restore(long lastSequence, long lastVersion, long[] pairs) {
        sequence = lastSequence;
        version = lastVersion;
        pipelined = pairs;
        pipelinedNext = pairs.length;
    }

    /** The version that the edit made, or {@link #NOT_APPLIED}; the edit is not newer than {@link #sequence}. */
    long versionOf(long editSequence) {
        if (editSequence == sequence) {
            return version;
        }
        for (int i = 0; i < pipelined.length; i += 2) {
            if (pipelined[i] == editSequence) {
                return pipelined[i + 1];
            }
        }
        return NOT_APPLIED;
    }

    Author copy() {
        Author copy = new Author(id);
        copy.restore(sequence, version, pipelined());
        return copy;
    }

    private void rememberLast(boolean isPipelined) {
        if (pipelinedNext == pipelined.length) {
            if (pipelined.length < MIN_NUMBERS || isPipelined && pipelined.length < 2 * MAX_PIPELINED) {
                pipelined = Arrays.copyOf(
                        pipelined, Math.max(MIN_NUMBERS, Math.min(2 * pipelined.length, 2 * MAX_PIPELINED)));
            } else {
                pipelinedNext = 0;
            }
        }
        pipelined[pipelinedNext] = sequence;
        pipelined[pipelinedNext + 1] = version;
        pipelinedNext += 2;
    }
}
