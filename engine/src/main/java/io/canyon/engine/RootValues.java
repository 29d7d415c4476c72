package io.canyon.engine;

import io.canyon.engine.local.ValueAccess;
import org.agrona.DirectBuffer;

/** Opens the values of this package to the engine. */
final class RootValues extends ValueAccess {
    @Override
    protected DirectBuffer encoded(Edit edit) {
        return edit.encoded();
    }

    @Override
    protected boolean removesFields(Edit edit) {
        return edit.removesFields();
    }

    @Override
    protected RoomChange change(long version, long sessionId, String clientId, DirectBuffer encoded) {
        return new RoomChange(version, sessionId, clientId, encoded);
    }

    @Override
    protected DocumentChange documentChange(
            long version, long sessionId, String clientId, String userId, DirectBuffer encoded) {
        return new DocumentChange(version, sessionId, clientId, userId, encoded);
    }

    @Override
    protected RoomView view(long version, DirectBuffer encoded) {
        return new RoomView(version, encoded, false);
    }

    @Override
    protected RoomView documentView(long version, DirectBuffer encoded) {
        return new RoomView(version, encoded, true);
    }
}
