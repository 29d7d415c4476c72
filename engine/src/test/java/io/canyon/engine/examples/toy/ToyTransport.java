package io.canyon.engine.examples.toy;

import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agrona.DirectBuffer;

/** Connections are objects, the network is a queue, and one thread serves them all. */
public final class ToyTransport implements Transport {
    private final TransportContext context;
    private final ExecutorService ioThread = Executors.newSingleThreadExecutor();
    private final Set<ToyConnection> connections = new LinkedHashSet<>();
    private final Gateway gateway;
    private volatile boolean isAccepting = true;

    ToyTransport(TransportContext context) {
        this.context = context;
        this.gateway = CompletableFuture.supplyAsync(
                        () -> context.gateways().openGateway(ToyFrame::of, this::wakeUp), ioThread)
                .join();
    }

    @Override
    public String address() {
        return "toy:" + context.options().getOrDefault("name", "default");
    }

    /** A new connection; null if there is none to be had. */
    public ToyConnection connect(String query) {
        if (!isAccepting || !context.ready().getAsBoolean()) {
            return null;
        }
        return CompletableFuture.supplyAsync(() -> open(query), ioThread).join();
    }

    @Override
    public void stopAccepting() {
        isAccepting = false;
    }

    @Override
    public void close() {
        stopAccepting();
        if (!ioThread.isShutdown()) {
            ioThread.execute(() -> {
                connections.forEach(ToyConnection::end);
                gateway.close();
            });
            ioThread.shutdown();
        }
    }

    void run(Runnable task) {
        ioThread.execute(task);
    }

    void remove(ToyConnection connection) {
        connections.remove(connection);
    }

    private ToyConnection open(String query) {
        ToyConnection connection = new ToyConnection(this);
        connections.add(connection);
        connection.open(gateway.open(new Handshake("/", query, Map.of(), "toy"), connection));
        return connection;
    }

    private void wakeUp() {
        if (!ioThread.isShutdown()) {
            ioThread.execute(gateway::deliver);
        }
    }

    record ToyFrame(String text, int lengthBytes) implements Frame {
        static ToyFrame of(DirectBuffer utf8, int offset, int length) {
            byte[] bytes = new byte[length];
            utf8.getBytes(offset, bytes);
            return new ToyFrame(new String(bytes, StandardCharsets.UTF_8), length);
        }

        @Override
        public void release() {}
    }
}
