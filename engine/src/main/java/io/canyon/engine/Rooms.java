package io.canyon.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The rooms of an engine, for code in the same JVM. Thread-safe; nothing here waits. Everything that it answers, and
 * every listener sees, is in the journal already.
 *
 * <p>Futures complete on threads of the engine's own, which must not be held up; those of an engine that is driven by
 * its caller complete within {@link Engine#doWork}. They fail with a {@link RoomException}.
 */
public interface Rooms {
    /** Brings a room into memory: from its store, or as an empty one. On the terms that it has, or the engine's. */
    CompletableFuture<Room> open(String name);

    /**
     * Brings a room into memory on terms of its own, which stay its terms until {@link Room#close}. It fails with
     * {@link RoomException.Code#OTHER_OPTIONS} when the room has others.
     */
    CompletableFuture<Room> open(String name, RoomOptions options);

    /** The room, if it is in memory. */
    Optional<Room> get(String name);

    /** Names of the rooms in memory, in order. */
    List<String> names();

    /**
     * Closes every room that is in memory, as {@link Room#close} does. Fails, when all have been tried, with the reason
     * of one that could not be closed.
     */
    CompletableFuture<Void> closeAll();
}
