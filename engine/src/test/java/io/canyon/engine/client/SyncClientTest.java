package io.canyon.engine.client;

import static io.canyon.engine.client.ProtocolScript.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.engine.spi.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client as its users see it, in a room of this JVM. */
@Timeout(300)
class SyncClientTest {
    private static final SyncOptions OPTIONS =
            SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(1), Duration.ofMillis(20));

    private final EchoRoom room = new EchoRoom(tree("{'list':[]}"), 10_000);
    private final RoomTransport transport = new RoomTransport(room);
    private final List<SyncClient> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() throws InterruptedException {
        clients.forEach(SyncClient::close);
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    }

    private SyncClient client(SyncOptions options) {
        SyncClient client = new SyncClient(transport, EchoRoom.NAME, options);
        clients.add(client);
        return client;
    }

    private SyncClient joined(String user) throws Exception {
        SyncClient client = client(OPTIONS);
        assertEquals(room.edits().document(), await(client.join(user)));
        return client;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static ObjectNode item(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id);
    }

    @Test
    void shouldEditAndFlush() throws Exception {
        SyncClient a = joined("a");
        SyncClient b = joined("b");
        a.update(document -> document.put("x", 1));
        await(a.flush());
        assertTrue(a.isSaved());
        assertEquals(tree("{'list':[],'x':1}"), b.document());
        b.replace(document -> tree("[1]"));
        await(b.flush());
        assertEquals(tree("[1]"), a.document());
        assertThrows(IllegalStateException.class, () -> a.update(document -> document.put("x", 2)));
        assertTrue(b.undo());
        assertTrue(b.canRedo() && !b.canUndo());
        await(b.flush());
        assertEquals(tree("{'list':[],'x':1}"), a.document());
        assertEquals(3, a.version());
        assertEquals(Permission.READ_WRITE, a.permission());
    }

    @Test
    void shouldKeepTreesApartFromThoseOfItsUser() throws Exception {
        SyncClient a = joined("a");
        ObjectNode mine = item("i1");
        List<ObjectNode> kept = new ArrayList<>();
        a.update(document -> {
            ((ArrayNode) document.get("list")).add(mine);
            kept.add(document);
        });
        mine.put("more", 1);
        kept.get(0).put("more", 1);
        assertEquals(tree("{'list':[{'id':'i1'}]}"), a.document());
        JsonNode before = a.document();
        a.replace(document -> document);
        assertSame(before, a.document());
        a.update(document -> document.put("nan", 1.5));
        assertThrows(IllegalArgumentException.class, () -> a.update(document -> document.put("nan", Double.NaN)));
        assertEquals(1.5, a.document().get("nan").doubleValue());
    }

    @Test
    void shouldKeepWhatHappensDuringAnUpdate() throws Exception {
        SyncClient a = joined("a");
        SyncClient b = joined("b");
        a.update(document -> {
            b.update(other -> ((ArrayNode) other.get("list")).add(item("b")));
            a.update(own -> own.put("inner", true));
            ((ArrayNode) document.get("list")).add(item("a"));
        });
        await(a.flush());
        await(b.flush());
        assertEquals(a.document(), b.document());
        assertEquals(tree("{'list':[{'id':'b'},{'id':'a'}],'inner':true}"), a.document());
    }

    @Test
    void shouldGoOnWithoutAConnection() throws Exception {
        SyncClient a = joined("a");
        SyncClient b = joined("b");
        transport.setDown(true);
        a.update(document -> document.put("a", 1));
        b.update(document -> document.put("b", 1));
        CompletableFuture<Void> flushed = a.flush();
        assertFalse(flushed.isDone());
        assertFalse(a.isSaved());
        transport.setDown(false);
        await(flushed);
        await(b.flush());
        await(a.flush());
        assertEquals(tree("{'list':[],'a':1,'b':1}"), room.edits().document());
    }

    @Test
    void shouldLetSoManyUpdatesWaitForTheRoom() throws Exception {
        SyncClient a = client(OPTIONS.withMaxUnsavedUpdates(3));
        await(a.join("a"));
        transport.setDown(true);
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int value = i;
            waiting.add(a.update(document -> document.put("x", value)));
            waiting.add(a.flush());
        }
        SyncException refusal = assertThrows(SyncException.class, () -> a.update(document -> document.put("x", 4)));
        assertEquals(SyncException.FULL, refusal.code());
        assertEquals(3, a.document().get("x").intValue());
        ExecutionException noFlush = assertThrows(ExecutionException.class, () -> await(a.flush()));
        assertEquals(SyncException.FULL, ((SyncException) noFlush.getCause()).code());
        transport.setDown(false);
        for (CompletableFuture<Void> future : waiting) {
            await(future);
        }
        await(a.update(document -> document.put("x", 5)));
        await(a.flush());
        assertEquals(tree("{'list':[],'x':5}"), room.edits().document());
    }

    @Test
    void shouldSayWhenAnEditIsRefused() throws Exception {
        SyncClient a = joined("a");
        transport.with(() -> room.permit(true));
        CompletableFuture<Void> saved = a.update(document -> document.put("a", 1));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> await(saved));
        assertEquals("read-only", ((SyncException) failure.getCause()).code());
        assertEquals(tree("{'list':[]}"), a.document());
        assertEquals(Permission.READ_ONLY, a.permission());
        await(a.flush());
    }

    @Test
    void shouldFailWhatWaitsWhenItIsClosed() throws Exception {
        SyncClient idle = client(OPTIONS);
        assertThrows(IllegalStateException.class, idle::document);
        assertThrows(IllegalStateException.class, idle::undo);
        transport.setDown(true);
        CompletableFuture<JsonNode> joined = idle.join("idle");
        assertThrows(IllegalStateException.class, () -> idle.join("again"));
        idle.close();
        idle.close();
        ExecutionException failure = assertThrows(ExecutionException.class, () -> await(joined));
        assertEquals(SyncException.CLOSED, ((SyncException) failure.getCause()).code());
        assertEquals(SyncState.CLOSED, idle.state());

        transport.setDown(false);
        SyncClient a = joined("a");
        transport.setDown(true);
        a.update(document -> document.put("a", 1));
        CompletableFuture<Void> flushed = a.flush();
        a.close();
        assertThrows(ExecutionException.class, () -> await(flushed));
        assertThrows(ExecutionException.class, () -> await(a.flush()));
        assertThrows(IllegalStateException.class, () -> a.update(document -> document.put("b", 1)));
    }

    @Test
    void shouldShowPresence() throws Exception {
        SyncClient a = joined("a");
        SyncClient b = client(OPTIONS);
        CountDownLatch seen = new CountDownLatch(1);
        b.addListener(new SyncListener() {
            @Override
            public void onPresence(SyncMember member) {
                seen.countDown();
            }
        });
        await(b.join("b"));
        a.setPresence(JsonNodeFactory.instance.objectNode().put("x", 1));
        assertTrue(seen.await(60, TimeUnit.SECONDS));
        assertEquals(List.of(new SyncMember(a.id(), "a", tree("{'x':1}"))), b.members());
        assertEquals(tree("{'x':1}"), a.presence());
        a.close();
        await(b.flush());
        assertEquals(List.of(), b.members());
    }

    @Test
    void shouldCallListenersOneByOneAndWithoutALock() throws Exception {
        SyncClient a = client(OPTIONS.withExecutor(threads));
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch third = new CountDownLatch(3);
        a.addListener(new SyncListener() {
            @Override
            public void onChange(SyncChange change) {
                // another thread gets at the client while this one is called
                JsonNode document =
                        CompletableFuture.supplyAsync(a::document, threads).join();
                calls.add(change.document() + " " + change.delta() + " " + (document != null));
                third.countDown();
                if (change.document().get("x").intValue() == 2) {
                    a.update(copy -> copy.put("x", 3));
                }
                throw new IllegalStateException("a listener that fails");
            }
        });
        await(a.join("a"));
        a.update(document -> document.put("x", 1));
        a.update(document -> document.put("x", 2));
        assertTrue(third.await(60, TimeUnit.SECONDS));
        assertEquals(
                List.of(
                        "{\"list\":[],\"x\":1} {\"x\":[1]} true",
                        "{\"list\":[],\"x\":2} {\"x\":[1,2]} true",
                        "{\"list\":[],\"x\":3} {\"x\":[2,3]} true"),
                calls);
    }

    @Test
    void shouldTellAListenerThatIsTooSlowWhatItHasMissed() throws Exception {
        SyncClient a = client(OPTIONS.withExecutor(threads));
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<Long> missed = new CompletableFuture<>();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        a.addListener(new SyncListener() {
            @Override
            public void onChange(SyncChange change) {
                try {
                    blocked.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                seen.add(change.document().get("x").intValue());
            }

            @Override
            public void onMissed(long calls) {
                missed.complete(calls);
            }
        });
        await(a.join("a"));
        int updates = 2 * ListenerCalls.MAX_WAITING;
        for (int i = 0; i < updates; i++) {
            int x = i;
            a.update(document -> document.put("x", x));
        }
        blocked.countDown();
        long calls = await(missed);
        assertTrue(calls > 0 && seen.size() <= ListenerCalls.MAX_WAITING, () -> calls + " " + seen.size());
        assertEquals(List.of(0, 1, 2), seen.subList(0, 3));
    }

    /** Many threads use many clients, while connections break. */
    @Test
    void shouldBeSafeForThreads() throws Exception {
        int users = 3;
        int insertions = 60;
        List<Future<?>> runs = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            joined("u" + u);
        }
        for (int u = 0; u < users; u++) {
            SyncClient client = clients.get(u);
            for (int t = 0; t < 2; t++) {
                String name = "u" + u + "t" + t + "-";
                runs.add(threads.submit(() -> insert(client, name, insertions)));
            }
        }
        runs.add(threads.submit(() -> {
            for (int i = 0; i < 20; i++) {
                transport.setDown(true);
                transport.setDown(false);
                clients.get(i % users).flush().join();
            }
        }));
        for (Future<?> run : runs) {
            await(run);
        }
        for (SyncClient client : clients) {
            await(client.flush());
        }
        List<String> ids = new ArrayList<>();
        room.edits()
                .document()
                .get("list")
                .forEach(item -> ids.add(item.get("id").textValue()));
        Set<String> once = new HashSet<>(ids);
        assertEquals(ids.size(), once.size());
        assertEquals(2 * users * insertions, once.size());
    }

    private static void insert(SyncClient client, String name, int count) {
        for (int i = 0; i < count; i++) {
            String id = name + i;
            client.update(document -> ((ArrayNode) document.get("list")).insert(0, item(id)));
        }
    }
}
