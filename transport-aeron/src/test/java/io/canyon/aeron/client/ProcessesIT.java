package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.canyon.engine.client.SyncMember;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers and services that are processes of their own, and are killed or stopped. */
@Timeout(600)
class ProcessesIT {
    private static final int KILLS = 3;

    private final List<AutoCloseable> open = new ArrayList<>();
    private int port;
    private MediaDriver driver;
    private JvmProcess server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        port = RestartableServer.freePort();
        startServer();
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.resolve("own").toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .publicationTermBufferLength(1 << 20)
                .ipcTermBufferLength(1 << 20)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        server.close();
        driver.close();
    }

    private void startServer() throws Exception {
        server = new JvmProcess(ServerMain.class, folder.toString(), Integer.toString(port));
    }

    private RoomsClient launch(RoomsConfig.Builder config) {
        RoomsClient client = RoomsClient.launch(config.backoff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .errorHandler(failure -> {})
                .build());
        open.add(client);
        return client;
    }

    /** Through the server's driver, which dies with it. */
    private RoomsConfig.Builder ipc() {
        return RoomsConfig.builder()
                .aeronDirectory(folder.resolve("driver").toString())
                .request("aeron:ipc", 7401)
                .response("aeron:ipc", 7402);
    }

    /** Through another driver. */
    private RoomsConfig.Builder udp() {
        return RoomsConfig.builder()
                .aeronDirectory(driver.aeronDirectoryName())
                .request("aeron:udp?endpoint=127.0.0.1:" + port, 7401)
                .response("aeron:udp?endpoint=127.0.0.1:0", 7402);
    }

    /** Adds items to a room, one behind the other, and keeps those that are acked. */
    private static final class Writer {
        final RemoteRoom room;
        final String name;
        final Set<String> acked = ConcurrentHashMap.newKeySet();
        final AtomicInteger last = new AtomicInteger();
        volatile boolean isOver;
        volatile CompletableFuture<Void> end = new CompletableFuture<>();

        Writer(RemoteRoom room, String name) {
            this.room = room;
            this.name = name;
        }

        void next() {
            if (isOver) {
                end.complete(null);
                return;
            }
            String token = name + last.incrementAndGet();
            ObjectNode item = JsonNodeFactory.instance.objectNode().put("id", token);
            ObjectNode add =
                    JsonNodeFactory.instance.objectNode().put("op", "add").put("path", "/items/-");
            boolean isCommand = last.get() % 2 == 0;
            CompletableFuture<EditAck> ack = isCommand
                    ? room.patch(JsonNodeFactory.instance.arrayNode().add(add.set("value", item)))
                    : room.set("/items/-", item);
            ack.whenComplete((result, failure) -> {
                if (failure != null) {
                    end.completeExceptionally(failure);
                    return;
                }
                acked.add(token);
                next();
            });
        }
    }

    private static void awaitMore(Writer writer, int more) {
        int from = writer.acked.size();
        while (writer.acked.size() < from + more) {
            if (writer.end.isCompletedExceptionally()) {
                throw new CompletionException(
                        writer.end.handle((ok, failure) -> failure).join());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void shouldHaveEveryAckedEditOnceBehindKillsOfTheServer() throws Exception {
        RemoteRoom near = launch(ipc()).join("lobby", "ann");
        RemoteRoom far = launch(udp()).join("lobby", "bob");
        near.joined().get(60, TimeUnit.SECONDS);
        far.joined().get(60, TimeUnit.SECONDS);
        near.set("/items", JsonNodeFactory.instance.arrayNode()).get(60, TimeUnit.SECONDS);
        while (far.get("/items").isMissingNode()) {
            LockSupport.parkNanos(1_000_000);
        }
        List<Writer> writers = List.of(new Writer(near, "n"), new Writer(far, "f"));
        writers.forEach(Writer::next);
        for (int kill = 0; kill < KILLS; kill++) {
            writers.forEach(writer -> awaitMore(writer, 20));
            server.kill();
            startServer();
        }
        writers.forEach(writer -> awaitMore(writer, 20));
        for (Writer writer : writers) {
            writer.isOver = true;
            writer.end.get(60, TimeUnit.SECONDS);
        }
        Set<String> expected = new TreeSet<>();
        writers.forEach(writer -> expected.addAll(writer.acked));
        assertEquals(
                expected.size(),
                writers.stream().mapToInt(writer -> writer.last.get()).sum());
        RemoteRoom later = launch(udp()).join("lobby", "later");
        JsonNode document = later.joined().get(60, TimeUnit.SECONDS);
        List<String> items = new ArrayList<>();
        document.get("items").forEach(item -> items.add(item.get("id").textValue()));
        assertEquals(expected, new TreeSet<>(items));
        assertEquals(expected.size(), items.size());
        while (!near.document().equals(document) || !far.document().equals(document)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void shouldSeeAServiceLeaveThatIsKilled() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        RemoteRoom room = launch(ipc()).join("lobby", "ann");
        room.addListener(new RemoteRoomListener() {
            @Override
            public void onEntered(SyncMember member) {
                events.add("entered " + member.userId());
            }

            @Override
            public void onLeft(SyncMember member) {
                events.add("left " + member.userId());
            }
        });
        room.joined().get(60, TimeUnit.SECONDS);
        JvmProcess near =
                new JvmProcess(ServiceMain.class, folder.resolve("driver").toString(), "aeron:ipc", "bob");
        assertEquals("entered bob", events.poll(60, TimeUnit.SECONDS));
        near.kill();
        assertEquals("left bob", events.poll(60, TimeUnit.SECONDS));
        JvmProcess far = new JvmProcess(
                ServiceMain.class, driver.aeronDirectoryName(), "aeron:udp?endpoint=127.0.0.1:" + port, "eve");
        assertEquals("entered eve", events.poll(60, TimeUnit.SECONDS));
        far.kill();
        assertEquals("left eve", events.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void shouldNotWaitForAServiceThatIsStopped() throws Exception {
        RemoteRoom room = launch(udp()).join("lobby", "ann");
        room.joined().get(60, TimeUnit.SECONDS);
        JvmProcess stopped =
                new JvmProcess(ServiceMain.class, folder.resolve("driver").toString(), "aeron:ipc", "bob");
        open.add(stopped);
        while (room.getLong("/bob", 0) < 10) {
            LockSupport.parkNanos(1_000_000);
        }
        stopped.signal("STOP");
        for (int i = 1; i <= 2_000; i++) {
            room.set("/ann", "x".repeat(100) + i).get(60, TimeUnit.SECONDS);
        }
        long before = room.getLong("/bob", 0);
        stopped.signal("CONT");
        while (room.getLong("/bob", 0) < before + 10) {
            LockSupport.parkNanos(1_000_000);
        }
        assertTrue(room.members().stream().anyMatch(member -> member.userId().equals("bob")), "bob is gone");
    }
}
