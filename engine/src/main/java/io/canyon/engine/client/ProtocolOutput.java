package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/** What a {@link SyncProtocol} wants to happen, in this order. Must not call it back. */
interface ProtocolOutput {
    /** A new connection under this id takes the place of the one that is there. */
    void connect(String id);

    void send(String frame);

    /** There is to be no connection. */
    void disconnect();

    /** The listeners are to be called. */
    void tell(Consumer<SyncListener> call);

    /** The room has answered a join. */
    void joined(JsonNode document);

    void joinFailed(SyncException reason);

    /** The updates up to this number have been acknowledged. */
    void confirmed(long update);

    /** The updates behind {@code after}, up to {@code upTo}, have been taken back, or could not be confirmed. */
    void lost(long after, long upTo, SyncException reason);
}
