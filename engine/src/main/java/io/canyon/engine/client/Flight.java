package io.canyon.engine.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.delta.Change;

/**
 * An edit that waits for the room's answer.
 *
 * @param frame as it is sent, however often
 * @param after the last update that is not in it
 * @param upTo the last update that is in it
 */
record Flight(long seq, String frame, JsonNode delta, Change change, long after, long upTo) {}
