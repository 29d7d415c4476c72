package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.aeron.codec.Durability;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncMember;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients, a media driver and an engine, all real and in one process. */
@Timeout(300)
class RoomsClientIT {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<RoomsClient> clients = new ArrayList<>();
    private RestartableServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server = new RestartableServer(folder);
    }

    @AfterEach
    void stop() {
        clients.forEach(RoomsClient::close);
        server.close();
    }

    private RoomsClient launch(RoomsConfig.Builder config) {
        RoomsClient client = RoomsClient.launch(config.build());
        clients.add(client);
        return client;
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    /** Complete when the document of a room is this one. */
    private static CompletableFuture<Void> becomes(RemoteRoom room, JsonNode document) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        room.subscribe("", (before, after) -> {
            if (after.equals(document)) {
                done.complete(null);
            }
        });
        if (room.get("").equals(document)) {
            done.complete(null);
        }
        return done;
    }

    @Test
    void shouldShowTwoServicesOneRoomOverIpcAndUdp() throws Exception {
        RemoteRoom one = launch(server.ipc()).join("lobby", "ann");
        RemoteRoom two = launch(server.udp()).join("lobby", "bob");
        assertEquals(json("{}"), await(one.joined()));
        await(two.joined());
        EditAck ack = await(one.set("/title", "hello"));
        assertEquals(1, ack.version());
        assertEquals(Durability.PROCESS, ack.durability());
        await(two.set("/nested/count", 7));
        JsonNode both = json("{'title':'hello','nested':{'count':7}}");
        await(becomes(one, both));
        await(becomes(two, both));
        assertEquals(7, one.getLong("/nested/count", 0));
        assertEquals("hello", two.getString("/title", ""));
        assertEquals(2, one.version());
    }

    /** The server looks up no names. */
    @Test
    void shouldTellTheServerAnAddressWhereItWasGivenAName() throws Exception {
        RoomsConfig.Builder config = server.udp().response("aeron:udp?endpoint=localhost:0", 7402);
        assertEquals(json("{}"), await(launch(config).join("lobby", "ann").joined()));
    }

    @Test
    void shouldTellOldAndNewOfAPath() throws Exception {
        RemoteRoom one = launch(server.ipc()).join("lobby", "ann");
        RemoteRoom two = launch(server.ipc()).join("lobby", "bob");
        await(one.joined());
        await(two.joined());
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        two.subscribe("/a/b", (before, after) -> seen.add(before + ">" + after));
        await(one.set("/other", 1));
        await(one.set("/a/b", 1));
        await(one.set("/a/b", "two"));
        await(one.remove("/a"));
        assertEquals(">1", seen.poll(60, TimeUnit.SECONDS));
        assertEquals("1>\"two\"", seen.poll(60, TimeUnit.SECONDS));
        assertEquals("\"two\">", seen.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void shouldApplyDeltasAndMergeUpdates() throws Exception {
        RemoteRoom one = launch(server.ipc()).join("lobby", "ann");
        RemoteRoom two = launch(server.udp()).join("lobby", "bob");
        await(one.joined());
        await(two.joined());
        await(one.delta(json("{'list':[[1,2,3]]}")));
        await(one.delta(json("{'list':{'_t':'a','1':[9]}}"), one.version()));
        JsonNode list = json("{'list':[1,9,2,3]}");
        await(becomes(two, list));
        assertEquals(list, one.document());
        CompletableFuture<EditAck> first = one.set("/list/0", 10);
        CompletableFuture<EditAck> second = two.set("/list/3", 30);
        await(first);
        await(second);
        JsonNode merged = json("{'list':[10,9,2,30]}");
        await(becomes(one, merged));
        await(becomes(two, merged));
    }

    @Test
    void shouldApplyPatchesForTheDocumentOfTheMomentAndForAVersion() throws Exception {
        RemoteRoom one = launch(server.ipc()).join("lobby", "ann");
        RemoteRoom two = launch(server.udp()).join("lobby", "bob");
        await(one.joined());
        await(two.joined());
        JsonNode before = one.document();
        JsonNode after = json("{'list':[{'id':'a'},{'id':'b'}],'n':1}");
        EditAck ack = await(one.patch(JsonPatches.diff(before, after), one.version()));
        await(becomes(two, after));
        assertEquals(after, one.document());
        // somebody else is faster
        await(two.patch(json("[{'op':'add','path':'/list/0','value':{'id':'0'}}]")));
        await(one.patch(json("[{'op':'replace','path':'/list/1/id','value':'B'}]"), ack.version()));
        JsonNode carried = json("{'list':[{'id':'0'},{'id':'a'},{'id':'B'}],'n':1}");
        await(becomes(one, carried));
        await(becomes(two, carried));
        JsonNode ifOne = json("[{'op':'test','path':'/n','value':1},{'op':'replace','path':'/n','value':2}]");
        await(one.patch(ifOne));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> await(two.patch(ifOne)));
        assertEquals(
                "conflict",
                assertInstanceOf(SyncException.class, failure.getCause()).code());
        assertEquals(2, two.getLong("/n", 0));
        // the room tells what a patch came to: nobody has to ask
        assertEquals(0, clients.get(0).count(RoomsCounter.GAPS));
    }

    @Test
    void shouldRefuseWhatTheRoomRefuses() throws Exception {
        RemoteRoom room = launch(server.ipc()).join("lobby", "ann");
        await(room.joined());
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> await(room.delta(json("{'a':{'_t':'a','0':[1]}}"))));
        assertEquals(
                "conflict",
                assertInstanceOf(SyncException.class, failure.getCause()).code());
        await(room.set("/a", 1));
        assertEquals(json("{'a':1}"), room.document());
    }

    @Test
    void shouldTellWhoCalledWhatWentWrongThere() throws Exception {
        RemoteRoom room = launch(server.ipc()).join("lobby", "ann");
        await(room.joined());
        CompletableFuture<EditAck> failed = room.change(document -> {
            throw new AssertionError("wrong");
        });
        assertEquals(
                "wrong",
                assertThrows(ExecutionException.class, () -> await(failed))
                        .getCause()
                        .getMessage());
        await(room.set("/a", 1));
    }

    @Test
    void shouldShowPresence() throws Exception {
        RoomsClient first = launch(server.ipc());
        RemoteRoom one = first.join("lobby", "ann");
        RemoteRoom two = launch(server.udp()).join("lobby", "bob");
        await(one.joined());
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        two.addListener(new RemoteRoomListener() {
            @Override
            public void onPresence(SyncMember member) {
                seen.add(member.userId() + member.presence());
            }

            @Override
            public void onLeft(SyncMember member) {
                seen.add(member.userId() + " left");
            }
        });
        await(two.joined());
        ObjectNode presence = JsonNodeFactory.instance.objectNode().put("x", 3);
        await(one.setPresence(presence));
        assertEquals("ann{\"x\":3}", seen.poll(60, TimeUnit.SECONDS));
        assertEquals(presence, two.members().get(0).presence());
        first.close();
        assertEquals("ann left", seen.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void shouldJoinALargeDocumentInChunks() throws Exception {
        RemoteRoom one = launch(server.ipc()).join("large", "ann");
        await(one.joined());
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 1 << 20; i++) {
            text.append(i).append(' ');
        }
        for (int i = 0; i < 5; i++) {
            // 1 MiB is more than a message of Aeron takes with these terms
            await(one.set("/part" + i, text.toString()));
        }
        RemoteRoom two = launch(server.udp()).join("large", "bob");
        assertEquals(one.document(), await(two.joined()));
    }

    @Test
    void shouldGoOnBehindARestartOfTheServer() throws Exception {
        RoomsClient client = launch(server.ipc());
        RemoteRoom one = client.join("lobby", "ann");
        RemoteRoom two = launch(server.udp()).join("lobby", "bob");
        await(one.joined());
        await(two.joined());
        await(one.set("/a", 1));
        server.close();
        CompletableFuture<EditAck> offline = one.set("/b", 2);
        await(becomes(one, json("{'a':1,'b':2}")));
        assertFalse(offline.isDone(), "acked without a server");
        server.start();
        await(offline);
        await(two.set("/c", 3));
        JsonNode all = json("{'a':1,'b':2,'c':3}");
        await(becomes(one, all));
        await(becomes(two, all));
        assertTrue(client.count(RoomsCounter.SESSIONS) >= 2, "sessions");
    }

    @Test
    void shouldBeDrivenByItsCaller() throws Exception {
        RoomsClient client = RoomsClient.create(server.ipc().build());
        clients.add(client);
        RemoteRoom room = client.join("lobby", "ann");
        while (!room.joined().isDone()) {
            client.doWork();
        }
        CompletableFuture<EditAck> ack = room.set("/a", true);
        assertEquals(json("{'a':true}"), room.document());
        while (!ack.isDone()) {
            client.doWork();
        }
        assertEquals(1, await(ack).version());
    }
}
