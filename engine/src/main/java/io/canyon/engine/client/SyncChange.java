package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A step of the local document.
 *
 * @param document as it is behind the step; not to be modified
 * @param delta jsondiffpatch delta that leads from the document before to {@code document}
 * @param isLocal made by this client (update, undo, redo); otherwise the room's: others' edits, or own ones taken back
 * @param version of the room, as far as this client has it; local edits are not in it yet
 * @param author id of the connection that made the edit; null for local steps and for what has no single author
 * @param userId of the author; null with it
 */
public record SyncChange(
        JsonNode document, JsonNode delta, boolean isLocal, long version, String author, String userId) {}
