package io.canyon.aeron.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Sees what is at, or under, a path of a document. Called as a {@link RemoteRoomListener} is. */
@FunctionalInterface
public interface PathListener {
    /**
     * The value has changed. Where there is none, stands a {@link com.fasterxml.jackson.databind.node.MissingNode}.
     *
     * @param before not to be modified, nor is {@code after}
     */
    void onChange(JsonNode before, JsonNode after);
}
