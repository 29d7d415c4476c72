package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.Edit;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.LocalSession;
import io.canyon.engine.Room;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomListener;
import io.canyon.engine.RoomValue;
import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.Handshake;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener that holds up the thread that calls it misses something, and so do others, who recover. */
@Timeout(300)
class StuckListenerTest {
    private static final long TIMEOUT_NS = 60_000_000_000L;
    private static final String TEXT = "x".repeat(30_000);

    @TempDir
    Path folder;

    @Test
    void shouldMissSomethingAndLeaveSubscriptionsAtTheTrueValue() throws Exception {
        try (Engine engine = Engine.start(EngineConfig.of(folder));
                Blocking listener = new Blocking()) {
            Room room = engine.rooms().open("r").get(60, TimeUnit.SECONDS);
            LocalSession session = room.join("local").get(60, TimeUnit.SECONDS);
            session.edit(Edit.put("last", Map.of("n", 0))).get(60, TimeUnit.SECONDS);
            AtomicReference<RoomValue> latest = new AtomicReference<>();
            session.subscribe("last", "n", latest::set, Runnable::run);
            AtomicReference<String> shown = new AtomicReference<>();
            session.subscribePresence(
                    change -> shown.set(
                            change.records("p").isEmpty()
                                    ? shown.get()
                                    : change.records("p").get(0).fields().toString()),
                    Runnable::run);
            room.addListener(listener, Runnable::run);
            session.get("last").get(60, TimeUnit.SECONDS);

            Gateway gateway = engine.openGateway(TextFrame.FACTORY, () -> {});
            TestEngine.Editor writer = new TestEngine.Editor();
            writer.session =
                    gateway.open(new Handshake("/", "roomId=r&clientId=writer", Map.of(), "test"), writer.connection);
            await(() -> gateway.deliver() >= 0 && engine.counter(EngineCounter.SESSIONS_OPENED) == 2);
            int edits = 0;
            while (engine.counter(EngineCounter.OUTBOX_SHED) == 0) {
                send(
                        gateway,
                        writer,
                        "e" + edits,
                        "\"documentPatches\":[{\"k\":{\"_exists\":true,\"text\":\"" + TEXT + "\"}}]");
                edits++;
                assertTrue(edits < 5000, "kept without a bound");
            }
            send(gateway, writer, "n", "\"documentPatches\":[{\"last\":{\"_exists\":true,\"n\":7}}]");
            send(gateway, writer, "p", "\"ephemeralPatches\":[{\"p\":{\"_exists\":true,\"x\":5}}]");
            listener.latch.countDown();
            await(() -> listener.missed.get() > 0
                    && latest.get() != null
                    && Long.valueOf(7).equals(latest.get().value()));
            await(() -> "{x=5}".equals(shown.get()));
            await(() -> engine.counter(EngineCounter.CATCH_UPS) == engine.counter(EngineCounter.SESSIONS_LAGGED));
            // What subscriptions were told, the listener is told behind them.
            int told = edits + 2;
            await(() -> listener.changes.get() + listener.missed.get() >= told);
            assertEquals(told, listener.changes.get() + listener.missed.get());
            assertEquals(0, engine.counter(EngineCounter.LISTENER_FAILURES));
            gateway.close();
        }
    }

    private static void send(Gateway gateway, TestEngine.Editor writer, String messageId, String patches) {
        writer.sends("{\"type\":\"patch\",\"messageId\":\"" + messageId + "\"," + patches + "}");
        await(() -> {
            gateway.deliver();
            return writer.takeFrames().stream().anyMatch(frame -> "ack".equals(frame.get("type")));
        });
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not within " + TIMEOUT_NS + " ns");
            Thread.onSpinWait();
        }
    }

    /** Stands still at the first change of {@code k} until it is let go. */
    private static final class Blocking implements RoomListener, AutoCloseable {
        final CountDownLatch latch = new CountDownLatch(1);
        final AtomicLong changes = new AtomicLong();
        final AtomicLong missed = new AtomicLong();

        @Override
        public void close() {
            latch.countDown();
        }

        @Override
        public void onChange(Room room, RoomChange change) {
            changes.incrementAndGet();
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onPresence(Room room, RoomChange change) {
            changes.incrementAndGet();
        }

        @Override
        public void onMissed(Room room, long calls) {
            missed.addAndGet(calls);
        }
    }
}
