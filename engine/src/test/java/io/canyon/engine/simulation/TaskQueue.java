package io.canyon.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs tasks when it is told to, in any order; or, while somebody waits for them, at once. */
final class TaskQueue extends AbstractExecutorService {
    private final SplittableRandom random;
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean isDirect = true;
    private boolean isShutdown;

    TaskQueue(SplittableRandom random) {
        this.random = random;
    }

    void direct(boolean direct) {
        isDirect = direct;
        while (isDirect && runOne()) {
            // until none is left
        }
    }

    boolean runOne() {
        if (tasks.isEmpty()) {
            return false;
        }
        tasks.remove(random.nextInt(tasks.size())).run();
        return true;
    }

    @Override
    public void execute(Runnable task) {
        if (isDirect) {
            task.run();
        } else {
            tasks.add(task);
        }
    }

    @Override
    public void shutdown() {
        isShutdown = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return isShutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
