package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.aeron.client.EditAck;
import io.canyon.aeron.client.JoinOptions;
import io.canyon.aeron.client.RemoteRoom;
import io.canyon.aeron.client.RoomsClient;
import io.canyon.aeron.client.RoomsConfig;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.engine.client.SyncClient;
import io.canyon.engine.client.SyncOptions;
import io.canyon.engine.client.WebSocketTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services over Aeron, a canvas editor and an echo editor in one room of the runnable jar. */
@Timeout(240)
class ServicesIT {
    private static final int EDITS = 400;
    private static final Pattern CHANNEL = Pattern.compile("aeron:udp\\?endpoint=127\\.0\\.0\\.1:[0-9]+");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final SyncOptions OPTIONS =
            SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(20), Duration.ofMillis(300));

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<CompletableFuture<EditAck>> edits = new ArrayList<>();
    private final TreeSet<Integer> expected = new TreeSet<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private int lastItem;

    @TempDir
    private Path folder;

    private JarServer server;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        server.close();
    }

    @Test
    void shouldEndWithOneDocumentInThreeDialectsAcrossAKill() throws Exception {
        System.out.println("ServicesIT: canyon.seed=" + seed);
        start(0, "aeron:udp?endpoint=127.0.0.1:0");
        String channel = udpChannel();
        CanvasClient canvas = CanvasClient.connect(server.port(), "r", "cleo");
        canvas.edit("first", "{\"s\":{\"_exists\":true,\"l\":[],\"k\":[]}}");
        RemoteRoom near = enter("near", "aeron:ipc", "aeron:ipc");
        RemoteRoom far = enter("far", channel, "aeron:udp?endpoint=127.0.0.1:0");
        SyncClient ann = track(new SyncClient(
                WebSocketTransport.to(URI.create("ws://127.0.0.1:" + server.port() + "/")), "r", OPTIONS));
        ann.join("ann").get(60, TimeUnit.SECONDS);
        Replica seen = new Replica();
        CanvasClient watcher = CanvasClient.resume(server.port(), "r", "wanda", seen);
        for (int i = 0; i < EDITS; i++) {
            if (i == EDITS / 2) {
                server.close();
                start(server.port(), channel);
                canvas = CanvasClient.connect(server.port(), "r", "cleo");
                follow(watcher, seen);
                watcher = CanvasClient.resume(server.port(), "r", "wanda", seen);
            }
            edit(i, near, far, ann, canvas);
            assertTrue(server.isAliveFor(Duration.ofMillis(random.nextInt(2))), server::errors);
        }
        for (CompletableFuture<EditAck> edit : edits) {
            edit.get(60, TimeUnit.SECONDS);
        }
        ann.flush().get(60, TimeUnit.SECONDS);
        canvas.patch("last", "{\"last\":{\"_exists\":true}}");
        await(() -> ann.document().has("last")
                && near.document().has("last")
                && far.document().has("last"));
        for (String field : List.of("k", "l")) {
            List<Integer> items = new ArrayList<>();
            near.get("/s/" + field).forEach(item -> items.add(item.get("id").intValue()));
            assertEquals(new TreeSet<>(items).size(), items.size(), "twice: seed=" + seed + " " + items);
            assertTrue(expected.containsAll(items), "seed=" + seed + " " + items);
            items.forEach(expected::remove);
        }
        assertEquals(new TreeSet<>(), expected, "lost: seed=" + seed);
        assertEquals(near.document(), far.document(), "seed=" + seed);
        assertEquals(near.document(), ann.document(), "seed=" + seed);
        Map<String, Object> document = Json.object(near.document().toString());
        assertEquals(document, CanvasClient.read(server.port(), "r").records(), "seed=" + seed);
        while (!seen.records().containsKey("last")) {
            seen.apply(watcher.next());
        }
        assertEquals(document, seen.records(), "seed=" + seed);
    }

    /** Takes in all that a connection has brought that is over. */
    private static void follow(CanvasClient watcher, Replica seen) throws InterruptedException {
        Map<String, Object> frame = watcher.next();
        while (!frame.get("type").equals("closed")) {
            seen.apply(frame);
            frame = watcher.next();
        }
    }

    /** Somebody makes one edit, which waits for nothing. */
    private void edit(int i, RemoteRoom near, RemoteRoom far, SyncClient ann, CanvasClient canvas) {
        switch (random.nextInt(6)) {
            case 0 -> edits.add(near.patch(add("/s/l/-")));
            case 1 -> edits.add(far.patch(add("/s/k/-")));
            case 2 ->
                edits.add(near.components(JSON.objectNode()
                        .set("c" + i, JSON.objectNode().put("_exists", true).put("by", "near"))));
            case 3 -> edits.add(far.set("/e" + random.nextInt(5) + "/n", i));
            case 4 -> ann.update(document -> ((ArrayNode) document.get("s").get("k")).add(item()));
            default ->
                canvas.patch("m" + i, "{\"s\":{\"x" + i % 9 + "\":" + i + "},\"d" + i + "\":{\"_exists\":true}}");
        }
    }

    private ArrayNode add(String path) {
        ObjectNode operation = JSON.objectNode().put("op", "add").put("path", path);
        return JSON.arrayNode().add(operation.set("value", item()));
    }

    private ObjectNode item() {
        expected.add(++lastItem);
        return JSON.objectNode().put("id", lastItem);
    }

    private void start(int port, String channel) throws Exception {
        String driver = folder.resolve("driver").toString();
        server = JarServer.startOn(port, folder.resolve("data"), "--aeron-channel", channel, "--aeron-dir", driver);
    }

    private RemoteRoom enter(String user, String request, String response) throws Exception {
        RoomsConfig config = RoomsConfig.builder()
                .aeronDirectory(folder.resolve("driver").toString())
                .request(request, 7401)
                .response(response, 7402)
                .backoff(Duration.ofMillis(20), Duration.ofMillis(300))
                .errorHandler(failure -> {})
                .build();
        RoomsClient client = track(RoomsClient.launch(config));
        RemoteRoom room = client.join("r", user, JoinOptions.DEFAULTS.withKind(RoomKind.RECORDS));
        room.joined().get(60, TimeUnit.SECONDS);
        return room;
    }

    private <T extends AutoCloseable> T track(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** Where the server has found a free port. */
    private String udpChannel() {
        Matcher matcher = CHANNEL.matcher(server.line());
        assertTrue(matcher.find(), server.line());
        return matcher.group();
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, "not in time");
            assertTrue(server.isAliveFor(Duration.ofMillis(5)), server::errors);
        }
    }
}
