package io.canyon.engine.room;

import java.util.Arrays;

/**
 * Which edits of one connection id a room has applied. The last few are remembered one by one, and more while edits are
 * pipelined, without a base. Belongs to the shard's thread, until a cut of the room has it: nothing changes it then.
 */
public final class AuthorEdits {
    /** Pipelined edits that are remembered; a client has fewer on the way. */
    private static final int MAX_PIPELINED = 256;
    /** Of the few that are remembered of every author: what was sent before the last may still be on the way. */
    static final int MIN_NUMBERS = 8;

    static final long NOT_APPLIED = -1;

    private final String id;
    private final int cut;
    private long sequence;
    private long version;
    /** A ring of pairs of sequence and version; as long as the pairs need, to the next power of two. */
    private long[] older;

    private int olderNext;

    AuthorEdits(String id) {
        this(id, 0, new long[0]);
    }

    private AuthorEdits(String id, int cut, long[] older) {
        this.id = id;
        this.cut = cut;
        this.older = older;
    }

    /** As a snapshot says. */
    static AuthorEdits restored(String id, int cut, long sequence, long version, long[] pairs) {
        int length = pairs.length == 0 ? 0 : Math.max(MIN_NUMBERS, Integer.highestOneBit(2 * pairs.length - 1));
        AuthorEdits edits = new AuthorEdits(id, cut, Arrays.copyOf(pairs, length));
        edits.applied(sequence, version);
        edits.olderNext = pairs.length;
        return edits;
    }

    public String id() {
        return id;
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
        boolean isFull = older.length > 0 && older[older.length - 1] != 0;
        int behind = isFull ? older.length - olderNext : 0;
        long[] pairs = new long[behind + olderNext];
        System.arraycopy(older, older.length - behind, pairs, 0, behind);
        System.arraycopy(older, 0, pairs, behind, olderNext);
        return pairs;
    }

    /** Behind which cut of the room it was made: an earlier one has it, or none. */
    int cut() {
        return cut;
    }

    AuthorEdits copy(int newCut) {
        AuthorEdits copy = new AuthorEdits(id, newCut, older.clone());
        copy.applied(sequence, version);
        copy.olderNext = olderNext;
        return copy;
    }

    /** A copy that remembers no more than the last few older edits. */
    AuthorEdits shortened(int newCut, int maxNumbers) {
        long[] pairs = pipelined();
        int from = Math.max(0, pairs.length - maxNumbers);
        return restored(id, newCut, sequence, version, Arrays.copyOfRange(pairs, from, pairs.length));
    }

    /** How many numbers it has room for, beyond the few that every author may have. */
    int extraNumbers() {
        return Math.max(0, older.length - MIN_NUMBERS);
    }

    void applied(long newSequence, long newVersion) {
        sequence = newSequence;
        version = newVersion;
    }

    /** The last edit becomes an older one. */
    void rememberLast(boolean isPipelined) {
        if (olderNext == older.length) {
            if (older.length < MIN_NUMBERS || isPipelined && older.length < 2 * MAX_PIPELINED) {
                older = Arrays.copyOf(older, Math.max(MIN_NUMBERS, 2 * older.length));
            } else {
                olderNext = 0;
            }
        }
        older[olderNext] = sequence;
        older[olderNext + 1] = version;
        olderNext += 2;
    }

    /** The version that the edit made, or {@link #NOT_APPLIED}; the edit is not newer than {@link #sequence}. */
    long versionOf(long editSequence) {
        if (editSequence == sequence) {
            return version;
        }
        for (int i = 0; i < older.length; i += 2) {
            if (older[i] == editSequence) {
                return older[i + 1];
            }
        }
        return NOT_APPLIED;
    }
}
