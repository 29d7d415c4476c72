package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Somebody else who is in the room.
 *
 * @param id of the connection
 * @param presence what this member shows of itself, not to be modified; null: nothing yet
 */
public record SyncMember(String id, String userId, JsonNode presence) {}
