package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.StateContents;
import io.canyon.engine.client.SyncRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RoomReplicaTest {
    private final List<Long> rejoins = new ArrayList<>();
    private final RoomReplica replica = new RoomReplica(8, new ReplicaOutput() {
        @Override
        public long offer(OwnEdit edit) {
            return RoomLink.BUSY;
        }

        @Override
        public void rejoin(long version) {
            rejoins.add(version);
        }

        @Override
        public void changed(RoomChange change) {}

        @Override
        public void rejected(SyncRejection rejection) {}

        @Override
        public void complete(CompletableFuture<EditAck> future, EditAck ack) {}

        @Override
        public void fail(CompletableFuture<EditAck> future, RuntimeException reason) {}

        @Override
        public void members(JsonNode members) {}
    });

    /** As when the edit before it could not be read. */
    @Test
    void shouldAskAgainRatherThanTakeAnEditOutOfTurn() throws Exception {
        JoinedState state = new JoinedState();
        state.version = 5;
        state.form = StateContents.DOCUMENT;
        state.isAsked = true;
        replica.joined(state, json("{'a':1}"), json("[]"), Durability.PROCESS);
        replica.edit(6, json("{'a':[1,2]}"), "bob", "bob");
        replica.edit(8, json("{'a':[3,4]}"), "bob", "bob");
        assertEquals(json("{'a':2}"), replica.local());
        assertEquals(6, replica.version());
        assertEquals(List.of(6L), rejoins);
    }

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
