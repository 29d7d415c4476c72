package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Visits of those who are no model editors; each is over when its method returns. Used by one thread. */
final class SoakVisitors {
    private static final int RECORDS = 4;
    private static final int BIG_EDITS = 60;
    private static final int BIG_EDIT_BYTES = 100_000;

    private final String name;
    private final List<String> rooms;
    private final Random random;
    private long visits;

    SoakVisitors(String name, List<String> rooms, long seed) {
        this.name = name;
        this.rooms = rooms;
        this.random = new Random(seed);
    }

    /** Reads a room, shows where it is, and closes in good order. */
    void watch(int port) throws IOException {
        try (RawClient visitor = open(port)) {
            visitor.sendText("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2,"
                    + "\"ephemeralPatches\":[{\"" + name + "/Cursor\":{\"_exists\":true,\"x\":1}}]}");
            readUntil(visitor, "\"synced\"");
            visitor.sendClose(1000);
            assertEquals(1000, visitor.readCloseCode());
        }
    }

    /** Writes whole records, deletes others, and is gone before any ack has come. */
    void hitAndRun(int port) {
        try (CanvasClient visitor = CanvasClient.connect(port, room(), name)) {
            for (int i = 0; i < 10; i++) {
                boolean exists = random.nextInt(4) > 0;
                Map<String, Object> fields =
                        exists ? Map.of("_exists", true, "n", visits, "i", (long) i) : Map.of("_exists", false);
                visitor.patch("m" + i, Json.write(Map.of("hit" + random.nextInt(RECORDS) + "/C", fields)));
            }
        }
        visits++;
    }

    /** Stops reading while somebody writes more than a session may have unsent, then reads up to the end. */
    void lag(int port, String room) throws IOException, InterruptedException {
        long visit = visits++;
        try (RawClient slow = new RawClient(port, 4096);
                CanvasClient flood = CanvasClient.connect(port, room, name + "flood")) {
            assertEquals(101, slow.upgrade("/?roomId=" + room + "&clientId=" + name));
            slow.sendText("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
            readUntil(slow, "\"synced\"");
            String text = "x".repeat(BIG_EDIT_BYTES);
            for (int i = 0; i < BIG_EDITS; i++) {
                flood.edit("m" + i, "{\"big/C\":{\"_exists\":true,\"text\":\"" + text + "\",\"i\":" + i + "}}");
            }
            String last = "\"visit\":\"" + name + "-" + visit + "\"";
            flood.edit("last", "{\"last/C\":{\"_exists\":true," + last + "}}");
            readUntil(slow, last);
        }
    }

    /** Breaks the protocol in one of many ways. */
    void misbehave(int port) throws IOException {
        switch (random.nextInt(7)) {
            case 0 -> garbage(port);
            case 1 -> halfRequest(port);
            case 2 -> malformed(port, 5);
            case 3 -> malformed(port, 101);
            case 4 -> expectClose(port, 1003, RawClient.frame(true, RawClient.BINARY, new byte[2]));
            case 5 -> expectClose(port, 1002, new byte[] {(byte) 0x81, 2, '{', '}'});
            default -> halfMessage(port);
        }
    }

    private void garbage(int port) throws IOException {
        try (RawClient visitor = new RawClient(port)) {
            byte[] garbage = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(garbage);
            visitor.send(garbage);
        }
    }

    private void halfRequest(int port) throws IOException {
        try (RawClient visitor = new RawClient(port)) {
            String request = RawClient.upgradeRequest("/?roomId=r&clientId=c");
            visitor.send(request.substring(0, 1 + random.nextInt(request.length() - 4)));
        }
    }

    private void malformed(int port, int count) throws IOException {
        try (RawClient visitor = open(port)) {
            for (int i = 0; i < count; i++) {
                visitor.sendText(random.nextBoolean() ? "nonsense" : "{\"type\":7}");
            }
            if (count > 100) {
                assertEquals(1008, visitor.readCloseCode());
            }
        }
    }

    private void expectClose(int port, int code, byte[] bytes) throws IOException {
        try (RawClient visitor = open(port)) {
            visitor.send(bytes);
            assertEquals(code, visitor.readCloseCode());
        }
    }

    private void halfMessage(int port) throws IOException {
        try (RawClient visitor = open(port)) {
            visitor.sendFrame(false, RawClient.TEXT, "{".getBytes(StandardCharsets.UTF_8));
        }
    }

    private RawClient open(int port) throws IOException {
        RawClient visitor = new RawClient(port);
        assertEquals(101, visitor.upgrade("/?roomId=" + room() + "&clientId=" + name));
        return visitor;
    }

    private String room() {
        return rooms.get(random.nextInt(rooms.size()));
    }

    private static void readUntil(RawClient client, String part) throws IOException {
        while (!client.readText().contains(part)) {}
    }
}
