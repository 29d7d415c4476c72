package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Two well-behaved editors: one writes without a pause, the other must see each edit; all of it in good time. */
final class Companions implements AutoCloseable {
    static final String ROOM = "shared";

    private static final Duration SLOWEST = Duration.ofSeconds(30);
    private static final int TIMEOUT_SECONDS = 60;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Semaphore seen = new Semaphore(0);
    private final CanvasClient writer;
    private final CanvasClient watcher;
    private final Future<?> work;
    private volatile boolean stopping;

    Companions(int port) throws InterruptedException {
        writer = CanvasClient.connect(port, ROOM, "writer");
        watcher = CanvasClient.resume(port, ROOM, "watcher", 0, frame -> {});
        work = thread.submit(() -> {
            for (long n = 0; !stopping; n++) {
                exchange(n);
            }
            return null;
        });
    }

    private void exchange(long n) throws InterruptedException {
        long startNs = System.nanoTime();
        long timestamp = writer.edit("good-" + n, "{\"good/C\":{\"_exists\":true,\"n\":" + n + "}}");
        Map<String, Object> patch = watcher.await("patch");
        while (!"writer".equals(patch.get("clientId"))) {
            patch = watcher.await("patch");
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - startNs);
        assertEquals(timestamp, patch.get("timestamp"));
        Object fields =
                Json.asObject(Json.asList(patch.get("documentPatches")).get(0)).get("good/C");
        assertEquals(Map.of("_exists", true, "n", n), fields);
        assertTrue(taken.compareTo(SLOWEST) < 0, () -> "an edit took " + taken);
        seen.release();
    }

    /** Waits until some more edits were acked and seen. */
    void awaitEdits(int count) throws Exception {
        seen.drainPermits();
        boolean inTime = seen.tryAcquire(count, TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (work.isDone()) {
            work.get();
        }
        assertTrue(inTime, "the companions do not get on");
    }

    /**
     * Waits until they have taken nearly all that was written so far. A process that writes much, and reads it in turns
     * with others, would fall behind otherwise, and lag like anybody who is slow.
     */
    void keepUp() throws Exception {
        awaitEdits(1);
    }

    /** Fails if anything went wrong. */
    void finish() throws Exception {
        stopping = true;
        work.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        stopping = true;
        thread.shutdownNow();
        writer.close();
        watcher.close();
    }
}
