package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.StateContents;
import io.canyon.engine.client.SyncException;
import io.canyon.engine.client.SyncRejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RoomReplicaTest {
    private final List<Long> rejoins = new ArrayList<>();
    private final List<JsonNode> offered = new ArrayList<>();
    private long offerResult = RoomLink.BUSY;
    private final RoomReplica replica = new RoomReplica(8, 1024, new ReplicaOutput() {
        @Override
        public long offer(OwnEdit edit) {
            offered.add(edit.tree());
            return offerResult;
        }

        @Override
        public int maxEditBytes() {
            return 1000;
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
        joined("{'a':1}");
        replica.edit(6, json("{'a':[1,2]}"), "bob", "bob");
        replica.edit(8, json("{'a':[3,4]}"), "bob", "bob");
        assertEquals(json("{'a':2}"), replica.local());
        assertEquals(6, replica.version());
        assertEquals(List.of(6L), rejoins);
    }

    /** They go out as one edit, which would be lost in one piece if it were too long. */
    @Test
    void shouldTakeNoMoreUpdatesThanOneEditHolds() throws Exception {
        joined("{}");
        String text = "x".repeat(400);
        // not sent yet: there is no session
        replica.update(json("{'a':'" + text + "'}"));
        replica.update(json("{'a':'" + text + "','b':'" + text + "'}"));
        JsonNode taken = replica.local();
        JsonNode more = json("{'a':'" + text + "','b':'" + text + "','c':'" + text + "'}");
        SyncException refusal = assertThrows(SyncException.class, () -> replica.update(more));
        assertEquals(SyncException.TOO_LARGE, refusal.code());
        assertSame(taken, replica.local());
        // not what comes one after the other counts, but what it comes to
        for (int i = 0; i < 5; i++) {
            replica.update(json("{'a':'" + text + "','b':'" + text.substring(i) + "'}"));
        }
        offerResult = 1;
        replica.pump();
        assertEquals(List.of(json("{'a':['" + text + "'],'b':['" + text.substring(4) + "']}")), offered);
        replica.update(json("{'a':'','b':''}"));
        assertEquals(json("{'a':'','b':''}"), replica.local());
    }

    @Test
    void shouldLetSoManyBytesOfCommandsWait() {
        byte[] command = Smiles.write(JsonNodeFactory.instance.textNode("x".repeat(400)));
        replica.command(PayloadForm.DELTA, command, -1);
        replica.command(PayloadForm.DELTA, command, -1);
        SyncException refusal =
                assertThrows(SyncException.class, () -> replica.command(PayloadForm.DELTA, command, -1));
        assertEquals("busy", refusal.code());
        replica.close(new SyncException(SyncException.CLOSED, ""));
        replica.command(PayloadForm.DELTA, command, -1);
    }

    private void joined(String document) throws Exception {
        JoinedState state = new JoinedState();
        state.version = 5;
        state.form = StateContents.DOCUMENT;
        state.isAsked = true;
        replica.joined(state, json(document), json("[]"), Durability.PROCESS);
    }

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
