package io.canyon.engine.local;

import io.canyon.engine.Edit;
import io.canyon.engine.LocalSession;
import io.canyon.engine.Registration;
import io.canyon.engine.Room;
import io.canyon.engine.RoomListener;
import io.canyon.engine.RoomValue;
import io.canyon.engine.RoomView;
import io.canyon.engine.SessionInfo;
import io.canyon.engine.gateway.SessionEntry;
import io.canyon.engine.gateway.SessionRegistry;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Permission;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A room by its name. It has no state: all of that is with the shards, the local thread and the registry. */
final class LocalRoom implements Room {
    private static final int MAX_CLIENT_ID_CHARS = 128;

    private final LocalRooms rooms;
    private final LocalThread thread;
    private final SessionRegistry registry;
    private final String name;

    LocalRoom(LocalRooms rooms, LocalThread thread, String name) {
        this.rooms = rooms;
        this.thread = thread;
        this.registry = thread.context().registry();
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<SessionInfo> sessions() {
        return registry.list(name);
    }

    @Override
    public int sessionCount() {
        return registry.list(name).size();
    }

    @Override
    public Optional<SessionInfo> session(long sessionId) {
        SessionEntry entry = registry.live(name, sessionId);
        return entry == null || !entry.hasJoined() ? Optional.empty() : Optional.of(entry.info());
    }

    @Override
    public CompletableFuture<Boolean> setPermission(long sessionId, Permission permission) {
        SessionEntry entry = registry.live(name, sessionId);
        if (entry == null) {
            return CompletableFuture.completedFuture(false);
        }
        UnsafeBuffer command = Commands.ofSession(CommandType.PERMISSION, sessionId, permission.code());
        return thread.askOfSession(name, command, output -> {
            if (Answers.done(output)) {
                entry.permission(permission, output.secondary());
            }
            return Answers.done(output);
        });
    }

    @Override
    public boolean setMetadata(long sessionId, Object metadata) {
        SessionEntry entry = registry.live(name, sessionId);
        if (entry != null) {
            entry.metadata(metadata);
        }
        return entry != null;
    }

    @Override
    public CompletableFuture<Boolean> closeSession(long sessionId) {
        if (registry.live(name, sessionId) == null) {
            return CompletableFuture.completedFuture(false);
        }
        return thread.askOfSession(name, Commands.ofSession(CommandType.REMOVE, sessionId, 0), Answers::done);
    }

    @Override
    public CompletableFuture<Boolean> undo(long sessionId) {
        return undo(sessionId, 1);
    }

    @Override
    public CompletableFuture<Boolean> redo(long sessionId) {
        return undo(sessionId, 0);
    }

    private CompletableFuture<Boolean> undo(long sessionId, int value) {
        if (registry.live(name, sessionId) == null) {
            return CompletableFuture.completedFuture(false);
        }
        return thread.askOfSession(name, Commands.ofSession(CommandType.UNDO, sessionId, value), Answers::done);
    }

    @Override
    public Registration addListener(RoomListener listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        ListenerWatcher watcher = new ListenerWatcher(this, listener, executor, thread);
        thread.run(() -> thread.watchHere(name, watcher));
        return () -> {
            watcher.close();
            thread.run(() -> thread.unwatchHere(name, watcher));
        };
    }

    @Override
    public CompletableFuture<RoomValue> get(String key) {
        Objects.requireNonNull(key, "key");
        return thread.ask(name, Commands.read(name, key, null), Answers::record);
    }

    @Override
    public CompletableFuture<RoomValue> get(String key, String field) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(field, "field");
        return thread.ask(name, Commands.read(name, key, field), Answers::field);
    }

    @Override
    public CompletableFuture<RoomView> snapshot() {
        return thread.ask(name, Commands.ofRoom(CommandType.VIEW, name), Answers::view);
    }

    @Override
    public CompletableFuture<LocalSession> join(String clientId) {
        return join(clientId, Permission.READ_WRITE, null);
    }

    @Override
    public CompletableFuture<LocalSession> join(String clientId, Permission permission, Object metadata) {
        if (clientId.isEmpty() || clientId.length() > MAX_CLIENT_ID_CHARS) {
            throw new IllegalArgumentException(
                    "clientId length out of range: value=" + clientId.length() + " min=1 max=" + MAX_CLIENT_ID_CHARS);
        }
        long id = thread.nextNumber();
        LocalMember member = new LocalMember(new SessionEntry(name, id, clientId, permission, metadata));
        member.session = new InProcessSession(thread, this, member);
        return thread.join(member, clientId, permission);
    }

    @Override
    public CompletableFuture<Void> flush() {
        return thread.ask(name, Commands.ofRoom(CommandType.FLUSH, name), output -> null);
    }

    @Override
    public CompletableFuture<Void> close() {
        rooms.forget(name);
        return thread.ask(name, Commands.ofRoom(CommandType.CLOSE_ROOM, name), output -> null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LocalRoom room && room.name.equals(name) && room.thread == thread;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "room=" + name;
    }

    /** Answers a question that only asks for the room. */
    CompletableFuture<Boolean> open() {
        return thread.ask(name, Commands.ofRoom(CommandType.OPEN, name), (Output output) -> Answers.done(output));
    }

    /** An edit that a frame could have brought. */
    DirectBuffer checked(Edit edit) {
        DirectBuffer encoded = ValueAccess.get().encoded(edit);
        int length = encoded.capacity();
        int max = thread.context().limits().maxFrameBytes();
        if (length > max) {
            throw new IllegalArgumentException("edit too long: lengthBytes=" + length + " max=" + max);
        }
        return encoded;
    }
}
