package io.canyon.engine.journal;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Which journal to create.
 *
 * @param shardFolder existing, empty folder
 * @param generation number of the generation
 * @param shardIndex shard, from 0
 * @param firstSequence sequence of the first batch
 */
public record JournalSpec(Path shardFolder, long generation, int shardIndex, long firstSequence) {
    public JournalSpec {
        Objects.requireNonNull(shardFolder, "shardFolder");
        if (generation < 0 || generation > GenerationHeader.MAX_GENERATION) {
            throw new IllegalArgumentException("generation out of range: value=" + generation);
        }
        if (shardIndex < 0) {
            throw new IllegalArgumentException("shardIndex is negative: value=" + shardIndex);
        }
        if (firstSequence < 0) {
            throw new IllegalArgumentException("firstSequence is negative: value=" + firstSequence);
        }
    }
}
