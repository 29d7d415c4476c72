package io.canyon.engine.local;

import io.canyon.engine.DocumentChange;
import io.canyon.engine.Room;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomListener;
import io.canyon.engine.SessionInfo;
import java.util.concurrent.Executor;

/** Hands what happens in a room to a listener. */
final class ListenerWatcher implements Watcher {
    private static final int SMALL_CALL_BYTES = 128;

    private final Room room;
    private final RoomListener listener;
    private final Delivery delivery;

    ListenerWatcher(Room room, RoomListener listener, Executor executor, LocalThread thread) {
        this.room = room;
        this.listener = listener;
        this.delivery = new Delivery(executor, calls -> listener.onMissed(room, calls), thread);
    }

    @Override
    public void onChange(RoomChange change) {
        delivery.offer(() -> listener.onChange(room, change), SMALL_CALL_BYTES + change.lengthBytes());
    }

    @Override
    public void onDocumentChange(DocumentChange change) {
        delivery.offer(() -> listener.onDocumentChange(room, change), SMALL_CALL_BYTES + change.lengthBytes());
    }

    @Override
    public void onPresence(RoomChange change) {
        delivery.offer(() -> listener.onPresence(room, change), SMALL_CALL_BYTES + change.lengthBytes());
    }

    @Override
    public void onSession(SessionInfo session, boolean isAdded, int count) {
        delivery.offer(
                () -> {
                    if (isAdded) {
                        listener.onSessionAdded(room, session, count);
                    } else {
                        listener.onSessionRemoved(room, session, count);
                    }
                },
                SMALL_CALL_BYTES);
    }

    @Override
    public void onMissed(int count) {
        delivery.miss(count);
    }

    @Override
    public void close() {
        delivery.close();
    }
}
