package io.canyon.engine.gateway;

import io.canyon.engine.EngineLimits;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.spi.Authenticator;
import java.util.concurrent.Executor;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * What the gateways of an engine share.
 *
 * @param inboxes one per shard
 * @param authenticatorExecutor runs the authenticator
 * @param clock what I/O threads measure sessions with
 * @param registry where sessions are listed
 */
public record GatewayContext(
        EngineLimits limits,
        Inbox[] inboxes,
        Authenticator authenticator,
        Executor authenticatorExecutor,
        NanoClock clock,
        SessionRegistry registry) {
    /** With the clock of the system, and a registry of its own. */
    public GatewayContext(
            EngineLimits limits, Inbox[] inboxes, Authenticator authenticator, Executor authenticatorExecutor) {
        this(limits, inboxes, authenticator, authenticatorExecutor, SystemNanoClock.INSTANCE, new SessionRegistry());
    }

    /** The inbox of the shard that has the room, now and for as long as the number of shards stays. */
    Inbox inboxOf(String room) {
        return inboxes[shardOf(room, inboxes.length)];
    }

    /** Which of {@code shardCount} shards has the room. */
    public static int shardOf(String room, int shardCount) {
        int hash = room.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ hash >>> 16, shardCount);
    }
}
