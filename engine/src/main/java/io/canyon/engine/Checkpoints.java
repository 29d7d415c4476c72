package io.canyon.engine;

import io.canyon.engine.journal.Generation;
import io.canyon.engine.journal.GenerationHeader;
import io.canyon.engine.journal.Generations;
import io.canyon.engine.journal.Journal;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.journal.ReadRange;
import io.canyon.engine.shard.CheckpointListener;
import io.canyon.engine.shard.CheckpointStep;
import io.canyon.engine.shard.Shard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal bounded while the engine runs. When it has become long enough, the next generation begins, the
 * shards go over to it, each between two batches, and save every room with edits in older generations; then those go.
 * One checkpoint at a time; its slow steps run on the storage threads.
 *
 * <p>A crash between any two steps loses nothing: the next generation says of its predecessor that it is to be read to
 * its end, and older generations stay until every room that needs them is in the store.
 */
final class Checkpoints implements CheckpointListener {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Generations generations;
    private final JournalStorage journals;
    private final List<Shard> shards;
    private final Executor executor;
    private final EngineHooks hooks;
    private final long limitBytes;
    private final AtomicLong journaledBytes = new AtomicLong();
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final AtomicInteger shardsToSave = new AtomicInteger();

    private Generation current;
    private boolean isStopped;
    private volatile long completed;
    private volatile long failed;

    /** @param shards may be filled later, but before anything is journaled */
    Checkpoints(
            EngineConfig config,
            Generations generations,
            Generation current,
            JournalStorage journals,
            List<Shard> shards,
            Executor executor,
            EngineHooks hooks) {
        this.limitBytes = config.durability() == DurabilityLevel.NONE ? Long.MAX_VALUE : config.checkpointBytes();
        this.generations = generations;
        this.current = current;
        this.journals = journals;
        this.shards = shards;
        this.executor = executor;
        this.hooks = hooks;
    }

    @Override
    public void onJournaled(int lengthBytes) {
        if (journaledBytes.addAndGet(lengthBytes) >= limitBytes && isRunning.compareAndSet(false, true)) {
            executor.execute(this::begin);
        }
    }

    @Override
    public void onStep(CheckpointStep step) {
        hooks.onStep().accept(step);
        if (step == CheckpointStep.SHARD_SAVED && shardsToSave.decrementAndGet() == 0) {
            executor.execute(this::retireOlder);
        }
    }

    /** No step is taken from here on; shards still go over to journals that they have been given. */
    synchronized void stop() {
        isStopped = true;
    }

    /** Marks the newest generation; call it when all shards have ended and every room is in the store. */
    synchronized void markClean() throws IOException {
        current.markClean(shards.stream()
                .map(shard -> shard.lastSequence(current.number()))
                .toList());
    }

    long count(EngineCounter counter) {
        return switch (counter) {
            case CHECKPOINTS -> completed;
            case CHECKPOINTS_FAILED -> failed;
            default -> 0;
        };
    }

    private synchronized void begin() {
        if (isStopped) {
            return;
        }
        List<Journal> created = new ArrayList<>();
        Generation next = null;
        try {
            next = generations.begin(nextHeader());
            hooks.onStep().accept(CheckpointStep.BEGUN);
            for (int shard = 0; shard < shards.size(); shard++) {
                created.add(journals.create(next.journalSpec(shard)));
            }
            next.markCreated();
        } catch (IOException | RuntimeException e) {
            giveUp(next, created, e);
            return;
        }
        hooks.onStep().accept(CheckpointStep.JOURNALS_CREATED);
        current = next;
        journaledBytes.set(0);
        shardsToSave.set(shards.size());
        for (int shard = 0; shard < shards.size(); shard++) {
            shards.get(shard).roll(created.get(shard), next.number());
        }
    }

    private GenerationHeader nextHeader() throws IOException {
        GenerationHeader header = current.header();
        int shardCount = header.shardCount();
        return new GenerationHeader(
                generations.nextNumber(),
                header.firstVersion(),
                Collections.nCopies(shardCount, Generation.FIRST_SEQUENCE),
                header.number(),
                Collections.nCopies(shardCount, ReadRange.TO_THE_END),
                header.journal());
    }

    private void giveUp(Generation begun, List<Journal> created, Exception reason) {
        LOG.error("the journal cannot begin anew, and goes on as it is", reason);
        CloseHelper.quietCloseAll(created);
        if (begun != null) {
            try {
                generations.retire(begun.number());
            } catch (IOException e) {
                // It holds nothing, and the next start removes it.
                LOG.error("generation cannot be removed: number={}", begun.number(), e);
            }
        }
        failed++;
        journaledBytes.set(limitBytes - limitBytes / 8);
        isRunning.set(false);
    }

    private synchronized void retireOlder() {
        if (isStopped) {
            return;
        }
        try {
            for (Generation generation : generations.list()) {
                if (generation.number() < current.number()) {
                    generations.retire(generation.number());
                }
            }
            completed++;
            LOG.info("checkpoint: generation={}", current.number());
        } catch (IOException e) {
            // They stay until the next checkpoint, or the next start.
            failed++;
            LOG.error("older generations cannot be removed", e);
        }
        hooks.onStep().accept(CheckpointStep.RETIRED);
        isRunning.set(false);
    }
}
