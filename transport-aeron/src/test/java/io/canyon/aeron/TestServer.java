package io.canyon.aeron;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.TransportContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An engine and its transport, with a media driver of its own and free ports. */
public final class TestServer implements AutoCloseable {
    /** Free ports, and patience: a test that waits for one of its services does not keep the others alive. */
    public static final AeronConfig CONFIG = AeronConfig.DEFAULTS
            .withChannel("aeron:udp?endpoint=127.0.0.1:0")
            .withTimeouts(
                    Duration.ofMillis(200), Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofSeconds(30));

    public final Engine engine;
    public final AeronTransport transport;
    public final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private TestServer(EngineConfig engineConfig, AeronConfig config) {
        engine = Engine.start(engineConfig);
        try {
            transport = AeronTransport.start(
                    config, new TransportContext(engine, engine::isReady, Map.of(), "process", failure::complete));
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    public static TestServer start(Path data) {
        return start(EngineConfig.of(data), CONFIG);
    }

    public static TestServer start(EngineConfig engineConfig, AeronConfig config) {
        return new TestServer(engineConfig, config);
    }

    @Override
    public void close() {
        transport.stopAccepting();
        engine.close();
        transport.close();
    }
}
