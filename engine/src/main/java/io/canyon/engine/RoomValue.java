package io.canyon.engine;

/**
 * What stood at a path of a room at one version.
 *
 * @param version of the room
 * @param isPresent false: there was nothing
 * @param value null, Boolean, Long, Double, String, List or Map; not to be changed
 */
public record RoomValue(long version, boolean isPresent, Object value) {}
