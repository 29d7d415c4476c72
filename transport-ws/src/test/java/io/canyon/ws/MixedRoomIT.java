package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.client.SyncClient;
import io.canyon.engine.client.SyncOptions;
import io.canyon.engine.client.WebSocketTransport;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A canvas editor and an echo client in one room of the runnable jar. */
@Timeout(240)
class MixedRoomIT {
    private static final int EDITS = 300;

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void shouldShowEditsToEachOtherAcrossAKill() throws Exception {
        Replica replica = new Replica();
        EchoClient before;
        try (JarServer server = JarServer.start(folder);
                CanvasClient canvas = CanvasClient.resume(server.port(), "r", "cleo", replica)) {
            canvas.edit("1", "{\"s/1\":{\"_exists\":true,\"x\":1,\"b\":[0,0,0]}}");
            replica.applyPatch(Json.object("{\"s/1\":{\"_exists\":true,\"x\":1,\"b\":[0,0,0]}}"));
            before = EchoClient.enter(server.port(), "ann");
            assertEquals("{\"s/1\":{\"x\":1,\"b\":[0,0,0]}}", before.document().toString());
            assertEquals(2, canvas.edit("2", "{\"s/1\":{\"b\":{\"__buf\":1,\"len\":3,\"runs\":[[1,[5]]]}}}"));
            JsonNode edit = before.await("edit");
            assertEquals(
                    "{\"event\":\"edit\",\"room\":\"r\",\"version\":2,\"id\":\"cleo\",\"userId\":\"cleo\","
                            + "\"delta\":{\"s/1\":{\"b\":{\"1\":[0,5],\"_t\":\"a\"}}}}",
                    edit.toString());
            assertEquals(3, before.editAndAwait(1, "{'s/1':{'b':{'_t':'a','3':[6]},'x':[1,0,0]},'s/2':[{'n':1}]}"));
            Map<String, Object> patch = canvas.await("patch");
            assertEquals("ann", patch.get("clientId"));
            replica.apply(patch);
            assertEquals("{s/1={b=[0, 5, 0, 6]}, s/2={n=1}}", replica.records().toString());
            server.kill();
        }
        before.close();
        try (JarServer server = JarServer.start(folder);
                CanvasClient canvas = CanvasClient.resume(server.port(), "r", "cleo", replica);
                EchoClient ann = EchoClient.connect(server.port(), "ann").with(before)) {
            assertEquals("{s/1={b=[0, 5, 0, 6]}, s/2={n=1}}", replica.records().toString());
            ann.send("{'event':'join','room':'r','userId':'user of ann','version':3}");
            JsonNode joined = ann.await("joined");
            assertEquals(3, joined.get("from").longValue());
            assertEquals(1, joined.get("seq").longValue());
            canvas.edit("3", "{\"s/2\":{\"_exists\":false}}");
            ann.await("edit");
            assertEquals("{\"s/1\":{\"b\":[0,5,0,6]}}", ann.document().toString());
        }
    }

    @Test
    void shouldEndWithTheSameRecordsOnBothWires() throws Exception {
        System.out.println("MixedRoomIT: canyon.seed=" + seed);
        Random random = new Random(seed);
        Replica replica = new Replica();
        try (JarServer server = JarServer.start(folder);
                CanvasClient canvas = CanvasClient.resume(server.port(), "r", "cleo", replica)) {
            canvas.edit("0", "{\"s\":{\"_exists\":true,\"l\":[]}}");
            URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/");
            try (SyncClient ann = new SyncClient(WebSocketTransport.to(uri), "r", SyncOptions.DEFAULTS)) {
                ann.join("ann").get(60, TimeUnit.SECONDS);
                for (int i = 1; i <= EDITS; i++) {
                    int value = i;
                    if (random.nextBoolean()) {
                        canvas.patch(
                                "m" + i,
                                "{\"s\":{\"c" + random.nextInt(5) + "\":" + i + "},\"c" + i + "\":{\"_exists\":true}}");
                    } else {
                        ann.update(document -> {
                            document.withObjectProperty("s")
                                    .withArrayProperty("l")
                                    .add(value);
                            document.withObjectProperty("e" + value % 7).put("n", value);
                        });
                    }
                }
                ann.flush().get(60, TimeUnit.SECONDS);
                canvas.patch("last", "{\"last\":{\"_exists\":true}}");
                TestServer.await("the last record", () -> ann.document().has("last"));
                assertTrue(
                        ann.document().get("s").get("l").size() > 0,
                        ann.document().toString());
                assertEquals(
                        Json.parse(ann.document().toString()),
                        CanvasClient.read(server.port(), "r").records());
            }
        }
    }
}
