package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.room.OutputType;
import org.junit.jupiter.api.Test;

class EchoRoomTest {
    private static final int ITEMS = 100;

    @Test
    void shouldTellEachEditAsItWasSent() {
        int[] places = EchoDocument.places(ITEMS);
        int[] shapes = EchoDocument.places(EchoDocument.shapes(10).get("shapes").size());
        try (EchoRoom room = new EchoRoom(10, ITEMS)) {
            long version = 1;
            assertEquals(version, room.version());
            for (int i = 1; i <= 2 * EchoDocument.VARIANTS; i += 2) {
                int variant = i % EchoDocument.VARIANTS;
                room.set();
                assertAck(room, ++version);
                assertBroadcast(room, version, EchoRoom.setDelta(shapes[variant], variant));
                variant = (i + 1) % EchoDocument.VARIANTS;
                room.insert();
                assertAck(room, ++version);
                String item = places[variant] + "\":[" + variant;
                assertBroadcast(room, version, "{\"list\":{\"" + item + "],\"_t\":\"a\"}}");
                room.remove();
                assertAck(room, ++version);
                assertBroadcast(room, version, "{\"list\":{\"_t\":\"a\",\"_" + item + ",0,0]}}");
            }
        }
    }

    private static void assertAck(EchoRoom room, long version) {
        assertEquals(
                "{\"event\":\"ack\",\"room\":\"bench\",\"seq\":" + version + ",\"version\":" + version + "}",
                room.frame(OutputType.ACK));
    }

    private static void assertBroadcast(EchoRoom room, long version, String delta) {
        assertEquals(
                "{\"event\":\"edit\",\"room\":\"bench\",\"version\":" + version
                        + ",\"id\":\"author\",\"userId\":\"user\",\"delta\":" + delta + "}",
                room.frame(OutputType.BROADCAST));
    }
}
