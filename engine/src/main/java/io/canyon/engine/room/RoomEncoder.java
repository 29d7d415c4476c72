package io.canyon.engine.room;

/** Has states of rooms encoded elsewhere. Called on the shard's thread, which goes on meanwhile. */
@FunctionalInterface
public interface RoomEncoder {
    /**
     * Sees to it that {@code encoding} runs on some other thread, and that {@link RoomCore#encoded} is called on the
     * shard's with what it gave. Never calls that before it returns.
     */
    void encode(Room room, RoomEncoding encoding);
}
