package io.canyon.engine.local;

import io.canyon.engine.Edit;
import io.canyon.engine.EditResult;
import io.canyon.engine.LocalSession;
import io.canyon.engine.Registration;
import io.canyon.engine.Room;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomException;
import io.canyon.engine.RoomValue;
import io.canyon.engine.RoomView;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A session of this JVM, as its user sees it. */
final class InProcessSession implements LocalSession {
    private final LocalThread thread;
    private final LocalRoom room;
    private final LocalMember member;

    InProcessSession(LocalThread thread, LocalRoom room, LocalMember member) {
        this.thread = thread;
        this.room = room;
        this.member = member;
    }

    @Override
    public long id() {
        return member.entry.id();
    }

    @Override
    public String clientId() {
        return member.entry.info().clientId();
    }

    @Override
    public Room room() {
        return room;
    }

    @Override
    public CompletableFuture<EditResult> edit(Edit edit) {
        return thread.edit(member, room.checked(edit), false);
    }

    @Override
    public CompletableFuture<EditResult> setPresence(Edit presence) {
        if (ValueAccess.get().removesFields(presence)) {
            throw new IllegalArgumentException("fields of presence are not removed, but keys");
        }
        return thread.edit(member, room.checked(presence), true);
    }

    @Override
    public CompletableFuture<RoomValue> get(String key) {
        return isClosed() ? refused() : room.get(key);
    }

    @Override
    public CompletableFuture<RoomValue> get(String key, String field) {
        return isClosed() ? refused() : room.get(key, field);
    }

    @Override
    public CompletableFuture<RoomView> view() {
        return isClosed() ? refused() : room.snapshot();
    }

    @Override
    public Registration subscribe(String key, Consumer<RoomValue> consumer, Executor executor) {
        return subscribeTo(key, null, consumer, executor);
    }

    @Override
    public Registration subscribe(String key, String field, Consumer<RoomValue> consumer, Executor executor) {
        return subscribeTo(key, Objects.requireNonNull(field, "field"), consumer, executor);
    }

    @Override
    public Registration subscribePresence(Consumer<RoomChange> consumer, Executor executor) {
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(executor, "executor");
        PresenceWatcher watcher = new PresenceWatcher(thread, member, consumer, executor);
        return Subscription.begin(thread, member, watcher, watcher::ask);
    }

    @Override
    public CompletableFuture<String> closed() {
        return member.closed.copy();
    }

    @Override
    public void close() {
        thread.leave(member);
    }

    private Registration subscribeTo(String key, String field, Consumer<RoomValue> consumer, Executor executor) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(consumer, "consumer");
        Objects.requireNonNull(executor, "executor");
        PathWatcher watcher = new PathWatcher(thread, room.name(), key, field, consumer, executor);
        return Subscription.begin(thread, member, watcher, watcher::ask);
    }

    private boolean isClosed() {
        return member.closed.isDone();
    }

    private static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(new RoomException(RoomException.Code.CLOSED, "session is closed"));
    }
}
