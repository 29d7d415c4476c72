package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.SessionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of an engine of the same JVM. */
@Timeout(300)
class EngineTransportTest {
    private static final int INSERTIONS = 300;

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<SyncClient> clients = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws InterruptedException {
        clients.forEach(SyncClient::close);
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    }

    @Test
    void shouldShareADocument() throws Exception {
        System.out.println("EngineTransportTest: canyon.seed=" + seed);
        Random random = new Random(seed);
        SyncOptions options = SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(5), Duration.ofMillis(50));
        try (Engine engine = Engine.start(EngineConfig.of(folder))) {
            for (int i = 0; i < 3; i++) {
                SyncClient client = new SyncClient(new EngineTransport(engine, threads), "room", options);
                clients.add(client);
                client.join("user" + i).get(60, TimeUnit.SECONDS);
                if (i == 0) {
                    client.update(document -> document.putArray("list")).get(60, TimeUnit.SECONDS);
                }
            }
            for (int i = 0; i < INSERTIONS; i++) {
                ObjectNode item = JsonNodeFactory.instance.objectNode().put("id", "n" + i);
                clients.get(random.nextInt(3)).update(document -> {
                    ArrayNode list = (ArrayNode) document.get("list");
                    list.insert(random.nextInt(list.size() + 1), item);
                });
            }
            for (SyncClient client : clients) {
                client.flush().get(60, TimeUnit.SECONDS);
            }
            // what others did before comes before the ack of this
            for (SyncClient client : clients) {
                client.update(document -> document.put("last", random.nextInt()))
                        .get(60, TimeUnit.SECONDS);
            }
            SyncClient newcomer = new SyncClient(new EngineTransport(engine, threads), "room", options);
            clients.add(newcomer);
            JsonNode document = newcomer.join("newcomer").get(60, TimeUnit.SECONDS);
            assertEquals(document, clients.get(2).document(), "seed=" + seed);
            List<String> ids = new ArrayList<>();
            document.get("list").forEach(item -> ids.add(item.get("id").textValue()));
            assertEquals(INSERTIONS, ids.size(), "seed=" + seed);
            assertEquals(INSERTIONS, new HashSet<>(ids).size(), "seed=" + seed);
            assertEquals(3, newcomer.members().size());
        }
    }

    @Test
    void shouldEndAConnectionWhoseEngineDoesNotRead() throws Exception {
        SessionLimits slow = new SessionLimits(Duration.ofMinutes(1), 4 << 20, 1);
        EngineConfig config = EngineConfig.of(folder).withLimits(EngineLimits.DEFAULTS.withSession(slow));
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        SyncReceiver receiver = new SyncReceiver() {
            @Override
            public void onOpen() {}

            @Override
            public void onText(String text) {}

            @Override
            public void onClosed(int code, String reason) {
                closed.complete(code);
            }
        };
        try (Engine engine = Engine.start(config)) {
            SyncConnection connection = new EngineTransport(engine, threads).connect("a", receiver);
            String frame = "x".repeat(1 << 20);
            int sent = 0;
            // a few are with the engine, one goes each second
            while (sent < 100 && !closed.isDone()) {
                connection.send(frame);
                sent++;
            }
            assertEquals(CloseCodes.ABNORMAL, closed.get(20, TimeUnit.SECONDS));
            assertTrue(sent > 64, "sent=" + sent);
            connection.close();
        }
    }
}
