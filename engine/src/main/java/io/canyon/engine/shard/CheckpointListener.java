package io.canyon.engine.shard;

/** Told by shards what checkpoints depend on, on their threads. */
public interface CheckpointListener {
    /** A batch went into the journal. */
    void onJournaled(int lengthBytes);

    /** A shard has come this far. */
    void onStep(CheckpointStep step);
}
