package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.TextFrame;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.shard.IoThreads;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class IoGatewayTest {
    private static final Handshake HANDSHAKE = new Handshake("/", "roomId=r&clientId=c", Map.of(), "test");

    @TempDir
    Path folder;

    @Test
    void shouldWakeItselfWhenAnInboxIsFull() {
        Inbox inbox = new Inbox(1 << 12);
        UnsafeBuffer filler = new UnsafeBuffer(new byte[1]);
        boolean hasRoom = true;
        while (hasRoom) {
            hasRoom = inbox.offer(filler, 0, filler.capacity());
        }
        AtomicInteger wakeUps = new AtomicInteger();
        GatewayContext context = new GatewayContext(
                EngineLimits.DEFAULTS,
                new Inbox[] {inbox},
                Authenticator.EVERYBODY,
                Runnable::run,
                () -> 1,
                new SessionRegistry());
        IoGateway gateway = new IoGateway(context, new IoThreads(1).add(wakeUps::incrementAndGet), TextFrame.FACTORY);
        RecordingConnection connection = new RecordingConnection();
        gateway.open(HANDSHAKE, connection);
        assertEquals(1, gateway.counters().get(EngineCounter.INBOX_FULL));
        assertEquals(1, wakeUps.get(), "nobody else would try again");
    }

    @Test
    void shouldSendEveryAckBeforeItClosesAtTheEnd() throws Exception {
        ExecutorService ioThread = Executors.newSingleThreadExecutor();
        try {
            RecordingConnection connection = new RecordingConnection();
            Engine engine = Engine.start(EngineConfig.of(folder));
            AtomicReference<Gateway> gateway = new AtomicReference<>();
            gateway.set(engine.openGateway(
                    TextFrame.FACTORY,
                    () -> ioThread.execute(() -> gateway.get().deliver())));
            GatewaySession session = ioThread.submit(() -> gateway.get().open(HANDSHAKE, connection))
                    .get();
            while (connection.received.isEmpty()) {
                Thread.onSpinWait();
            }
            List<String> expected = new ArrayList<>();
            ioThread.submit(() -> {
                        for (int i = 1; i <= 50; i++) {
                            expected.add("{\"type\":\"ack\",\"messageId\":\"m" + i + "\",\"timestamp\":" + i + "}");
                            send(
                                    session,
                                    "{\"type\":\"patch\",\"messageId\":\"m" + i
                                            + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"x\":" + i + "}}]}");
                        }
                    })
                    .get();
            engine.close();
            expected.add("closed SHUTDOWN");
            assertEquals(expected, connection.received.subList(1, connection.received.size()));
        } finally {
            ioThread.shutdown();
            assertTrue(ioThread.awaitTermination(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldTakeOneReconnectAtATime() {
        try (Engine engine = Engine.startInvoked(EngineConfig.of(folder))) {
            RecordingConnection connection = new RecordingConnection();
            Gateway gateway = engine.openGateway(TextFrame.FACTORY, () -> {});
            GatewaySession session = gateway.open(HANDSHAKE, connection);
            while (connection.received.isEmpty()) {
                engine.doWork();
                gateway.deliver();
            }
            for (int i = 0; i < 3; i++) {
                send(session, "{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
            }
            assertFalse(connection.isReading);
            engine.doWork();
            gateway.deliver();
            assertEquals(1, count(connection, "synced"));
            while (count(connection, "synced") < 3) {
                engine.doWork();
                gateway.deliver();
            }
            assertTrue(connection.isReading);
            gateway.close();
        }
    }

    private static long count(RecordingConnection connection, String type) {
        return connection.received.stream()
                .filter(frame -> frame.contains("\"type\":\"" + type + "\""))
                .count();
    }

    private static void send(GatewaySession session, String frame) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
