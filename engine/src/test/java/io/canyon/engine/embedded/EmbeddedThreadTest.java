package io.canyon.engine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineLimits;
import io.canyon.engine.gateway.GatewayContext;
import io.canyon.engine.gateway.IoGateway;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.shard.IoThreads;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.FrameFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class EmbeddedThreadTest {
    private static final int MAX_TASKS = 4096;

    private final AtomicInteger gatewaysOpened = new AtomicInteger();
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void shouldOpenNothingBeforeTheFirstTask() {
        EmbeddedThread thread = new EmbeddedThread(true, this::gateway);
        assertEquals(0, thread.doWork());
        thread.close();
        assertEquals(0, gatewaysOpened.get());
        assertFalse(thread.offer(() -> {}));
        assertFalse(thread.signal(() -> {}));
        assertEquals(0, gatewaysOpened.get());
    }

    @Test
    void shouldRunTasksInOrderOnOneThreadOfItsOwn() throws Exception {
        EmbeddedThread thread = new EmbeddedThread(true, this::gateway);
        CompletableFuture<Thread> runner = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            assertTrue(thread.offer(() -> ran.add(number)));
        }
        assertTrue(thread.offer(() -> runner.complete(Thread.currentThread())));
        assertNotEquals(Thread.currentThread(), runner.get(60, TimeUnit.SECONDS));
        assertEquals("canyon-embedded", runner.join().getName());
        assertEquals(100, ran.size());
        assertEquals(99, ran.get(99));
        assertEquals(1, gatewaysOpened.get());
        thread.close();
        assertFalse(runner.join().isAlive());
    }

    @Test
    void shouldRefuseTasksAtTheBoundButNoSignals() throws Exception {
        EmbeddedThread thread = new EmbeddedThread(true, this::gateway);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        thread.offer(() -> {
            begun.countDown();
            await(held);
        });
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < MAX_TASKS; i++) {
            assertTrue(thread.offer(() -> ran.add(1)));
        }
        assertFalse(thread.offer(() -> ran.add(1)));
        CompletableFuture<Integer> signalled = new CompletableFuture<>();
        assertTrue(thread.signal(() -> signalled.complete(ran.size())));
        held.countDown();
        assertTrue(signalled.get(60, TimeUnit.SECONDS) > 0);
        thread.close();
        assertEquals(MAX_TASKS, ran.size());
    }

    @Test
    void shouldGoOnAfterATaskThatThrows() {
        EmbeddedThread thread = new EmbeddedThread(false, this::gateway);
        thread.offer(() -> {
            throw new IllegalStateException("asked to throw");
        });
        thread.offer(() -> ran.add(2));
        assertEquals(2, thread.doWork());
        assertEquals(List.of(2), ran);
        thread.close();
    }

    @Test
    void shouldRunInItsCallerWhenItHasNoThread() {
        EmbeddedThread thread = new EmbeddedThread(false, this::gateway);
        thread.signal(() -> ran.add(1));
        assertEquals(List.of(), ran);
        assertEquals(1, thread.doWork());
        assertEquals(0, thread.doWork());
        thread.offer(() -> ran.add(2));
        thread.close();
        assertEquals(List.of(1, 2), ran);
        assertEquals(0, thread.doWork());
    }

    private IoGateway gateway(FrameFactory frames, Runnable wakeUp) {
        gatewaysOpened.incrementAndGet();
        Inbox[] inboxes = {new Inbox(1 << 16)};
        GatewayContext context =
                new GatewayContext(EngineLimits.DEFAULTS, inboxes, Authenticator.EVERYBODY, Runnable::run);
        return new IoGateway(context, new IoThreads(1).add(wakeUp), frames);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
