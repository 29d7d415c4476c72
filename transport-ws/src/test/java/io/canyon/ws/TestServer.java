package io.canyon.ws;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A server on a port of its own with a fake engine behind it. */
final class TestServer implements AutoCloseable {
    static final WsConfig CONFIG = WsConfig.DEFAULTS
            .withAddress("127.0.0.1", 0)
            .withIoThreads(2)
            .withTimeouts(WsTimeouts.DEFAULTS.withClose(Duration.ofSeconds(15)));

    private static final long WAIT_NS = Duration.ofSeconds(40).toNanos();

    final FakeEngine engine = new FakeEngine();
    final WsMetrics metrics = new WsMetrics();
    final WsServer server;

    TestServer(WsConfig config) {
        server = WsServer.start(config, engine, metrics, engine.ready::get);
    }

    int port() {
        return server.port();
    }

    /** @param headers names and values that alternate */
    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until a counter has reached a value. */
    void await(WsCounter counter, long value) {
        await(counter.name(), () -> metrics.value(counter) >= value);
    }

    static void await(String what, Condition condition) {
        long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        server.close();
        metrics.close();
    }

    @FunctionalInterface
    interface Condition {
        boolean holds();
    }
}
