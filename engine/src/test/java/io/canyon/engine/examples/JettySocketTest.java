package io.canyon.engine.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Editors over the WebSocket of a real framework, with a real client. */
@Timeout(300)
class JettySocketTest {
    private static final int LARGE = 500_000;
    private static final int LARGE_EDITS = 40;
    private static final long TIMEOUT_NS = 60_000_000_000L;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private Engine engine;
    private JettyServer jetty;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.start(EngineConfig.of(folder));
        jetty = new JettyServer(engine);
    }

    @AfterEach
    void stop() throws Exception {
        engine.close();
        jetty.stop();
    }

    @Test
    void shouldLetEditorsConverse() throws Exception {
        JdkClient a = connect("a");
        a.await("\"count\":1");
        JdkClient b = connect("b");
        a.await("\"count\":2");
        b.await("\"count\":2");
        a.send(edit("m1", 1, ""));
        assertEquals("{\"type\":\"ack\",\"messageId\":\"m1\",\"timestamp\":1}", a.await("ack"));
        String seen = b.await("patch");
        assertTrue(seen.contains("\"clientId\":\"a\"") && seen.contains("\"n\":1"), seen);
        b.send(edit("m2", 2, ""));
        assertTrue(a.await("patch").contains("\"n\":2"));

        b.close();
        assertEquals("{\"type\":\"clientCount\",\"count\":1}", a.await("clientCount"));
        assertEquals(1, engine.sessionCount());
        assertEquals(0, engine.counter(EngineCounter.SOCKETS_FAILED));
    }

    @Test
    void shouldLetAnEditorBeSlow() throws Exception {
        JdkClient slow = connect("slow");
        slow.await("\"count\":1");
        JdkClient writer = connect("writer");
        slow.await("\"count\":2");
        slow.stopReading();
        for (int i = 1; i <= LARGE_EDITS; i++) {
            writer.send(edit("m" + i, i, "x".repeat(LARGE)));
            writer.await("\"messageId\":\"m" + i + "\"");
        }
        awaitTrue(() -> engine.counter(EngineCounter.SESSIONS_LAGGED) > 0);
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        assertEquals(0, engine.counter(EngineCounter.CATCH_UPS));

        slow.readOn();
        slow.await("\"n\":" + LARGE_EDITS + ",");
        writer.send(edit("last", 0, ""));
        slow.await("\"n\":0,");
        assertEquals(1, engine.counter(EngineCounter.CATCH_UPS));
        slow.send(edit("own", 1, ""));
        slow.await("\"messageId\":\"own\"");
    }

    @Test
    void shouldSayWhyItCloses() throws Exception {
        assertEquals(1008, JdkClient.connect(http, jetty.uri("roomId=r")).awaitClose());

        JdkClient large = connect("large");
        large.send("x".repeat((4 << 20) + 1));
        assertEquals(1009, large.awaitClose());

        JdkClient a = connect("a");
        JdkClient b = connect("b");
        a.await("\"count\":2");
        a.send(edit("m1", 1, ""));
        b.await("patch");
        engine.close();
        assertTrue(engine.isClosedCleanly());
        a.await("ack");
        assertEquals(1001, a.awaitClose());
        assertEquals(1001, b.awaitClose());
    }

    private JdkClient connect(String clientId) {
        return JdkClient.connect(http, jetty.uri("roomId=r&clientId=" + clientId));
    }

    private static String edit(String id, int number, String padding) {
        return "{\"type\":\"patch\",\"messageId\":\"" + id + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"n\":"
                + number + ",\"p\":\"" + padding + "\"}}]}";
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
            Thread.onSpinWait();
        }
    }
}
