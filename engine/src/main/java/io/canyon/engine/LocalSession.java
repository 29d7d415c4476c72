package io.canyon.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A session of this JVM in a room, like any editor's: others see it, its edits and its presence. Thread-safe; what one
 * thread asks of it happens in that order.
 */
public interface LocalSession extends AutoCloseable {
    long id();

    String clientId();

    Room room();

    /** Changes the document. The answer comes when the change is as durable as the engine promises. */
    CompletableFuture<EditResult> edit(Edit edit);

    /**
     * Changes what the session shows of itself to the others: keys and fields as in a document, but gone with the
     * session, and in no journal. Fields cannot be removed, only keys.
     */
    CompletableFuture<EditResult> setPresence(Edit presence);

    /** A key's record as it is now; its value is a map of the record's fields. */
    CompletableFuture<RoomValue> get(String key);

    /** A field of a key's record as it is now. */
    CompletableFuture<RoomValue> get(String key, String field);

    /** The whole room at one version. */
    CompletableFuture<RoomView> view();

    /**
     * Tells what a key's record is, and then each time that somebody has changed it, this session included. Too slow a
     * consumer misses values, but never the last.
     *
     * @throws RoomException with the code {@code LIMIT} when the engine has 65,536 listeners and subscriptions
     */
    Registration subscribe(String key, Consumer<RoomValue> consumer, Executor executor);

    /** Tells what a field of a key's record is, and then each time that it was set or removed. */
    Registration subscribe(String key, String field, Consumer<RoomValue> consumer, Executor executor);

    /** Tells what the other sessions show, and then each change of it. */
    Registration subscribePresence(Consumer<RoomChange> consumer, Executor executor);

    /** Completes when the session has ended, with the reason. */
    CompletableFuture<String> closed();

    /** Leaves the room, behind all edits so far. */
    @Override
    void close();
}
