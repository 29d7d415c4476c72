package io.canyon.ws;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine that holds its data folder, and edits that it has journaled. Driven by the test's thread. */
final class EngineData implements AutoCloseable {
    private static final long TIMEOUT_NS = 20_000_000_000L;

    private final Engine engine;
    private final Gateway gateway;

    EngineData(EngineConfig config) {
        engine = Engine.startInvoked(config);
        gateway = engine.openGateway((text, offset, length) -> new NoFrame(), () -> {});
    }

    /** Applies one patch, of members as in {@code "k":{"_exists":true}}. */
    void patch(String room, String clientId, String members) {
        long joined = engine.counter(EngineCounter.SESSIONS_OPENED);
        GatewaySession session = gateway.open(
                new Handshake("/", "roomId=" + room + "&clientId=" + clientId, Map.of(), "test"), new Ignored());
        runUntil(() -> engine.counter(EngineCounter.SESSIONS_OPENED) > joined);
        gateway.deliver();
        long applied = engine.counter(EngineCounter.EDITS_APPLIED);
        byte[] frame = ("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{" + members + "}]}")
                .getBytes(StandardCharsets.UTF_8);
        session.onFrame(new UnsafeBuffer(frame), 0, frame.length);
        runUntil(() -> engine.counter(EngineCounter.EDITS_APPLIED) > applied);
        session.onClosed();
        runUntil(() -> engine.sessionCount() == 0);
    }

    @Override
    public void close() {
        gateway.close();
        engine.close();
    }

    private void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within " + TIMEOUT_NS + " ns");
            }
            engine.doWork();
            gateway.deliver();
        }
    }

    private record NoFrame() implements Frame {
        @Override
        public int lengthBytes() {
            return 0;
        }

        @Override
        public void release() {}
    }

    private record Ignored() implements Connection {
        @Override
        public void send(Frame frame) {}

        @Override
        public void flush() {}

        @Override
        public long unsentBytes() {
            return 0;
        }

        @Override
        public void setReading(boolean reading) {}

        @Override
        public void close(CloseReason reason, String text) {}
    }
}
