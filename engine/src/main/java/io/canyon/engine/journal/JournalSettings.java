package io.canyon.engine.journal;

/**
 * How journals use the disk.
 *
 * @param blockBytes bytes mapped at a time, a power of two from 1 MiB; an entry is shorter than a quarter of it
 * @param stepBytes bytes allocated on disk at a time, ahead of the writing
 * @param minFreeBytes bytes that stay free for others; no step is taken that would leave less
 * @param retryNs how long a refusal stands before the file system is asked again
 */
public record JournalSettings(int blockBytes, long stepBytes, long minFreeBytes, long retryNs) {
    /** Blocks of 64 MiB, steps of 16 MiB, 64 MiB stay free, a quarter of a second between questions. */
    public static final JournalSettings DEFAULTS = new JournalSettings(64 << 20, 16L << 20, 64L << 20, 250_000_000L);

    private static final int MIN_BLOCK_BYTES = 1 << 20;
    private static final long MIN_STEP_BYTES = 64 << 10;

    public JournalSettings {
        if (blockBytes < MIN_BLOCK_BYTES || Integer.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException("blockBytes is no power of two from 1 MiB: value=" + blockBytes);
        }
        if (stepBytes < MIN_STEP_BYTES) {
            throw new IllegalArgumentException("stepBytes too small: value=" + stepBytes + " min=" + MIN_STEP_BYTES);
        }
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("minFreeBytes is negative: value=" + minFreeBytes);
        }
        if (retryNs < 0) {
            throw new IllegalArgumentException("retryNs is negative: value=" + retryNs);
        }
    }
}
