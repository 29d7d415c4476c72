package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The published client, unmodified, in an application of its own, against the runnable jar. */
@Timeout(240)
class NpmClientIT {
    private final int seed =
            Integer.getInteger("canyon.seed", ThreadLocalRandom.current().nextInt(1 << 30));
    private Path scripts;
    private JarServer server;
    private int lags;

    @TempDir
    private Path folder;

    @BeforeEach
    void startServer() throws Exception {
        System.out.println("NpmClientIT: canyon.seed=" + seed);
        scripts = NodeScript.prepare();
        server = JarServer.start(data());
    }

    @AfterEach
    void endServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldKeepPublishedClientsInStepThroughOfflineSpellsAndKills() throws Exception {
        Map<String, Object> result = run("editing.mjs");
        assertEquals(true, result.get("seedTaken"));
        assertTrue((Long) result.get("records") > 20, result::toString);
        assertTrue((Long) result.get("deltasReceived") > 20, result::toString);
        assertEquals(0L, result.get("resyncs"));
        assertEquals(0L, result.get("rejected"));
        assertEquals(0L, result.get("unacked"));
    }

    @Test
    void shouldHaveClientsHealARoomThatWasRestoredFromACopy() throws Exception {
        Map<String, Object> result = run("restored.mjs");
        assertTrue((Long) result.get("records") > 5, result::toString);
        assertEquals(2L, result.get("resyncs"));
        assertEquals(0L, result.get("unacked"));
        assertEquals(2, server.metric("canyon_resyncs_total"));
    }

    @Test
    void shouldBringAPublishedClientUpToDateWhoseNetworkStoodStill() throws Exception {
        Map<String, Object> result = run("stalled.mjs");
        assertTrue((Long) result.get("records") > 5, result::toString);
        assertEquals(0L, result.get("resyncs"));
        assertEquals(0L, result.get("rejected"));
        assertEquals(0L, result.get("unacked"));
        assertEquals(2L, result.get("opened"), "nobody was disconnected");
        assertTrue(server.metric("canyon_catch_ups_total") >= 2);
    }

    private Map<String, Object> run(String script) throws Exception {
        String url = "ws://127.0.0.1:" + server.port() + "/";
        Map<String, Object> result = NodeScript.run(this::perform, scripts, script, url, Integer.toString(seed));
        assertNotNull(result, "no result of " + script);
        System.out.println("NpmClientIT: " + script + " " + result);
        return result;
    }

    private void perform(String wish) throws Exception {
        int port = server.port();
        switch (wish) {
            case "kill" -> server.kill();
            case "lag" -> awaitAnotherLag();
            case "start" -> startAgain(port);
            case "backup" -> {
                server.kill();
                copy(data(), folder.resolve("copy"));
                startAgain(port);
            }
            case "restore" -> {
                server.kill();
                delete(data());
                copy(folder.resolve("copy"), data());
                startAgain(port);
            }
            default -> throw new IllegalArgumentException("unknown wish: " + wish);
        }
    }

    private void awaitAnotherLag() throws Exception {
        lags++;
        while (server.metric("canyon_sessions_lagged_total") < lags) {
            assertTrue(server.isAliveFor(Duration.ofMillis(20)), () -> server.errors());
        }
    }

    private void startAgain(int port) throws Exception {
        server.close();
        server = JarServer.startOn(port, data());
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
