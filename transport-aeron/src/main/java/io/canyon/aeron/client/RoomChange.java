package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A step of a document. Trees share parts, and must not be modified.
 *
 * @param before null for the first document
 * @param version of the room, as far as this client has it; edits of this client may be in the document and not in it
 * @param isLocal made by this client just now; otherwise the room's: others' edits, own ones taken back or applied
 *     otherwise, or those that were not shown before the room had applied them
 * @param author client id of somebody else whose edit it is; null for what has no single author
 * @param userId of the author; null with it
 */
public record RoomChange(
        JsonNode before, JsonNode after, long version, boolean isLocal, String author, String userId) {}
