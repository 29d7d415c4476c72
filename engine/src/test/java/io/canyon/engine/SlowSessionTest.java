package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.shard.Waker;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hard limits of a session, on a clock that the test sets. */
@Timeout(300)
class SlowSessionTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int BUDGET_BYTES = 64 << 10;

    @TempDir
    Path folder;

    private long nowNs = -5 * SECOND_NS;
    private int wakeUps;
    private Engine engine;
    private Gateway gateway;

    /** An editor whose network can stand still. */
    private static final class Peer implements Connection {
        GatewaySession session;
        boolean isStopped;
        long unsentBytes;
        boolean isReading = true;
        CloseReason closeReason;
        int acks;

        void sends(String frame) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        }

        @Override
        public void send(Frame frame) {
            unsentBytes += isStopped ? frame.lengthBytes() : 0;
            acks += TextFrame.textOf(frame).startsWith("{\"type\":\"ack\"") ? 1 : 0;
        }

        @Override
        public void flush() {}

        @Override
        public long unsentBytes() {
            return unsentBytes;
        }

        @Override
        public void setReading(boolean reading) {
            isReading = reading;
        }

        @Override
        public void close(CloseReason reason, String text) {
            closeReason = closeReason == null ? reason : closeReason;
        }
    }

    @AfterEach
    void stop() {
        gateway.close();
        run();
        engine.close();
    }

    @Test
    void shouldCloseASessionThatLagsAndTakesNothing() {
        start(new SessionLimits(Duration.ofSeconds(10), 1 << 20, 0));
        Peer slow = lagging();
        pass(9 * SECOND_NS);
        assertNull(slow.closeReason);
        slow.unsentBytes -= 20 << 10;
        pass(9 * SECOND_NS);
        assertNull(slow.closeReason, "it has taken something");
        slow.unsentBytes -= 100;
        pass(2 * SECOND_NS);
        assertEquals(CloseReason.LIMIT, slow.closeReason, "a few bytes are nothing");
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_TOO_SLOW));
        assertEquals(1, engine.sessionCount());
    }

    @Test
    void shouldLetASessionGoOnThatHasDrainedInTime() {
        start(new SessionLimits(Duration.ofSeconds(10), 1 << 20, 0));
        Peer slow = lagging();
        pass(9 * SECOND_NS);
        slow.isStopped = false;
        slow.unsentBytes = 0;
        slow.session.onDrained();
        pass(100 * SECOND_NS);
        assertNull(slow.closeReason);
        assertEquals(1, engine.counter(EngineCounter.CATCH_UPS));
        int before = wakeUps;
        pass(SECOND_NS);
        assertEquals(before, wakeUps, "nobody wants to be told the time");
    }

    @Test
    void shouldCloseASessionForWhichTooManyAcksAreHeld() {
        start(new SessionLimits(Duration.ofSeconds(10), 2048, 0));
        Peer writer = connect("writer");
        writer.sends(edit("large", 300_000));
        run();
        // What it has missed takes long to encode, and its edits are acked behind that.
        Peer eager = connect("eager");
        eager.sends("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
        for (int i = 0; i < 100; i++) {
            eager.sends(edit("own" + i + "-" + "i".repeat(50), 1));
        }
        engine.doWork();
        gateway.deliver();
        assertEquals(CloseReason.LIMIT, eager.closeReason);
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_TOO_SLOW));
    }

    @Test
    void shouldReadASessionNoFasterThanItMaySend() {
        start(new SessionLimits(Duration.ofSeconds(10), 1 << 20, 10));
        Peer fast = connect("fast");
        for (int i = 0; i < 15; i++) {
            fast.sends(edit("m" + i, 1));
        }
        run();
        assertEquals(10, fast.acks);
        assertFalse(fast.isReading);
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_THROTTLED));
        pass(SECOND_NS / 5);
        assertEquals(12, fast.acks);
        assertFalse(fast.isReading);
        pass(SECOND_NS);
        assertEquals(15, fast.acks, "nothing is lost");
        assertTrue(fast.isReading);
        int before = wakeUps;
        pass(SECOND_NS);
        assertEquals(before, wakeUps);
    }

    @Test
    void shouldRefuseLimitsOutOfRange() {
        start(SessionLimits.DEFAULTS);
        assertThrows(IllegalArgumentException.class, () -> new SessionLimits(Duration.ofMillis(99), 4096, 0));
        assertThrows(IllegalArgumentException.class, () -> new SessionLimits(Duration.ofDays(2), 4096, 0));
        assertThrows(IllegalArgumentException.class, () -> new SessionLimits(Duration.ofDays(1), 1023, 0));
        assertThrows(IllegalArgumentException.class, () -> new SessionLimits(Duration.ofDays(1), 4096, -1));
    }

    private void start(SessionLimits limits) {
        EngineLimits defaults = EngineLimits.DEFAULTS;
        EngineConfig config = EngineConfig.of(folder)
                .withIdleTimeout(Duration.ofDays(1))
                .withLimits(defaults.withSessionBudgetBytes(BUDGET_BYTES).withSession(limits));
        engine = Engine.start(
                config,
                false,
                new EngineHooks(
                        kind -> JournalStorage.of(kind, JournalSettings.DEFAULTS),
                        step -> {},
                        EngineExecutor::create,
                        () -> nowNs,
                        () -> 42,
                        EngineHooks.ROOM_STORE_TIMEOUT_NS));
        gateway = engine.openGateway(TextFrame.FACTORY, () -> wakeUps++);
    }

    /** A session that lags because of what somebody else has written. */
    private Peer lagging() {
        Peer slow = connect("slow");
        Peer writer = connect("writer");
        slow.isStopped = true;
        writer.sends(edit("large", BUDGET_BYTES));
        run();
        assertFalse(slow.isReading);
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        return slow;
    }

    private Peer connect(String clientId) {
        Peer peer = new Peer();
        int before = engine.sessionCount();
        String query = "roomId=r&clientId=" + clientId;
        peer.session = gateway.open(new Handshake("/", query, Map.of(), "test"), peer);
        runUntil(() -> engine.sessionCount() > before);
        return peer;
    }

    /** Lets time go by, in steps that the I/O thread is woken for. */
    private void pass(long timeNs) {
        for (long end = nowNs + timeNs; nowNs < end; ) {
            nowNs += Waker.TICK_NS;
            int before = wakeUps;
            engine.doWork();
            if (wakeUps > before) {
                run();
            }
        }
    }

    private void run() {
        for (int quiet = 0; quiet < 3; quiet++) {
            if (gateway.deliver() + engine.doWork() > 0) {
                quiet = 0;
            }
        }
    }

    private void runUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            run();
        }
        run();
    }

    private static String edit(String messageId, int length) {
        return "{\"type\":\"patch\",\"messageId\":\"" + messageId
                + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"x\":\"" + "x".repeat(length) + "\"}}]}";
    }
}
