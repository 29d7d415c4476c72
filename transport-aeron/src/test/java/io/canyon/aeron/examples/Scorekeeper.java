package io.canyon.aeron.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.aeron.client.EditAck;
import io.canyon.aeron.client.JsonPatches;
import io.canyon.aeron.client.RemoteRoom;
import io.canyon.aeron.client.RoomsClient;
import io.canyon.aeron.client.RoomsConfig;

/** A service that keeps a score. */
final class Scorekeeper {
    private Scorekeeper() {}

    static String keep(String aeronDirectory) {
        RoomsConfig config =
                RoomsConfig.builder().aeronDirectory(aeronDirectory).build();
        try (RoomsClient client = RoomsClient.launch(config)) {
            RemoteRoom room = client.join("match", "scorekeeper");
            JsonNode before = room.joined().join();
            room.subscribe("/score", (old, now) -> System.out.println("score: " + now));
            room.set("/score/home", 1);
            JsonNode after = before.deepCopy();
            room.patch(JsonPatches.diff(before, after)).join();
            EditAck ack = room.set("/score/guests", 2).join();
            return room.getLong("/score/home", 0) + ":" + room.getLong("/score/guests", 0) + " " + ack;
        }
    }
}
