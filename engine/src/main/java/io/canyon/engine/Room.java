package io.canyon.engine;

import io.canyon.engine.spi.Permission;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A room, by its name: good for as long as its engine runs, whether the room is in memory or not. What needs the room
 * brings it back into memory. Thread-safe; what one thread asks of a room happens in that order.
 */
public interface Room {
    String name();

    /** The sessions that are in it, in the order of their ids. */
    List<SessionInfo> sessions();

    int sessionCount();

    Optional<SessionInfo> session(long sessionId);

    /** Changes what a session may do, from its next edit on. False: there is no such session any more. */
    CompletableFuture<Boolean> setPermission(long sessionId, Permission permission);

    /** Attaches something to a session in place of what was attached. False: there is no such session any more. */
    boolean setMetadata(long sessionId, Object metadata);

    /** Ends a session. False: there was no such session any more. */
    CompletableFuture<Boolean> closeSession(long sessionId);

    /**
     * Takes back the last edit of a session that has not been taken back yet: its inverse, carried over what others
     * have edited since. In a room that is one document; as far as its history reaches, and only if the edit told the
     * values that it replaced. False: nothing was taken back.
     */
    CompletableFuture<Boolean> undo(long sessionId);

    /** Does again what {@link #undo} took back last, if the session has not edited since. False: nothing was done. */
    CompletableFuture<Boolean> redo(long sessionId);

    /**
     * Calls the listener on {@code executor}, one call at a time, in the order of the room. It sees everything that is
     * not yet in what the caller asks the room for after this. An executor that runs its tasks at once has the listener
     * called on the engine's thread for callbacks, which it must not hold up.
     *
     * @throws RoomException with the code {@code LIMIT} when the engine has 65,536 listeners and subscriptions
     */
    Registration addListener(RoomListener listener, Executor executor);

    /** A key's record as it is now; its value is a map of the record's fields. */
    CompletableFuture<RoomValue> get(String key);

    /** A field of a key's record as it is now. */
    CompletableFuture<RoomValue> get(String key, String field);

    /** The whole room at one version: its state, and the version of each field. */
    CompletableFuture<RoomView> snapshot();

    /** Enters the room with a session of this JVM that may read and write. */
    CompletableFuture<LocalSession> join(String clientId);

    /**
     * Enters the room with a session of this JVM. The authenticator is not asked.
     *
     * @param metadata attached to the session; may be null
     */
    CompletableFuture<LocalSession> join(String clientId, Permission permission, Object metadata);

    /** Completes when all that has happened in the room so far is in its store. */
    CompletableFuture<Void> flush();

    /**
     * Ends all sessions, saves the room, and lets it go out of memory; then completes. Terms of its own end. Who wants
     * the room meanwhile waits, and gets it when it is saved. If it cannot be saved it stays in memory, and this fails.
     */
    CompletableFuture<Void> close();
}
