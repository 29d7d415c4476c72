package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.spi.GatewayFactory;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a batch costs on Netty: counted on the engine itself, with channels that see every write and flush. */
@Timeout(60)
class WsBatchTest {
    private static final int SESSIONS = 30;
    private static final int WRITERS = 3;
    private static final int EDITS = 8;

    @TempDir
    private Path folder;

    private int wakeUps;

    @Test
    void shouldWriteAndFlushOncePerSessionAndBatch() {
        Engine engine = Engine.startInvoked(EngineConfig.of(folder));
        WsMetrics metrics = new WsMetrics();
        EmbeddedChannel owner = new EmbeddedChannel();
        LoopGateway gateway = new LoopGateway(owner.eventLoop(), metrics);
        GatewayFactory counting = (frames, wakeUp) -> engine.openGateway(frames, () -> {
            wakeUps++;
            wakeUp.run();
        });
        gateway.open(counting);
        List<EmbeddedConnection> peers = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            peers.add(new EmbeddedConnection(gateway, metrics, WsConfig.DEFAULTS, "roomId=r&clientId=c" + i));
        }
        while (engine.sessionCount() < SESSIONS) {
            engine.doWork();
        }
        owner.runPendingTasks();
        for (EmbeddedConnection peer : peers) {
            assertEquals(
                    "{\"type\":\"clientCount\",\"count\":30}", peer.sent().substring(2), "told once for all joins");
            peer.writes = 0;
            peer.flushes = 0;
        }
        long built = engine.counter(EngineCounter.FRAMES_BUILT);
        long sent = engine.counter(EngineCounter.FRAMES_SENT);
        wakeUps = 0;

        for (int i = 0; i < EDITS; i++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                peers.get(writer)
                        .receivesText("{\"type\":\"patch\",\"messageId\":\"m" + i + "\",\"documentPatches\":[{\"k"
                                + writer + "\":{\"_exists\":true,\"x\":" + i + "}}]}");
            }
        }
        engine.doWork();
        assertEquals(1, wakeUps, "one wake-up per I/O thread and batch");
        owner.runPendingTasks();
        assertEquals(2 * WRITERS * EDITS, engine.counter(EngineCounter.FRAMES_BUILT) - built, "acks and broadcasts");
        assertEquals(
                WRITERS * EDITS + WRITERS * EDITS * (SESSIONS - 1), engine.counter(EngineCounter.FRAMES_SENT) - sent);
        for (int i = 0; i < SESSIONS; i++) {
            EmbeddedConnection peer = peers.get(i);
            assertEquals(1, peer.flushes, "session " + i);
            if (i < WRITERS) {
                assertTrue(peer.writes <= 2 * EDITS + 1, "pieces around its own acks: " + peer.writes);
            } else {
                assertEquals(1, peer.writes, "all frames of the batch in one piece");
                assertEquals(WRITERS * EDITS, peer.sent().split("\"type\":\"patch\"", -1).length - 1);
            }
        }
        gateway.closeGateway();
        peers.forEach(peer -> peer.channel.finishAndReleaseAll());
        owner.finishAndReleaseAll();
        engine.doWork();
        engine.close();
        metrics.close();
    }
}
