package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class WsHttpTest {
    private TestServer server = new TestServer(TestServer.CONFIG);

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200, ok",
        "/?a=b, 200, ok",
        "/healthz, 200, ok",
        "/readyz, 200, ready",
        "/canvas, 404, 'not found\n'",
        "/other, 404, 'not found\n'"
    })
    void shouldAnswerPlainRequests(String path, int status, String body) throws Exception {
        HttpResponse<String> response = server.get(path);
        assertEquals(status, response.statusCode());
        assertEquals(body, response.body());
        assertTrue(response.headers().firstValue("content-type").orElseThrow().startsWith("text/plain"));
    }

    @ParameterizedTest
    @CsvSource({"/, 101", "/canvas?clientId=a, 101", "/echo?id=a, 101", "/echo/, 404", "/other?id=a, 404"})
    void shouldUpgradeOnThePathsOfTheWires(String uri, int status) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            assertEquals(status, client.upgrade(uri));
        }
    }

    @Test
    void shouldServeTheDemoToBrowsers() throws Exception {
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        HttpResponse<String> start = server.get("/", "Accept", browser);
        assertEquals(200, start.statusCode());
        assertEquals("text/html; charset=utf-8", header(start, "content-type"));
        assertEquals("no-cache", header(start, "cache-control"));
        assertEquals("accept", header(start, "vary"));
        assertEquals("nosniff", header(start, "x-content-type-options"));
        assertTrue(start.body().startsWith("<!doctype html>"), start.body());
        HttpResponse<String> script = server.get("/demo/app.js");
        assertEquals("text/javascript; charset=utf-8", header(script, "content-type"));
        assertFalse(script.body().isEmpty());
        assertEquals(
                "text/css; charset=utf-8", header(server.get("/demo/app.css", "Accept", "text/css"), "content-type"));
        assertEquals("ok", server.get("/", "Accept", "*/*").body());
        HttpResponse<String> known = server.get("/", "Accept", browser, "If-None-Match", header(start, "etag"));
        assertEquals(304, known.statusCode());
        assertEquals("", known.body());
        assertFalse(header(start, "etag").equals(header(script, "etag")));
        for (String other : List.of("/demo", "/demo/", "/demo/index.html", "/demo/../demo/app.js", "/demo/app.js/")) {
            assertEquals(404, server.get(other, "Accept", browser).statusCode(), other);
        }
    }

    @Test
    void shouldAnswerHeadWithoutThePage() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("HEAD /demo/app.js HTTP/1.1\r\nHost: h\r\n\r\n");
            assertEquals(200, client.readStatus());
            assertTrue(client.readsEnd());
        }
    }

    @Test
    void shouldNotServeTheDemoWhenToldSo() throws Exception {
        server.close();
        server = new TestServer(TestServer.CONFIG.withDemo(false));
        assertEquals("ok", server.get("/", "Accept", "text/html").body());
        assertEquals(404, server.get("/demo/app.js").statusCode());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    @Test
    void shouldSayThatItIsNotReadyAndRefuseEditors() throws Exception {
        server.engine.ready.set(false);
        assertEquals(503, server.get("/readyz").statusCode());
        assertEquals(200, server.get("/healthz").statusCode());
        try (RawClient client = new RawClient(server.port())) {
            assertEquals(503, client.upgrade("/"));
        }
        assertEquals(1, server.metrics.value(WsCounter.REFUSED_NOT_READY));
    }

    @Test
    void shouldServeMetricsForPrometheus() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.sendText("four");
            server.engine.nextSession().nextFrame();
            String metrics = server.get("/metrics").body();
            assertTrue(metrics.contains("\ncanyon_ws_websockets_opened_total 1.0\n"), metrics);
            assertTrue(metrics.contains("\ncanyon_ws_bytes_received_total 4.0\n"), metrics);
            assertTrue(metrics.contains("\ncanyon_ws_connections 1.0\n"), metrics);
            assertTrue(metrics.contains("\ncanyon_ws_connections_refused_total{reason=\"origin\"} 0.0\n"), metrics);
            assertTrue(metrics.contains("\njvm_memory_used_bytes{"), metrics);
            assertTrue(metrics.contains("\nprocess_cpu_usage "), metrics);
        }
    }

    @Test
    void shouldGoOnWhileMetricsAreCollected() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        Gauge.builder("slow", () -> {
                    asked.countDown();
                    try {
                        mayAnswer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return 1;
                })
                .register(server.metrics.registry());
        CompletableFuture<String> body = CompletableFuture.supplyAsync(() -> {
            try {
                return server.get("/metrics").body();
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        asked.await();
        try (RawClient client = RawClient.open(server.port())) {
            client.sendText("on");
            assertEquals("on", server.engine.nextSession().nextFrame());
            assertEquals(200, server.get("/healthz").statusCode());
            assertFalse(body.isDone());
        } finally {
            mayAnswer.countDown();
        }
        assertTrue(body.get(20, TimeUnit.SECONDS).contains("\nslow 1.0\n"));
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertEquals(200, client.readStatus());
            assertTrue(client.readsEnd());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /healthz, Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: a|Sec-WebSocket-Version: 13, 404",
        "POST /, Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: a|Sec-WebSocket-Version: 13, 400",
        "GET /, Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13, 400",
        "GET /, Upgrade: websocket|Sec-WebSocket-Key: a|Sec-WebSocket-Version: 13, 400",
        "GET /, Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: a|Sec-WebSocket-Version: 8, 426",
        "POST /, Content-Length: 0, 404",
        "POST /, Content-Length: 100000, 413"
    })
    void shouldRefuseWrongRequests(String line, String headers, int status) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(line + " HTTP/1.1\r\nHost: x\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n");
            assertEquals(status, client.readStatus());
            assertTrue(client.isCut());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%s HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nLong: %s\r\n\r\n"})
    void shouldRefuseARequestWithALineOrHeadersThatAreTooLong(String request) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(String.format(request, "x".repeat(8200)));
            assertEquals(400, client.readStatus());
        }
        assertEquals(1, server.metrics.value(WsCounter.REFUSED_BAD_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HT", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n"})
    void shouldCloseAConnectionWhoseRequestDoesNotCome(String part) throws Exception {
        restart(TestServer.CONFIG.withTimeouts(WsTimeouts.DEFAULTS.withHandshake(Duration.ofMillis(100))));
        try (RawClient editor = openInTime()) {
            long before = server.metrics.value(WsCounter.HANDSHAKE_TIMEOUTS);
            try (RawClient client = new RawClient(server.port())) {
                client.send(part);
                assertTrue(client.isCut());
            }
            assertEquals(before + 1, server.metrics.value(WsCounter.HANDSHAKE_TIMEOUTS));
            editor.sendText("not me");
            assertEquals("not me", server.engine.nextSession().nextFrame());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, 101",
        "HTTPS://Example.org, 101",
        "http://localhost:5173, 101",
        "https://evil.example, 403",
        "http://example.org, 403",
        "https://example.org.evil.example, 403",
        "null, 403"
    })
    void shouldLetInOnlyTheOriginsOfTheList(String origin, int status) throws Exception {
        restart(TestServer.CONFIG.withOrigins(Set.of("https://example.org", "http://localhost:5173")));
        try (RawClient client = new RawClient(server.port())) {
            assertEquals(status, client.upgrade("/", "Origin: " + origin));
            assertEquals(status == 403 ? 1 : 0, server.metrics.value(WsCounter.REFUSED_ORIGIN));
        }
    }

    @Test
    void shouldLetInClientsThatAreNoBrowserButNotTwoOrigins() throws Exception {
        restart(TestServer.CONFIG.withOrigins(Set.of("https://example.org")));
        try (RawClient client = new RawClient(server.port());
                RawClient twofold = new RawClient(server.port())) {
            assertEquals(101, client.upgrade("/"));
            assertEquals(403, twofold.upgrade("/", "Origin: https://example.org", "Origin: https://evil.example"));
        }
    }

    @Test
    void shouldBoundOpenConnections() throws Exception {
        restart(TestServer.CONFIG.withLimits(WsLimits.DEFAULTS.withMaxConnections(2, 0)));
        try (RawClient first = RawClient.open(server.port());
                RawClient second = RawClient.open(server.port());
                RawClient third = new RawClient(server.port())) {
            assertEquals(503, third.upgrade("/"));
            assertEquals(200, server.get("/healthz").statusCode());
            assertEquals(1, server.metrics.value(WsCounter.REFUSED_CONNECTIONS));
            second.sendClose(1000);
            assertEquals(1000, second.readCloseCode());
            TestServer.await("a free place", () -> server.server.connections() == 1);
            try (RawClient fourth = RawClient.open(server.port())) {
                assertEquals(2, server.server.connections());
                assertFalse(fourth.socket.isClosed());
            }
            assertFalse(first.socket.isClosed());
        }
    }

    @Test
    void shouldBoundOpenConnectionsOfOneAddress() throws Exception {
        restart(TestServer.CONFIG.withLimits(WsLimits.DEFAULTS.withMaxConnections(100, 1)));
        try (RawClient first = RawClient.open(server.port());
                RawClient second = new RawClient(server.port())) {
            assertEquals(503, second.upgrade("/"));
            assertEquals(1, server.metrics.value(WsCounter.REFUSED_ADDRESS));
            first.sendClose(1000);
            assertEquals(1000, first.readCloseCode());
            TestServer.await("a free place", () -> server.server.connections() == 0);
            RawClient.open(server.port()).close();
        }
    }

    @Test
    void shouldTakeNoMoreConnectionsOnceItStopsAccepting() throws Exception {
        // On one thread, the connection that came first is there when the second is.
        restart(TestServer.CONFIG.withIoThreads(1));
        try (RawClient waiting = new RawClient(server.port());
                RawClient editor = RawClient.open(server.port())) {
            server.server.stopAccepting();
            assertEquals(503, waiting.upgrade("/"));
            editor.sendText("goes on");
            assertEquals("goes on", server.engine.nextSession().nextFrame());
        }
    }

    /** A machine that is busy with other things may stand still for longer than a handshake may take. */
    private RawClient openInTime() throws IOException {
        while (true) {
            RawClient client = new RawClient(server.port());
            try {
                assertEquals(101, client.upgrade("/"));
                return client;
            } catch (IOException cut) {
                client.close();
            }
        }
    }

    private void restart(WsConfig config) {
        server.close();
        server = new TestServer(config);
    }
}
