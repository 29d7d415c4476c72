package io.canyon.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document of 50 MB is joined while it, and another room of the same service, are edited. */
@Timeout(600)
class LargeRoomIT {
    private static final int PARTS = 25;
    private static final int PART_CHARS = 2_000_000;
    private static final int EDITS = 100;
    private static final int LARGE = 1;
    private static final int SMALL = 2;

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotHoldUpOtherRooms(boolean isIpc) throws Exception {
        try (TestServer server = TestServer.start(data);
                TestService writer = service(server, isIpc).connect("writer");
                TestService reader = service(server, isIpc).connect("reader")) {
            writer.join(SMALL, "small", -1);
            String small = reader.join(SMALL, "small", -1).field(1);
            fill(writer, reader);
            Received joined = reader.join(LARGE, "large", -1);
            assertEquals("CHUNKS", joined.field(8));
            CompletableFuture<Void> hasEdited = new CompletableFuture<>();
            CompletableFuture<Long> lastVersion = CompletableFuture.supplyAsync(() -> edit(writer, hasEdited));
            ByteArrayOutputStream state = new ByteArrayOutputStream();
            int editsMeanwhile = 0;
            while (state.size() < joined.number(9)) {
                Received message = reader.await(one -> one.is("StateChunk") || one.is("RemoteEdit"));
                if (message.is("RemoteEdit")) {
                    assertEquals(small, message.field(0), "nothing of the large room before its end");
                    editsMeanwhile++;
                } else {
                    assertEquals(state.size(), message.number(2));
                    state.writeBytes(message.bytes());
                    // Takes nothing until there is an edit that may come between, and by far not all chunks are sent.
                    hasEdited.get(60, TimeUnit.SECONDS);
                }
            }
            assertTrue(editsMeanwhile > 0, "edits of others came between the chunks");
            JsonNode document = SmileJson.tree(state.toByteArray());
            assertEquals(PARTS, document.size() - (document.has("n") ? 1 : 0));
            for (int i = 0; i < PARTS; i++) {
                assertEquals(PART_CHARS, document.get("k" + i).textValue().length());
            }
            awaitVersion(reader, joined, lastVersion);
        }
    }

    private static TestService service(TestServer server, boolean isIpc) {
        return isIpc ? TestService.ipc(server.transport) : TestService.udp(server.transport);
    }

    private static void fill(TestService writer, TestService reader) {
        writer.join(LARGE, "large", -1);
        writer.edit(LARGE, 1, -1, "[{}]");
        writer.await("Ack");
        String part = "x".repeat(PART_CHARS);
        for (int i = 0; i < PARTS; i++) {
            writer.edit(LARGE, i + 2, -1, "{\"k" + i + "\":[\"" + part + "\"]}");
            writer.await("Ack");
            reader.poll();
        }
    }

    /** Edits both rooms, and tells when it has begun; gives the last version of the large one. */
    private static long edit(TestService writer, CompletableFuture<Void> hasEdited) {
        long version = 0;
        for (int i = 1; i <= EDITS; i++) {
            writer.edit(SMALL, i, -1, "[" + i + "]");
            writer.await("Ack");
            hasEdited.complete(null);
            writer.edit(LARGE, PARTS + 1 + i, -1, "{\"n\":[" + i + "]}");
            version = writer.await("Ack").number(2);
        }
        return version;
    }

    /** What it missed meanwhile comes as one catch-up or as edits, without a gap. */
    private static void awaitVersion(TestService reader, Received joined, CompletableFuture<Long> last)
            throws Exception {
        long seen = joined.number(2);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!last.isDone() || seen < last.get()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "seen no more than " + seen);
            reader.poll();
            for (Received message = reader.received().poll();
                    message != null;
                    message = reader.received().poll()) {
                if (message.is("Joined")) {
                    assertEquals("FALSE", message.field(7), "nobody asked");
                    assertEquals(seen, message.number(3), "from where it was");
                    seen = message.number(2);
                } else if (message.is("RemoteEdit") && message.field(0).equals(joined.field(1))) {
                    assertEquals(seen + 1, message.number(1), "no gap");
                    seen = message.number(1);
                }
            }
        }
    }
}
