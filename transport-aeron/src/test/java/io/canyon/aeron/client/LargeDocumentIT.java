package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A document of 50 MB is joined while edits flow, in its room and in another one. */
@Timeout(120)
class LargeDocumentIT {
    private static final int PARTS = 17;
    private static final String PART = "0123456789abcdef".repeat((3 << 20) / 16);

    private final List<RoomsClient> clients = new ArrayList<>();
    private RestartableServer server;
    private RemoteRoom large;
    private RemoteRoom small;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = new RestartableServer(folder);
        RoomsClient writer = launch(server.ipc());
        large = writer.join("large", "ann");
        small = writer.join("small", "ann");
        await(large.joined());
        await(small.joined());
        for (int i = 0; i < PARTS; i++) {
            await(large.set("/part" + i, PART));
        }
    }

    @AfterEach
    void stop() {
        clients.forEach(RoomsClient::close);
        server.close();
    }

    @Test
    void shouldBeJoinedOverIpcWhileEditsFlow() throws Exception {
        joinWhileEditsFlow(server.ipc());
    }

    @Test
    void shouldBeJoinedOverUdpWhileEditsFlow() throws Exception {
        joinWhileEditsFlow(server.udp());
    }

    private void joinWhileEditsFlow(RoomsConfig.Builder config) throws Exception {
        RoomsClient client = launch(config);
        RemoteRoom other = client.join("small", "bob");
        await(other.joined());
        RemoteRoom newcomer = client.join("large", "bob");
        CompletableFuture<JsonNode> joined = newcomer.joined();
        int seen = 0;
        while (!joined.isDone()) {
            // Seen by the newcomer, whose stream is full of the document.
            CompletableFuture<Void> shown = becomes(other, "/n", seen + 1);
            large.set("/n", seen);
            await(small.set("/n", seen + 1));
            await(shown);
            seen++;
        }
        assertTrue(seen > 5, "edits of another room meanwhile: " + seen);
        assertEquals(PART, joined.get().get("part" + (PARTS - 1)).textValue());
        CompletableFuture<Void> shown = becomes(newcomer, "/n", -1);
        await(large.set("/n", -1));
        await(shown);
        assertEquals(large.document(), newcomer.document());
        assertEquals(large.version(), newcomer.version());
        assertEquals(1, client.count(RoomsCounter.SESSIONS));
    }

    /** Complete when a number is at a path. */
    private static CompletableFuture<Void> becomes(RemoteRoom room, String path, int number) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        PathSubscription subscription = room.subscribe(path, (before, after) -> {
            if (after.asInt(0) == number) {
                done.complete(null);
            }
        });
        if (room.getLong(path, 0) == number) {
            done.complete(null);
        }
        done.thenRun(subscription::close);
        return done;
    }

    private RoomsClient launch(RoomsConfig.Builder config) {
        RoomsClient client = RoomsClient.launch(config.build());
        clients.add(client);
        return client;
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }
}
