package io.canyon.ws.examples;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.ws.EngineMetrics;
import io.canyon.ws.WsConfig;
import io.canyon.ws.WsMetrics;
import io.canyon.ws.WsServer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** How a program serves editors. */
final class Embedding {
    private Embedding() {}

    static void serve(Path data, int port, Consumer<WsServer> program) {
        Engine engine = Engine.start(EngineConfig.of(data).withShards(2));
        WsMetrics metrics = new WsMetrics();
        new EngineMetrics(engine).bindTo(metrics.registry()); // GET /metrics shows the engine's, too
        WsConfig config = WsConfig.DEFAULTS.withAddress("127.0.0.1", port);
        WsServer server = WsServer.start(config, engine, metrics, engine::isReady);

        program.accept(server); // until it is to stop

        server.stopAccepting();
        engine.close(); // sessions close behind their last ack, rooms are saved, the journal is marked clean
        server.close();
        metrics.close();
    }
}
