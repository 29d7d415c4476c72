package io.canyon.bench.aeron;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronTransport;
import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.TransportContext;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.agrona.CloseHelper;

/** An engine and its transport, as {@code canyon.jar} runs them, or all of it in one thread. */
final class CanyonServer implements Server {
    private final Engine engine;
    private final AeronTransport transport;
    private final ServerThread thread;

    CanyonServer(Layout layout, Path folder, Path data, String requestChannel, DurabilityLevel durability) {
        EngineConfig config = EngineConfig.of(data).withDurability(durability);
        engine = layout.isSpinning() ? Engine.startInvoked(config) : Engine.start(config);
        AeronConfig aeron = AeronConfig.DEFAULTS
                .withChannel(requestChannel)
                .withIpc(false)
                .withTermBytes(Layout.TERM_BYTES)
                .withDirectory(folder, true);
        TransportContext context = new TransportContext(
                engine, engine::isReady, Map.of(), durability.name().toLowerCase(Locale.ROOT), CanyonServer::fail);
        transport = layout.isSpinning()
                ? AeronTransport.startInvoked(aeron, context)
                : AeronTransport.start(aeron, context);
        thread = layout.isSpinning() ? new ServerThread(() -> engine.doWork() + transport.doWork(), this::end) : null;
    }

    @Override
    public String folder() {
        return transport.folder();
    }

    @Override
    public long allocatedBytes() {
        return thread == null ? -1 : thread.allocatedBytes();
    }

    @Override
    public void close() {
        if (thread == null) {
            end();
        } else {
            thread.close();
        }
    }

    private void end() {
        CloseHelper.closeAll(transport::close, engine);
    }

    private static void fail(Throwable cause) {
        throw new IllegalStateException("the transport has failed", cause);
    }
}
