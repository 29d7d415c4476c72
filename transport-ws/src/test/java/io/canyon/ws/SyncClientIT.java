package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.client.SyncClient;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncListener;
import io.canyon.engine.client.SyncOptions;
import io.canyon.engine.client.SyncRejection;
import io.canyon.engine.client.SyncState;
import io.canyon.engine.client.WebSocketTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java client of echo rooms against the real server. */
@Timeout(240)
class SyncClientIT {
    private static final SyncOptions OPTIONS =
            SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(20), Duration.ofMillis(300));
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int LARGE = 1_500_000;
    /** In each life of a server, however slow the machine is. */
    private static final int MIN_INSERTIONS = 25;

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<SyncClient> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<SyncRejection> rejections = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private JarServer running;
    private int port;
    private int lastItem;

    @AfterEach
    void closeClients() {
        clients.forEach(SyncClient::close);
    }

    @Test
    void shouldShowEditsPresenceAndPeopleToEachOther() throws Exception {
        try (JarServer server = start()) {
            SyncClient a = join("a");
            SyncClient b = join("b");
            a.update(document -> document.put("title", "plan").putArray("list").add(item("i1")));
            a.flush().get(60, TimeUnit.SECONDS);
            await(() -> b.document().equals(a.document()));
            b.update(document -> ((ArrayNode) document.get("list")).add(item("i2")));
            a.update(document -> ((ArrayNode) document.get("list")).insert(0, item("i0")));
            awaitSame();
            assertEquals(List.of("i0", "i1", "i2"), ids(a.document()));

            a.setPresence(JsonNodeFactory.instance.objectNode().put("x", 7));
            await(() -> b.members().size() == 1 && b.members().get(0).presence() != null);
            assertEquals(7, b.members().get(0).presence().get("x").intValue());
            assertEquals("a", b.members().get(0).userId());

            assertTrue(a.undo());
            awaitSame();
            assertEquals(List.of("i1", "i2"), ids(b.document()));
            assertTrue(a.redo());
            awaitSame();
            assertEquals(List.of("i0", "i1", "i2"), ids(b.document()));

            a.close();
            clients.remove(a);
            await(() -> b.members().isEmpty());
            assertEquals(0, server.stop());
        }
    }

    @Test
    void shouldMoveLargeMessagesBothWays() throws Exception {
        try (JarServer server = start()) {
            SyncClient a = join("a");
            a.update(document -> document.put("large", "x".repeat(LARGE)));
            a.flush().get(60, TimeUnit.SECONDS);
            SyncClient b = join("b");
            assertEquals(LARGE, b.document().get("large").textValue().length());
            b.update(document -> document.put("larger", "é".repeat(LARGE)));
            awaitSame();
            assertEquals(LARGE, a.document().get("larger").textValue().length());

            SyncClient c = join("c");
            SyncException refusal = assertThrows(
                    SyncException.class, () -> c.update(document -> document.put("tooLarge", "x".repeat(5 << 20))));
            assertEquals(SyncException.TOO_LARGE, refusal.code());
            assertFalse(c.document().has("tooLarge"));
            awaitSame();
            server.kill();
        }
    }

    @Test
    void shouldGoOnBehindACleanStop() throws Exception {
        CompletableFuture<SyncState> offline = new CompletableFuture<>();
        try (JarServer server = start()) {
            join("a").update(document -> document.putArray("list").add(item("i1")));
            join("b");
            awaitSame();
            clients.get(0).addListener(new SyncListener() {
                @Override
                public void onState(SyncState state) {
                    offline.complete(state);
                }
            });
            assertEquals(0, server.stop());
        }
        SyncClient a = clients.get(0);
        assertEquals(SyncState.OFFLINE, offline.get(60, TimeUnit.SECONDS));
        a.update(document -> ((ArrayNode) document.get("list")).add(item("offline")));
        assertFalse(a.isSaved());
        try (JarServer server = start()) {
            awaitSame();
            assertEquals(List.of("i1", "offline"), ids(clients.get(1).document()));
            server.kill();
        }
    }

    @Test
    void shouldHaveEverythingOnceWhenTheServerIsKilled() throws Exception {
        System.out.println("SyncClientIT: canyon.seed=" + seed);
        Set<String> inserted = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            try (JarServer server = start()) {
                if (round == 0) {
                    join("first").update(document -> document.putArray("list"));
                    awaitSame();
                    for (int i = 0; i < 3; i++) {
                        join("user" + i);
                    }
                }
                long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300 + random.nextInt(700));
                for (int i = 0; i < MIN_INSERTIONS || System.nanoTime() - endNs < 0; i++) {
                    inserted.add(insert(clients.get(random.nextInt(clients.size()))));
                    assertTrue(server.isAliveFor(Duration.ofMillis(random.nextInt(4))), server::errors);
                }
                server.kill();
            }
        }
        try (JarServer server = start()) {
            awaitSame();
            List<String> ids = ids(clients.get(0).document());
            assertEquals(inserted, new HashSet<>(ids), "seed=" + seed + " " + rejections);
            assertEquals(inserted.size(), ids.size(), "seed=" + seed + " ids=" + ids);
            SyncClient newcomer = join("newcomer");
            assertEquals(clients.get(0).document(), newcomer.document());
            server.kill();
        }
    }

    private String insert(SyncClient client) {
        String id = "n" + ++lastItem;
        client.update(document -> {
            ArrayNode list = (ArrayNode) document.get("list");
            list.insert(random.nextInt(list.size() + 1), item(id));
            if (list.size() > 2) {
                JsonNode moved = list.remove(random.nextInt(list.size()));
                list.insert(random.nextInt(list.size() + 1), moved);
            }
        });
        return id;
    }

    private JarServer start() throws Exception {
        JarServer server = JarServer.startOn(port, folder);
        running = server;
        port = server.port();
        return server;
    }

    private SyncClient join(String user) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + port + "/");
        SyncClient client = new SyncClient(WebSocketTransport.to(uri, JarServer.HTTP), "room", OPTIONS);
        client.addListener(new SyncListener() {
            @Override
            public void onRejected(SyncRejection rejection) {
                rejections.add(rejection);
            }
        });
        clients.add(client);
        client.join(user).get(60, TimeUnit.SECONDS);
        return client;
    }

    /** Waits until everything is saved, and everybody has it. */
    private void awaitSame() throws Exception {
        for (SyncClient client : clients) {
            client.flush().get(60, TimeUnit.SECONDS);
        }
        await(() -> clients.stream()
                .allMatch(client -> client.state() == SyncState.LIVE
                        && client.isSaved()
                        && client.version() == clients.get(0).version()));
        for (SyncClient client : clients) {
            assertEquals(clients.get(0).document(), client.document(), "seed=" + seed);
        }
    }

    private static List<String> ids(JsonNode document) {
        List<String> ids = new ArrayList<>();
        document.get("list").forEach(item -> ids.add(item.path("id").asText("null")));
        return ids;
    }

    private static ObjectNode item(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("v", 0);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
            assertTrue(running.isAliveFor(Duration.ofMillis(5)), () -> running.errors());
        }
    }
}
