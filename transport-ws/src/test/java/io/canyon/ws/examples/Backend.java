package io.canyon.ws.examples;

import io.canyon.engine.Edit;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.LocalSession;
import io.canyon.engine.Room;
import io.canyon.ws.WsConfig;
import io.canyon.ws.WsMetrics;
import io.canyon.ws.WsServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A program that serves editors, and edits beside them. */
final class Backend {
    private Backend() {}

    static void run(Path data, int port, Executor executor, Consumer<String> log, Consumer<WsServer> whileItServes) {
        Engine engine = Engine.start(EngineConfig.of(data));
        WsMetrics metrics = new WsMetrics();
        WsConfig config = WsConfig.DEFAULTS.withAddress("127.0.0.1", port);
        WsServer server = WsServer.start(config, engine, metrics, engine::isReady);

        Room room = engine.rooms().open("plan").join();
        LocalSession backend = room.join("backend").join();
        backend.subscribe("shape-1", "x", x -> log.accept("x is " + x.value()), executor);
        backend.edit(Edit.builder().put("shape-1", Map.of("x", 10)).build()).join(); // it is in the journal now

        whileItServes.accept(server);

        engine.close(); // sessions close behind their last ack, rooms are saved, the journal is marked clean
        server.close();
        metrics.close();
    }
}
