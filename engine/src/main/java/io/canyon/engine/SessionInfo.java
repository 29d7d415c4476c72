package io.canyon.engine;

import io.canyon.engine.spi.Permission;

/**
 * A session in a room, as it was when somebody asked.
 *
 * @param id identifies it in its engine, and is not given again while that runs
 * @param clientId the editor's own name, which other sessions may share
 * @param permission what it may do
 * @param metadata what the authenticator or the embedder has attached to it, as it is; null if nothing
 */
public record SessionInfo(long id, String clientId, Permission permission, Object metadata) {}
