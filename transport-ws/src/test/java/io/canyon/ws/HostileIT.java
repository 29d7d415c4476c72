package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever one peer does, the others get on, and the counters tell. */
@Timeout(120)
class HostileIT {
    private static final int MAX_FRAME_BYTES = 256 << 10;

    private final long seed = Long.getLong("canyon.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private JarServer server;
    private Companions good;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        System.out.println("HostileIT: canyon.seed=" + seed);
        server = JarServer.start(folder, "--max-frame", "256KiB", "--handshake-timeout", "5s", "--max-lag", "10m");
        good = new Companions(server.port());
        good.awaitEdits(20);
    }

    @AfterEach
    void end() throws IOException {
        if (good != null) {
            good.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldBearGarbageAndHalfHandshakes() throws Exception {
        List<RawClient> attackers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            RawClient attacker = new RawClient(server.port());
            attackers.add(attacker);
            if (i % 2 == 0) {
                byte[] garbage = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(garbage);
                attacker.send(garbage);
            } else {
                String request = RawClient.upgradeRequest("/?roomId=r&clientId=c");
                attacker.send(request.substring(0, 1 + random.nextInt(request.length() - 4)));
            }
        }
        good.awaitEdits(50);
        for (RawClient attacker : attackers) {
            assertTrue(attacker.isCut());
            attacker.close();
        }
        assertTrue(server.metric("canyon_ws_handshake_timeouts_total") >= 30);
        finish();
    }

    @Test
    void shouldCutSilentConnections() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            silent.add(new RawClient(server.port()));
        }
        good.awaitEdits(50);
        for (RawClient attacker : silent) {
            assertTrue(attacker.isCut());
            attacker.close();
        }
        assertEquals(200, server.metric("canyon_ws_handshake_timeouts_total"));
        finish();
    }

    @Test
    void shouldCloseConnectionsThatBreakTheProtocol() throws Exception {
        assertCloses(1002, new byte[] {(byte) 0x81, 2, '{', '}'});
        assertCloses(1002, new byte[] {(byte) 0xF1, (byte) 0x82, 1, 2, 3, 4, 0, 0});
        assertCloses(1002, RawClient.frame(true, 5, new byte[2]));
        assertCloses(1002, RawClient.frame(true, RawClient.CONTINUATION, new byte[2]));
        assertCloses(1002, RawClient.frame(false, RawClient.PING, new byte[2]));
        assertCloses(1003, RawClient.frame(true, RawClient.BINARY, new byte[2]));
        assertCloses(1007, RawClient.frame(true, RawClient.TEXT, new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}));
        assertCloses(1007, RawClient.frame(true, RawClient.TEXT, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}));
        good.awaitEdits(20);
        assertEquals(7, server.metric("canyon_ws_protocol_errors_total"));
        assertEquals(1, server.metric("canyon_ws_frames_binary_total"));
        finish();
    }

    @Test
    void shouldCloseConnectionsThatSendTooMuch() throws Exception {
        byte[] giant = ByteBuffer.allocate(14)
                .put((byte) 0x81)
                .put((byte) 0xFF)
                .putLong(1L << 40)
                .put(new byte[4])
                .array();
        assertCloses(1009, giant);
        assertCloses(1009, RawClient.frame(true, RawClient.TEXT, new byte[MAX_FRAME_BYTES + 1]));
        try (RawClient attacker = open("fragments")) {
            attacker.sendFrame(false, RawClient.TEXT, text(" ".repeat(MAX_FRAME_BYTES / 2)));
            attacker.sendFrame(false, RawClient.CONTINUATION, text(" ".repeat(MAX_FRAME_BYTES / 2)));
            attacker.sendFrame(true, RawClient.CONTINUATION, text("{}"));
            assertEquals(1009, attacker.readCloseCode());
        }
        try (RawClient attacker = open("many-fragments")) {
            attacker.sendFrame(false, RawClient.TEXT, text("{"));
            for (int i = 0; i < WsLimits.DEFAULTS.maxFragments(); i++) {
                attacker.sendFrame(false, RawClient.CONTINUATION, text(" "));
            }
            assertEquals(1008, attacker.readCloseCode());
        }
        good.awaitEdits(20);
        assertEquals(3, server.metric("canyon_ws_frames_too_large_total"));
        assertEquals(1, server.metric("canyon_ws_fragments_too_many_total"));
        finish();
    }

    @Test
    void shouldRefuseWhatIsNoMessageAndLoseItsPatienceAfterTheHundredth() throws Exception {
        try (RawClient attacker = open("malformed")) {
            String[] malformed = {"", "nonsense", "{", "null", "[]", "5", "{}", "{\"type\":\"unknown\"}", "{\"type\":7}"
            };
            for (int i = 0; i < 100; i++) {
                attacker.sendText(malformed[i % malformed.length]);
            }
            attacker.sendText(patch("alive", "{\"a/C\":{\"_exists\":true}}"));
            assertTrue(readUntil(attacker, "\"alive\"").contains("\"ack\""));
            assertEquals(100, server.metric("canyon_frames_malformed_total"));
            attacker.sendText("nonsense");
            assertEquals(1008, attacker.readCloseCode());
        }
        good.awaitEdits(20);
        finish();
    }

    @Test
    void shouldBearNestedAndHugeValues() throws Exception {
        try (RawClient attacker = open("nested")) {
            double refused = refused();
            String[] values = {
                "[".repeat(50_000) + "]".repeat(50_000),
                "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000),
                "{\"__buf\":1,\"len\":2000000000,\"runs\":[]}",
                "{\"__buf\":1,\"len\":-1,\"runs\":[]}",
                "{\"__buf\":1,\"len\":4,\"runs\":[[\"1\",[1]]]}",
            };
            for (String value : values) {
                attacker.sendText(patch("bad", "{\"a/C\":{\"_exists\":true,\"v\":" + value + "}}"));
            }
            attacker.sendText(patch("alive", "{\"b/C\":{\"_exists\":true}}"));
            readUntil(attacker, "\"alive\"");
            assertEquals(values.length, refused() - refused);
        }
        good.awaitEdits(20);
        Replica replica = CanvasClient.read(server.port(), Companions.ROOM);
        assertEquals(List.of("b/C", "good/C"), List.copyOf(replica.records().keySet()));
        finish();
    }

    @Test
    void shouldNotWaitForSlowReaders() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            RawClient reader = new RawClient(server.port(), 4096);
            slow.add(reader);
            assertEquals(101, reader.upgrade("/?roomId=" + Companions.ROOM + "&clientId=slow" + i));
            reader.sendText("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
        }
        String text = "x".repeat(100_000);
        try (CanvasClient flood = CanvasClient.connect(server.port(), Companions.ROOM, "flood")) {
            for (int i = 0; i < 150; i++) {
                flood.edit("m" + i, "{\"big/C\":{\"_exists\":true,\"text\":\"" + text + "\",\"i\":" + i + "}}");
                if (i % 10 == 0) {
                    good.keepUp();
                }
            }
            flood.edit("end", "{\"end/C\":{\"_exists\":true,\"reached\":true}}");
        }
        good.awaitEdits(50);
        assertTrue(server.metric("canyon_sessions_lagged_total") >= slow.size());
        for (RawClient reader : slow) {
            readUntil(reader, "\"reached\"");
            reader.close();
        }
        assertTrue(server.metric("canyon_catch_ups_total") >= slow.size());
        finish();
    }

    @Test
    void shouldCloseSessionsThatDoNotSayWhoTheyAre() throws Exception {
        String[] queries = {"/?roomId=r", "/?roomId=r&clientId=a&id=b", "/?clientId=" + "c".repeat(129), "/?clientId="};
        for (String query : queries) {
            try (RawClient attacker = new RawClient(server.port())) {
                assertEquals(101, attacker.upgrade(query));
                assertEquals(1008, attacker.readCloseCode(), query);
            }
        }
        assertEquals(queries.length, server.metric("canyon_sessions_refused_total"));
        finish();
    }

    private void finish() throws Exception {
        good.finish();
        assertEquals(0, server.metric("canyon_ws_exceptions_total"), () -> server.errors());
        assertEquals(0, server.metric("canyon_ws_delivery_exceptions_total"), () -> server.errors());
        assertEquals(0, server.stop());
    }

    private RawClient open(String client) throws IOException {
        RawClient attacker = new RawClient(server.port());
        assertEquals(101, attacker.upgrade("/?roomId=" + Companions.ROOM + "&clientId=" + client));
        return attacker;
    }

    private void assertCloses(int code, byte[] bytes) throws IOException {
        try (RawClient attacker = open("attacker")) {
            attacker.send(bytes);
            assertEquals(code, attacker.readCloseCode());
        }
    }

    private double refused() throws Exception {
        return server.metric("canyon_frames_malformed_total") + server.metric("canyon_keys_refused_total");
    }

    private static String readUntil(RawClient client, String part) throws IOException {
        String text = client.readText();
        while (!text.contains(part)) {
            text = client.readText();
        }
        return text;
    }

    private static String patch(String messageId, String patch) {
        return Json.write(Map.of("type", "patch", "messageId", messageId, "documentPatches", List.of()))
                .replace("[]", "[" + patch + "]");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
