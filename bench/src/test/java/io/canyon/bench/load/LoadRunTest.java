package io.canyon.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.ws.WsConfig;
import io.canyon.ws.WsMetrics;
import io.canyon.ws.WsServer;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadRunTest {
    private static final int SESSIONS = 5;
    private static final int CREATIONS = 2;

    @TempDir
    Path folder;

    private Engine engine;
    private WsMetrics metrics;
    private WsServer server;

    @BeforeEach
    void start() {
        engine = Engine.start(EngineConfig.of(folder).withDurability(DurabilityLevel.NONE));
        metrics = new WsMetrics();
        server = WsServer.start(WsConfig.DEFAULTS.withAddress("127.0.0.1", 0), engine, metrics, engine::isReady);
    }

    @AfterEach
    void stop() {
        engine.close();
        server.close();
        metrics.close();
    }

    @Test
    void shouldHaveEveryEditAckedAndDeliveredToAllOthersInTheClosedLoop() throws Exception {
        LoadPlan plan = plan(0, 0);
        LoadResult result = new LoadRun(plan, ServerCpu.ofMetrics(plan.url())).run();
        checkCounts(result, SESSIONS);
        assertTrue(result.stats().ackedInWindow > 100, () -> "acked=" + result.stats().ackedInWindow);
        assertTrue(result.serverCpuNs().getAsLong() > 0);
    }

    @Test
    void shouldSendWhatTheScheduleSaysInTheOpenLoop() throws Exception {
        LoadPlan plan = plan(500, 0);
        LoadResult result =
                new LoadRun(plan, ServerCpu.ofProcess(ProcessHandle.current().pid())).run();
        checkCounts(result, SESSIONS);
        assertEquals(500, result.stats().sent, 1);
        assertEquals(500, result.stats().ackNs.getTotalCount(), 1);
        assertTrue(result.serverCpuNs().isPresent());
    }

    @Test
    void shouldHaveAReaderThatStalledUpToDateInTheEnd() throws Exception {
        LoadPlan plan = plan(200, 1);
        LoadResult result = new LoadRun(plan, ServerCpu.ofMetrics(plan.url())).run();
        checkCounts(result, SESSIONS - 1);
        assertEquals(0, result.notUpToDate());
    }

    @Test
    void shouldSayWhyAnEditorWasNotLetIn() {
        engine.close();
        LoadPlan plan = plan(0, 0);
        Exception refused = assertThrows(
                IllegalStateException.class, () -> new LoadRun(plan, ServerCpu.ofMetrics(plan.url())).run());
        assertTrue(refused.getMessage().startsWith("an editor was not let in: "), refused::getMessage);
    }

    private void checkCounts(LoadResult result, int readers) {
        LoadStats stats = result.stats();
        assertTrue(result.isComplete(), () -> "lost: " + result.lostReason() + " unanswered=" + result.unanswered());
        assertEquals(0, stats.rejected);
        assertEquals(stats.sent, stats.acked);
        assertEquals(stats.acked * (readers - 1), stats.deliveries);
        assertEquals(stats.acked + CREATIONS, engine.counter(EngineCounter.EDITS_APPLIED));
    }

    private LoadPlan plan(int rate, int stalled) {
        URI url = URI.create("ws://127.0.0.1:" + server.port() + "/");
        return new LoadPlan(url, 1, SESSIONS, CREATIONS, 4, rate, 0, 1, 2, stalled, 1);
    }
}
