package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aeron.Aeron;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncRejection;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may enter, and what rooms of other kinds do, against a real server in this process. */
@Timeout(300)
class AccessIT {
    /** Lets those in who know the word; those who whisper it may only read. */
    private static final Authenticator BY_WORD = request -> CompletableFuture.completedFuture(
            switch (String.valueOf(request.credentials().string())) {
                case "sesame" -> Admission.READ_WRITE;
                case "whisper" -> Admission.READ_ONLY;
                default -> null;
            });

    private final List<RoomsClient> clients = new ArrayList<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    private RestartableServer server;
    private volatile String word = "sesame";

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server = new RestartableServer(folder, RestartableServer.freePort(), BY_WORD);
    }

    @AfterEach
    void stop() {
        clients.forEach(RoomsClient::close);
        server.close();
    }

    private RoomsConfig.Builder config() {
        return server.ipc()
                .credentials(() -> JsonNodeFactory.instance.textNode(word))
                .errorHandler(errors::add);
    }

    private RoomsClient launch(RoomsConfig.Builder config) {
        RoomsClient client = RoomsClient.launch(config.build());
        clients.add(client);
        return client;
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static String code(CompletableFuture<?> future) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> await(future));
        return assertInstanceOf(SyncException.class, failure.getCause()).code();
    }

    private static BlockingQueue<LinkState> states(RemoteRoom room) {
        BlockingQueue<LinkState> states = new LinkedBlockingQueue<>();
        room.addListener(new RemoteRoomListener() {
            @Override
            public void onState(LinkState state) {
                states.add(state);
            }
        });
        return states;
    }

    private static void awaitState(BlockingQueue<LinkState> states, LinkState wanted) throws InterruptedException {
        LinkState state = null;
        while (state != wanted) {
            state = states.poll(60, TimeUnit.SECONDS);
            if (state == null) {
                throw new AssertionError("never " + wanted);
            }
        }
    }

    @Test
    void shouldComeInWithTheRightWordLater() throws Exception {
        word = "simsim";
        RemoteRoom room = launch(config()).join("cave", "ali");
        BlockingQueue<LinkState> states = states(room);
        assertEquals("forbidden", code(room.joined()));
        word = "sesame";
        awaitState(states, LinkState.LIVE);
        assertEquals(1, await(room.set("/gold", true)).version());
    }

    @Test
    void shouldTakeBackWhatItMayNotDo() throws Exception {
        word = "whisper";
        RemoteRoom room = launch(config()).join("cave", "ali");
        await(room.joined());
        assertFalse(room.canWrite());
        BlockingQueue<SyncRejection> rejections = new LinkedBlockingQueue<>();
        room.addListener(new RemoteRoomListener() {
            @Override
            public void onRejected(SyncRejection rejection) {
                rejections.add(rejection);
            }
        });
        assertEquals("read-only", code(room.set("/gold", true)));
        assertEquals("read-only", rejections.poll(60, TimeUnit.SECONDS).code());
        assertEquals("{}", room.document().toString());
        // the room asks again, and has other credentials than the session
        await(room.authenticate(JsonNodeFactory.instance.textNode("sesame")));
        while (!room.canWrite()) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(1, await(room.set("/gold", true)).version());
    }

    @Test
    void shouldBePutOutOfOneRoomOnly() throws Exception {
        RoomsClient client = launch(config());
        RemoteRoom cave = client.join("cave", "ali");
        JoinOptions wrong = JoinOptions.DEFAULTS.withCredentials(JsonNodeFactory.instance.textNode("simsim"));
        RemoteRoom other = client.join("other", "ali", wrong);
        assertEquals("forbidden", code(other.joined()));
        await(cave.joined());
        assertEquals(LinkState.REFUSED, other.state());
        assertEquals(1, await(cave.set("/gold", true)).version());
        await(cave.leave());
        assertEquals(LinkState.LEFT, cave.state());
        assertEquals("closed", code(cave.set("/gold", false)));
        assertEquals(SessionState.LIVE, client.state());
    }

    @Test
    void shouldEditRecords() throws Exception {
        JoinOptions records = JoinOptions.DEFAULTS.withKind(RoomKind.RECORDS);
        RemoteRoom one = launch(config()).join("canvas", "ali", records);
        RemoteRoom two = launch(config()).join("canvas", "baba", records);
        await(one.joined());
        await(two.joined());
        await(one.set("/e1:Position/x", 3));
        EditAck ack = await(two.set("/e2:Position/y", 5));
        while (one.version() < ack.version()) {
            LockSupport.parkNanos(1_000_000);
        }
        JsonNode both = JsonNodeFactory.instance
                .objectNode()
                .<ObjectNode>set(
                        "e1:Position", JsonNodeFactory.instance.objectNode().put("x", 3))
                .set("e2:Position", JsonNodeFactory.instance.objectNode().put("y", 5));
        assertEquals(both, one.document());
        assertEquals(both, two.document());
        assertEquals("invalid", code(one.set("/e3", 1)));
    }

    @Test
    void shouldApplyComponentsOfCanvasEditors() throws Exception {
        JoinOptions records = JoinOptions.DEFAULTS.withKind(RoomKind.RECORDS);
        RoomsClient client = launch(config());
        RemoteRoom one = client.join("canvas", "ali", records);
        RemoteRoom two = launch(config()).join("canvas", "baba", records);
        await(one.joined());
        await(two.joined());
        await(one.components(json("{'e:Position':{'_exists':true,'x':3,'y':4},'f:Position':{'_exists':true}}")));
        await(one.components(json("{'e:Position':{'x':5}}")));
        EditAck ack = await(one.components(json("{'f:Position':{'_exists':false}}")));
        while (two.version() < ack.version()) {
            LockSupport.parkNanos(1_000_000);
        }
        JsonNode expected = json("{'e:Position':{'x':5,'y':4}}");
        assertEquals(expected, one.document());
        assertEquals(expected, two.document());
        // the room tells what components came to: nobody has to ask
        assertEquals(0, client.count(RoomsCounter.GAPS));
    }

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    void shouldUseAnAeronClientOfTheCallers() throws Exception {
        try (Aeron aeron = Aeron.connect(
                new Aeron.Context().aeronDirectoryName(folder.resolve("driver").toString()))) {
            RoomsClient first = launch(config().aeron(aeron));
            RemoteRoom one = first.join("cave", "ali");
            RemoteRoom two = launch(config().aeron(aeron)).join("cave", "baba");
            await(one.joined());
            await(two.joined());
            assertEquals(1, await(one.set("/gold", true)).version());
            first.close();
            assertEquals(2, await(two.set("/gold", false)).version());
            assertFalse(aeron.isClosed());
            clients.forEach(RoomsClient::close);
        }
    }
}
