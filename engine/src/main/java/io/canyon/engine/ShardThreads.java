package io.canyon.engine;

import io.canyon.engine.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

/** Runs the shards: each on a thread of its own, or all in their caller's. */
final class ShardThreads {
    /** Only then is a shard interrupted that does not end, which costs it the journal. */
    private static final int CLOSE_TIMEOUT_MS = 60_000;

    private static final long HELP_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<AgentRunner> runners = new ArrayList<>();
    private final List<AgentInvoker> invokers = new ArrayList<>();

    /** @param idleStrategies asked for each thread */
    ShardThreads(
            List<Shard> shards, boolean areOwn, Supplier<IdleStrategy> idleStrategies, Consumer<Throwable> onFailure) {
        for (Shard shard : shards) {
            if (areOwn) {
                IdleStrategy idle = Objects.requireNonNull(idleStrategies.get(), "idle strategy");
                runners.add(new AgentRunner(idle, error -> onError(error, onFailure), null, shard));
            } else {
                invokers.add(new AgentInvoker(error -> onError(error, onFailure), null, shard));
            }
        }
    }

    void start() {
        runners.forEach(AgentRunner::startOnThread);
        invokers.forEach(AgentInvoker::start);
    }

    /** Whether the caller is one of them. */
    boolean isCurrent() {
        return runners.stream().anyMatch(runner -> runner.thread() == Thread.currentThread());
    }

    int invoke() {
        int work = 0;
        // without an iterator: it is called all the time
        for (int i = 0; i < invokers.size(); i++) {
            work += invokers.get(i).invoke();
        }
        return work;
    }

    /** Lets time pass for the shards: gives it to them if they have none of their own. */
    void help() {
        if (invokers.isEmpty() || invoke() == 0) {
            LockSupport.parkNanos(HELP_PARK_NS);
        }
    }

    void close() {
        runners.forEach(runner -> runner.close(CLOSE_TIMEOUT_MS, null));
        invokers.forEach(AgentInvoker::close);
    }

    private static void onError(Throwable error, Consumer<Throwable> onFailure) {
        // A shard that ends itself has told why already.
        if (!(error instanceof AgentTerminationException)) {
            onFailure.accept(error);
        }
    }
}
