package io.canyon.engine.local;

import io.canyon.engine.RoomChange;
import io.canyon.engine.room.Output;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells what the other sessions of a room show, and then each change of it. */
final class PresenceWatcher implements Watcher {
    private static final int CALL_BYTES = 256;

    private final LocalThread thread;
    private final LocalMember member;
    private final Consumer<RoomChange> consumer;
    private final Delivery delivery;
    private boolean isAsking;

    PresenceWatcher(LocalThread thread, LocalMember member, Consumer<RoomChange> consumer, Executor executor) {
        this.thread = thread;
        this.member = member;
        this.consumer = consumer;
        // What was left out is told again from the beginning.
        this.delivery = new Delivery(executor, calls -> thread.run(this::ask), thread);
    }

    void ask() {
        if (isAsking) {
            return;
        }
        isAsking = true;
        String room = member.entry.room();
        thread.askHere(room, Commands.readPresence(room, member.entry.id()), this::onShown, () -> isAsking = false);
    }

    @Override
    public void onPresence(RoomChange change) {
        if (!isAsking && change.sessionId() != member.entry.id()) {
            tell(change);
        }
    }

    @Override
    public void onMissed(int count) {
        ask();
    }

    @Override
    public void close() {
        delivery.close();
    }

    private Void onShown(Output output) {
        isAsking = false;
        tell(Answers.presence(output));
        return null;
    }

    private void tell(RoomChange change) {
        delivery.offer(() -> consumer.accept(change), CALL_BYTES + change.lengthBytes());
    }
}
