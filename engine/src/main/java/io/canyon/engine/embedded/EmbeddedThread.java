package io.canyon.engine.embedded;

import io.canyon.engine.gateway.IoGateway;
import io.canyon.engine.shard.Waker;
import io.canyon.engine.spi.FrameFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's own I/O thread, for what has none. It begins with the first task, sleeps when there is nothing to do,
 * and ends with the engine; in an engine without threads of its own, {@link #doWork} is it. Its gateway is used by its
 * tasks only.
 */
public final class EmbeddedThread {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedThread.class);
    private static final int MAX_TASKS = 4096;
    private static final long CLOSE_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(10);

    /** Whose frames come through this thread's gateway. */
    @FunctionalInterface
    public interface Receiver {
        /** On this thread: the gateway has thrown, so the receiver may have missed frames and is to end. */
        void onDeliveryFailed(Throwable failure);

        /** On this thread, at its end: the gateway is closed, and nothing comes any more. */
        default void onThreadEnd() {}
    }

    private record Reminder(long deadlineNs, Runnable task) {}

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    private final boolean hasOwnThread;
    private final BiFunction<FrameFactory, Runnable, IoGateway> gateways;
    private final ManyToOneConcurrentArrayQueue<Runnable> tasks = new ManyToOneConcurrentArrayQueue<>(MAX_TASKS);
    private final ManyToOneConcurrentLinkedQueue<Runnable> signals = new ManyToOneConcurrentLinkedQueue<>();
    private final Waker waker = new Waker(this::unpark);
    private final PriorityQueue<Reminder> reminders =
            new PriorityQueue<>((a, b) -> Long.signum(a.deadlineNs() - b.deadlineNs()));
    private final Set<Receiver> receivers = new LinkedHashSet<>();
    private volatile State state = State.NEW;
    private volatile IoGateway gateway;
    private volatile Thread thread;
    private volatile boolean isEnded;

    /**
     * @param hasOwnThread false when somebody calls {@link #doWork}
     * @param gateways opens the thread's gateway
     */
    public EmbeddedThread(boolean hasOwnThread, BiFunction<FrameFactory, Runnable, IoGateway> gateways) {
        this.hasOwnThread = hasOwnThread;
        this.gateways = gateways;
    }

    /** Any thread: runs {@code task} behind those before it. False: too many wait, or the engine is closed. */
    public boolean offer(Runnable task) {
        if (!begin() || !tasks.offer(task)) {
            return false;
        }
        onAdded();
        return true;
    }

    /**
     * Any thread: runs {@code task} soon, however many others wait; whoever calls it sees to it that few of its own do.
     * False: the engine is closed.
     */
    public boolean signal(Runnable task) {
        if (!begin()) {
            return false;
        }
        signals.add(task);
        onAdded();
        return true;
    }

    /** This thread. */
    public IoGateway gateway() {
        return gateway;
    }

    /** This thread. */
    public void add(Receiver receiver) {
        receivers.add(receiver);
    }

    /** This thread. */
    public void remove(Receiver receiver) {
        receivers.remove(receiver);
    }

    /** This thread: runs {@code task} after that time. */
    void remind(long delayNs, Runnable task) {
        reminders.add(new Reminder(System.nanoTime() + delayNs, task));
    }

    /** One turn of an engine that has no threads of its own, on its caller's; nothing in another. */
    public int doWork() {
        return hasOwnThread || state != State.RUNNING ? 0 : turn();
    }

    /** Any thread: whether it is this one. */
    public boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** Ends it behind what it has been given; the shards run no more. Called once. */
    public void close() {
        State before;
        synchronized (this) {
            before = state;
            state = State.CLOSED;
        }
        if (before == State.NEW) {
            return;
        }
        if (!hasOwnThread) {
            end();
            return;
        }
        unpark();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("thread {} does not end", thread.getName());
        }
    }

    /** False when it has ended. */
    private boolean begin() {
        if (state == State.NEW) {
            start();
        }
        return state == State.RUNNING;
    }

    private synchronized void start() {
        if (state != State.NEW) {
            return;
        }
        gateway = gateways.apply(new TextFrames(), waker::wake);
        if (hasOwnThread) {
            thread = new Thread(this::run, "canyon-embedded");
            thread.setDaemon(true);
            thread.start();
        }
        state = State.RUNNING;
    }

    private void onAdded() {
        waker.wake();
        if (isEnded) {
            runLate();
        }
    }

    /** What came in while the thread ended: the gateway refuses it, but whoever waits for it must learn that. */
    private synchronized void runLate() {
        runTasks(tasks);
        runTasks(signals);
    }

    private void run() {
        while (state != State.CLOSED) {
            if (turn() == 0) {
                park();
            }
        }
        end();
    }

    private void park() {
        Reminder next = reminders.peek();
        if (next == null) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, next.deadlineNs() - System.nanoTime());
        }
    }

    private void end() {
        gateway.shutDown();
        turn();
        runTask(gateway::close);
        for (Receiver receiver : new ArrayList<>(receivers)) {
            runTask(receiver::onThreadEnd);
        }
        isEnded = true;
        runLate();
    }

    private int turn() {
        // Before it looks: whoever comes after has it look again.
        waker.onAwake();
        int work = runTasks(tasks) + runTasks(signals) + runReminders();
        try {
            return work + gateway.deliver();
        } catch (RuntimeException | Error e) {
            LOG.error("delivery failed; who is served by this thread may have missed frames, and ends", e);
            for (Receiver receiver : new ArrayList<>(receivers)) {
                runTask(() -> receiver.onDeliveryFailed(e));
            }
            return work + 1;
        }
    }

    private int runTasks(Queue<Runnable> queue) {
        int count = 0;
        for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
            runTask(task);
            if (++count == MAX_TASKS) {
                break;
            }
        }
        return count;
    }

    private int runReminders() {
        int count = 0;
        while (!reminders.isEmpty() && reminders.peek().deadlineNs() - System.nanoTime() <= 0) {
            runTask(reminders.remove().task());
            count++;
        }
        return count;
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task failed", e);
        }
    }

    private void unpark() {
        LockSupport.unpark(thread);
    }
}
