package io.canyon.engine.client;

import io.canyon.engine.Engine;
import io.canyon.engine.spi.Handshake;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/** Connections to an engine of the same JVM, without a socket. Immutable; may be shared by clients. */
public final class EngineTransport implements SyncTransport {
    private final Engine engine;
    private final Executor executor;

    /**
     * Connections to this engine.
     *
     * @param executor where clients take in what comes from the engine, so that its own threads need not wait for them
     */
    public EngineTransport(Engine engine, Executor executor) {
        this.engine = Objects.requireNonNull(engine, "engine");
        this.executor = Objects.requireNonNull(executor, "executor");
    }

    @Override
    public SyncConnection connect(String id, SyncReceiver receiver) {
        Handshake handshake = Handshake.of("/echo?id=" + id, Map.of(), "local");
        return new EngineConnection(engine, handshake, receiver, executor);
    }
}
