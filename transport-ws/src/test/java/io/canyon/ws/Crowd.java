package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Editors who only look on, each with a replica of its own. One thread takes in for all of them what comes. */
final class Crowd implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 60;

    private final List<Onlooker> onlookers = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    /** The version that each of them has at least. */
    private volatile long reached;

    private record Onlooker(CanvasClient client, Replica replica) {
        void take(Map<String, Object> frame) {
            assertTrue(!"closed".equals(frame.get("type")), () -> "one of the crowd was closed: " + frame);
            replica.apply(frame);
        }

        void takeAllThatIsThere() {
            for (Map<String, Object> frame = client.poll(); frame != null; frame = client.poll()) {
                take(frame);
            }
        }
    }

    Crowd(int port, String room, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            Replica replica = new Replica();
            onlookers.add(new Onlooker(CanvasClient.resume(port, room, "crowd-" + i, replica), replica));
        }
        work = thread.submit(() -> {
            Onlooker first = onlookers.get(0);
            while (!Thread.interrupted()) {
                first.take(first.client.next());
                onlookers.forEach(Onlooker::takeAllThatIsThere);
                reached = onlookers.stream()
                        .mapToLong(onlooker -> onlooker.replica.timestamp())
                        .min()
                        .orElseThrow();
            }
            return null;
        });
    }

    /** Waits until each of them has a version. Others have to write on. */
    void await(long timestamp) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (reached < timestamp) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "the crowd is at " + reached + " of " + timestamp);
            try {
                work.get(5, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // It goes on.
                continue;
            }
        }
    }

    /** Waits until each of them has a version, and gives what they have. Has to be asked last. */
    List<Replica> reach(long timestamp) throws Exception {
        thread.shutdownNow();
        assertTrue(thread.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        try {
            work.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InterruptedException)) {
                throw e;
            }
        }
        for (Onlooker onlooker : onlookers) {
            while (onlooker.replica.timestamp() < timestamp) {
                onlooker.take(onlooker.client.next());
            }
        }
        return onlookers.stream().map(Onlooker::replica).toList();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        onlookers.forEach(onlooker -> onlooker.client.close());
    }
}
