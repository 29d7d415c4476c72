package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A peer that stops reading costs a bounded piece of memory, and has what it missed when it reads again. */
@Timeout(240)
class SlowReaderIT {
    private static final int EDITS = 800;
    private static final int EDIT_BYTES = 100_000;
    /** More than the kernel's buffers and a session's budget hold. */
    private static final int EDITS_TO_LAG = 60;
    /** Besides the two companions. */
    private static final int CROWD = 97;

    /** The budget of a session, the frames on their way, and what the allocator takes at a time. */
    private static final long MAX_BUFFER_BYTES = 32 << 20;

    /** A machine that is busy with other things may need more than a minute for the edits. */
    private static final String[] PATIENT = {"--max-lag", "10m"};

    private JarServer server;

    @TempDir
    private Path folder;

    @AfterEach
    void end() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldBoundWhatASlowReaderCostsAndHaveItRightWhenItWakes() throws Exception {
        server = JarServer.start(folder, PATIENT);
        try (Companions good = new Companions(server.port());
                RawClient slow = join();
                CanvasClient flood = CanvasClient.connect(server.port(), Companions.ROOM, "flood")) {
            double most = 0;
            for (int i = 0; i < EDITS; i++) {
                flood.edit("m" + i, edit(i));
                if (i % 50 == 0) {
                    most = Math.max(most, server.metric("canyon_ws_buffer_memory_bytes"));
                }
                if (i % 10 == 0) {
                    good.keepUp();
                }
            }
            flood.edit("end", "{\"end/C\":{\"_exists\":true,\"reached\":true}}");
            System.out.printf(
                    "SlowReaderIT: %d MB written, at most %.1f MB in buffers%n",
                    (long) EDITS * EDIT_BYTES / 1_000_000, most / 1_000_000);
            assertTrue(most < MAX_BUFFER_BYTES, "most=" + most);
            good.awaitEdits(50);
            assertEquals(1, server.metric("canyon_sessions_lagged_total"));

            Replica replica = new Replica();
            while (!replica.records().containsKey("end/C")) {
                replica.apply(Json.object(slow.readText()));
            }
            good.finish();
            Replica truth = CanvasClient.read(server.port(), Companions.ROOM);
            while (replica.timestamp() < truth.timestamp()) {
                replica.apply(Json.object(slow.readText()));
            }
            assertEquals(truth.records(), replica.records());
            assertEquals(0, server.metric("canyon_sessions_too_slow_total"));
        }
        assertEquals(0, server.stop());
    }

    @Test
    void shouldLetNinetyNineOthersGoOn() throws Exception {
        server = JarServer.start(folder, PATIENT);
        try (Crowd crowd = new Crowd(server.port(), Companions.ROOM, CROWD);
                Companions good = new Companions(server.port());
                RawClient slow = join();
                CanvasClient flood = CanvasClient.connect(server.port(), Companions.ROOM, "flood")) {
            double most = 0;
            for (int i = 0; i < EDITS_TO_LAG; i++) {
                long timestamp = flood.edit("m" + i, edit(i));
                if (i % 10 == 0) {
                    most = Math.max(most, server.metric("canyon_ws_buffer_memory_bytes"));
                    crowd.await(timestamp);
                    good.keepUp();
                }
            }
            good.awaitEdits(200);
            good.finish();
            flood.edit("end", "{\"end/C\":{\"_exists\":true,\"reached\":true}}");
            Replica truth = CanvasClient.read(server.port(), Companions.ROOM);
            for (Replica replica : crowd.reach(truth.timestamp())) {
                assertEquals(truth.records(), replica.records());
            }
            assertTrue(server.metric("canyon_sessions_lagged_total") >= 1);
            System.out.printf("SlowReaderIT: at most %.1f MB in buffers with 99 others%n", most / 1_000_000);
            assertTrue(most < MAX_BUFFER_BYTES, "most=" + most);

            Replica replica = new Replica();
            while (replica.timestamp() < truth.timestamp()) {
                replica.apply(Json.object(slow.readText()));
            }
            assertEquals(truth.records(), replica.records());
            assertEquals(0, server.metric("canyon_sessions_too_slow_total"));
        }
        assertEquals(0, server.stop());
    }

    @Test
    void shouldCloseAReaderThatTakesNothingForTooLong() throws Exception {
        server = JarServer.start(folder, "--max-lag", "1s");
        try (Companions good = new Companions(server.port());
                RawClient slow = join();
                CanvasClient flood = CanvasClient.connect(server.port(), Companions.ROOM, "flood")) {
            for (int i = 0; i < EDITS / 4; i++) {
                flood.edit("m" + i, edit(i));
                if (i % 10 == 0) {
                    good.keepUp();
                }
            }
            while (server.metric("canyon_sessions_too_slow_total") == 0) {
                good.awaitEdits(1);
            }
            // Whether the close frame is read before the connection is cut is a matter of luck.
            assertTrue(slow.isCut());
            good.awaitEdits(10);
            assertEquals(1, server.metric("canyon_sessions_too_slow_total"));
            good.finish();
        }
        assertEquals(0, server.stop());
    }

    private RawClient join() throws IOException {
        RawClient reader = new RawClient(server.port(), 4096);
        assertEquals(101, reader.upgrade("/?roomId=" + Companions.ROOM + "&clientId=slow"));
        reader.sendText("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
        return reader;
    }

    private static String edit(int number) {
        return "{\"big/C\":{\"_exists\":true,\"text\":\"" + "x".repeat(EDIT_BYTES) + "\",\"i\":" + number + "}}";
    }
}
