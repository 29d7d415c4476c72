package io.canyon.engine.client;

import io.canyon.engine.dialect.jsondiffpatch.JsonDiffOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/**
 * How a {@link SyncClient} behaves. Immutable; validated when built.
 *
 * @param executor where listeners are called and futures complete
 * @param diff how documents are compared: the items of lists by {@code id}, else {@code _id}
 * @param minBackoff pause before the first attempt to reconnect, less a random part of it; doubles with each failure
 * @param maxBackoff longest such pause
 * @param answerTimeout how long an edit or a join may wait for its answer before the client asks again, or reconnects;
 *     doubles with each time
 * @param presenceInterval shortest time between two frames of presence; of what is set meanwhile the latest counts
 * @param maxFrameBytes longest frame that the server takes; an update that would make a longer edit is refused
 * @param maxUndoSteps updates that can be undone; 0 keeps none
 * @param maxUnsavedUpdates so many updates wait for the room's answer, also without a connection; more are refused
 */
public record SyncOptions(
        Executor executor,
        JsonDiffOptions diff,
        Duration minBackoff,
        Duration maxBackoff,
        Duration answerTimeout,
        Duration presenceInterval,
        int maxFrameBytes,
        int maxUndoSteps,
        int maxUnsavedUpdates) {
    private static final Duration MAX_PAUSE = Duration.ofDays(1);

    public static final SyncOptions DEFAULTS = new SyncOptions(
            ForkJoinPool.commonPool(),
            JsonDiffOptions.DEFAULT,
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMillis(33),
            4 << 20,
            100,
            65_536);

    public SyncOptions {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(diff, "diff");
        requirePause("minBackoff", minBackoff);
        requirePause("maxBackoff", maxBackoff);
        requirePause("answerTimeout", answerTimeout);
        requirePause("presenceInterval", presenceInterval);
        requireRange("maxFrameBytes", maxFrameBytes, 1024, Integer.MAX_VALUE);
        requireRange("maxUndoSteps", maxUndoSteps, 0, 100_000);
        requireRange("maxUnsavedUpdates", maxUnsavedUpdates, 1, 16_777_216);
        if (maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException("maxBackoff=" + maxBackoff + " below minBackoff=" + minBackoff);
        }
    }

    public SyncOptions withExecutor(Executor value) {
        return with(fields -> fields.executor = value);
    }

    public SyncOptions withDiff(JsonDiffOptions value) {
        return with(fields -> fields.diff = value);
    }

    public SyncOptions withBackoff(Duration min, Duration max) {
        return with(fields -> {
            fields.minBackoff = min;
            fields.maxBackoff = max;
        });
    }

    public SyncOptions withAnswerTimeout(Duration value) {
        return with(fields -> fields.answerTimeout = value);
    }

    public SyncOptions withPresenceInterval(Duration value) {
        return with(fields -> fields.presenceInterval = value);
    }

    public SyncOptions withMaxFrameBytes(int value) {
        return with(fields -> fields.maxFrameBytes = value);
    }

    public SyncOptions withMaxUndoSteps(int value) {
        return with(fields -> fields.maxUndoSteps = value);
    }

    public SyncOptions withMaxUnsavedUpdates(int value) {
        return with(fields -> fields.maxUnsavedUpdates = value);
    }

    private SyncOptions with(Consumer<Fields> change) {
        Fields fields = new Fields(this);
        change.accept(fields);
        return fields.options();
    }

    private static void requirePause(String name, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(MAX_PAUSE) > 0) {
            throw new IllegalArgumentException(name + "=" + value);
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + ", not " + min + " to " + max);
        }
    }

    /** Options that are being changed. */
    private static final class Fields {
        private Executor executor;
        private JsonDiffOptions diff;
        private Duration minBackoff;
        private Duration maxBackoff;
        private Duration answerTimeout;
        private Duration presenceInterval;
        private int maxFrameBytes;
        private int maxUndoSteps;
        private int maxUnsavedUpdates;

        Fields(SyncOptions options) {
            executor = options.executor;
            diff = options.diff;
            minBackoff = options.minBackoff;
            maxBackoff = options.maxBackoff;
            answerTimeout = options.answerTimeout;
            presenceInterval = options.presenceInterval;
            maxFrameBytes = options.maxFrameBytes;
            maxUndoSteps = options.maxUndoSteps;
            maxUnsavedUpdates = options.maxUnsavedUpdates;
        }

        SyncOptions options() {
            return new SyncOptions(
                    executor,
                    diff,
                    minBackoff,
                    maxBackoff,
                    answerTimeout,
                    presenceInterval,
                    maxFrameBytes,
                    maxUndoSteps,
                    maxUnsavedUpdates);
        }
    }
}
