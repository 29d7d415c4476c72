package io.canyon.engine.journal;

import io.canyon.engine.JournalKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What stands at the beginning of a generation.
 *
 * @param number of the generation
 * @param firstVersion versions that rooms give in this generation are no lower
 * @param firstSequences sequence of the first batch, per shard
 * @param predecessor number of the generation before, {@link #NO_PREDECESSOR} if there is none
 * @param predecessorCut last sequence recovered from the predecessor, for each of its shards; what follows them there
 *     is of a lost timeline. {@link ReadRange#TO_THE_END} where the predecessor was still written when this began
 * @param journal how its journals are kept
 */
public record GenerationHeader(
        long number,
        long firstVersion,
        List<Long> firstSequences,
        long predecessor,
        List<Long> predecessorCut,
        JournalKind journal) {
    public static final long NO_PREDECESSOR = -1;

    /** Versions start at the generation's number times 2^32. */
    public static final long MAX_GENERATION = (1L << 31) - 1;

    /** Version 1 had no kind of journal; all were Chronicle Queues. */
    static final int FORMAT_VERSION = 2;

    private static final int MAX_SHARDS = 1024;
    private static final int FIXED_LONGS = 6;

    public GenerationHeader {
        Objects.requireNonNull(journal, "journal");
        firstSequences = List.copyOf(firstSequences);
        predecessorCut = List.copyOf(predecessorCut);
        if (number < 0 || number > MAX_GENERATION) {
            throw new IllegalArgumentException("number out of range: value=" + number);
        }
        if (firstVersion < 0) {
            throw new IllegalArgumentException("firstVersion is negative: value=" + firstVersion);
        }
        if (firstSequences.isEmpty() || firstSequences.size() > MAX_SHARDS) {
            throw new IllegalArgumentException("shards out of range: value=" + firstSequences.size());
        }
        if (predecessor < NO_PREDECESSOR || predecessor >= number) {
            throw new IllegalArgumentException("predecessor out of range: value=" + predecessor);
        }
        if (predecessorCut.size() > MAX_SHARDS || predecessorCut.isEmpty() != (predecessor == NO_PREDECESSOR)) {
            throw new IllegalArgumentException("predecessorCut does not fit: shards=" + predecessorCut.size());
        }
    }

    public int shardCount() {
        return firstSequences.size();
    }

    /** The body of the header's file: numbers of 64 bits, of which two run per shard. */
    ByteBuffer encode() {
        ByteBuffer body = SealedFile.newBody(FIXED_LONGS + firstSequences.size() + predecessorCut.size());
        body.putLong(number).putLong(firstVersion).putLong(predecessor);
        body.putLong(firstSequences.size()).putLong(predecessorCut.size());
        firstSequences.forEach(body::putLong);
        predecessorCut.forEach(body::putLong);
        body.putLong(codeOf(journal));
        return body;
    }

    /** Throws {@link IllegalArgumentException} if it makes no sense. */
    static GenerationHeader decode(SealedFile.Content file) {
        ByteBuffer body = file.body();
        try {
            long number = body.getLong();
            long firstVersion = body.getLong();
            long predecessor = body.getLong();
            long shards = body.getLong();
            long predecessorShards = body.getLong();
            List<Long> firstSequences = longs(body, shards);
            List<Long> cut = longs(body, predecessorShards);
            JournalKind journal = file.formatVersion() == 1 ? JournalKind.CHRONICLE : kindOf(body.getLong());
            return new GenerationHeader(number, firstVersion, firstSequences, predecessor, cut, journal);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("too short", e);
        }
    }

    private static long codeOf(JournalKind kind) {
        return switch (kind) {
            case CHRONICLE -> 1;
            case SEGMENTS -> 2;
        };
    }

    private static JournalKind kindOf(long code) {
        for (JournalKind kind : JournalKind.values()) {
            if (codeOf(kind) == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of journal: code=" + code);
    }

    static List<Long> longs(ByteBuffer body, long count) {
        List<Long> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(body.getLong());
        }
        return values;
    }
}
