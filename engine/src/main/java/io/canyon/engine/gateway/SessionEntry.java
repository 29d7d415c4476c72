package io.canyon.engine.gateway;

import io.canyon.engine.SessionInfo;
import io.canyon.engine.spi.Permission;

/** What is told of one session. Written by its I/O thread, and by those who were told of it; read by any thread. */
public final class SessionEntry {
    private final String room;
    private final long id;
    private final String clientId;
    private Permission permission;
    private long permissionCount;
    private volatile Object metadata;
    private volatile boolean hasJoined;

    public SessionEntry(String room, long id, String clientId, Permission permission, Object metadata) {
        this.room = room;
        this.id = id;
        this.clientId = clientId;
        this.permission = permission;
        this.metadata = metadata;
    }

    public String room() {
        return room;
    }

    public long id() {
        return id;
    }

    public SessionInfo info() {
        return new SessionInfo(id, clientId, permission(), metadata);
    }

    /** The room has it. Whoever learns that first says so. */
    public void joined() {
        hasJoined = true;
    }

    public boolean hasJoined() {
        return hasJoined;
    }

    public void metadata(Object newMetadata) {
        metadata = newMetadata;
    }

    /** The room has given it a permission, the {@code count}-th since its first. An older one is passed over. */
    public synchronized void permission(Permission newPermission, long count) {
        if (count > permissionCount) {
            permissionCount = count;
            permission = newPermission;
        }
    }

    private synchronized Permission permission() {
        return permission;
    }
}
