package io.canyon.aeron.client;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronTransport;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.TransportContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A server in this process that stops and starts again in the same place. */
final class RestartableServer implements AutoCloseable {
    private static final int FIRST_PORT = 20_000;
    /** Where Linux begins by default; other systems begin later. */
    private static final int FIRST_EPHEMERAL_PORT = 32_768;

    private final EngineConfig engineConfig;
    private final AeronConfig config;
    Engine engine;
    AeronTransport transport;

    RestartableServer(Path folder) {
        this(folder, freePort());
    }

    RestartableServer(Path folder, int port) {
        this(folder, port, Authenticator.EVERYBODY);
    }

    RestartableServer(Path folder, int port, Authenticator authenticator) {
        engineConfig = EngineConfig.of(folder.resolve("data")).withAuthenticator(authenticator);
        config = AeronConfig.DEFAULTS
                .withChannel("aeron:udp?endpoint=127.0.0.1:" + port)
                .withDirectory(folder.resolve("driver"), true)
                .withTimeouts(
                        Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));
        start();
    }

    /** One that no socket without a port of its own is given while the server is down. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
            try (DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                return socket.getLocalPort();
            } catch (BindException isTaken) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void start() {
        engine = Engine.start(engineConfig);
        transport = AeronTransport.start(
                config, new TransportContext(engine, engine::isReady, Map.of(), "process", failure -> {}));
    }

    /** What a client needs to know, over IPC. */
    RoomsConfig.Builder ipc() {
        return client().request("aeron:ipc", config.streamId()).response("aeron:ipc", 7402);
    }

    /** What a client needs to know, over UDP. */
    RoomsConfig.Builder udp() {
        return client().request(config.channel(), config.streamId()).response("aeron:udp?endpoint=127.0.0.1:0", 7402);
    }

    private RoomsConfig.Builder client() {
        return RoomsConfig.builder()
                .aeronDirectory(config.directory().toString())
                .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
                .errorHandler(failure -> {});
    }

    @Override
    public void close() {
        if (engine != null) {
            transport.stopAccepting();
            engine.close();
            transport.close();
            engine = null;
        }
    }
}
