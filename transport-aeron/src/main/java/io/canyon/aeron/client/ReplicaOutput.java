package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.client.SyncRejection;
import java.util.concurrent.CompletableFuture;

/** What a {@link RoomReplica} wants to happen, in this order. Must not call it back. */
interface ReplicaOutput {
    /** @return positive when it was taken, else a result of {@link RoomLink} */
    long offer(OwnEdit edit);

    /** The longest edit that would be taken. */
    int maxEditBytes();

    /** The room is to be asked again. */
    void rejoin(long version);

    void changed(RoomChange change);

    void rejected(SyncRejection rejection);

    void complete(CompletableFuture<EditAck> future, EditAck ack);

    void fail(CompletableFuture<EditAck> future, RuntimeException reason);

    /** Members of the room were told with its state. */
    void members(JsonNode members);
}
