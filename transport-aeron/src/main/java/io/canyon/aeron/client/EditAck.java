package io.canyon.aeron.client;

import io.canyon.aeron.codec.Durability;

/**
 * That an edit is in the room.
 *
 * @param version that the edit made; where the answer was lost with a connection or a lag, the version at which the
 *     room said that it has the edit, which may be later
 * @param durability what the edit has reached
 */
public record EditAck(long version, Durability durability) {}
