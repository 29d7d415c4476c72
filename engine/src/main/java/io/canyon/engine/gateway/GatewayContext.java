package io.canyon.engine.gateway;

import io.canyon.engine.EngineLimits;
import io.canyon.engine.shard.Inbox;
import io.canyon.engine.spi.Authenticator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * What the gateways of an engine share.
 *
 * @param inboxes one per shard
 * @param authenticatorExecutor runs the authenticator
 * @param clock what I/O threads measure sessions with
 * @param registry where sessions are listed
 * @param connectionCount connections that had an id of their own, numbered as they were accepted
 */
public record GatewayContext(
        EngineLimits limits,
        Inbox[] inboxes,
        Authenticator authenticator,
        Executor authenticatorExecutor,
        NanoClock clock,
        SessionRegistry registry,
        AtomicInteger connectionCount) {
    public GatewayContext(
            EngineLimits limits,
            Inbox[] inboxes,
            Authenticator authenticator,
            Executor authenticatorExecutor,
            NanoClock clock,
            SessionRegistry registry) {
        this(limits, inboxes, authenticator, authenticatorExecutor, clock, registry, new AtomicInteger());
    }

    /** With the clock of the system, and a registry of its own. */
    public GatewayContext(
            EngineLimits limits, Inbox[] inboxes, Authenticator authenticator, Executor authenticatorExecutor) {
        this(limits, inboxes, authenticator, authenticatorExecutor, SystemNanoClock.INSTANCE, new SessionRegistry());
    }

    /** Whether there is no authenticator: nobody says anything new of a session that shows other credentials. */
    boolean admitsEverybody() {
        return authenticator == Authenticator.EVERYBODY;
    }

    /** The inbox of the shard that has the room, now and for as long as the number of shards stays. */
    Inbox inboxOf(String room) {
        return inboxes[shardOf(room, inboxes.length)];
    }

    /** Bytes of frames that may wait for a session; what was on its way when it was not read any more is in it. */
    int maxWaitingBytes() {
        return limits.maxPendingFrameBytes() + 2 * limits.maxFrameBytes();
    }

    /** Longest edit of a frame: as much as any frame of another wire may become. */
    int maxEditBytes() {
        return limits.maxFrameBytes() / 4 * 11;
    }

    /** Which of {@code shardCount} shards has the room. */
    public static int shardOf(String room, int shardCount) {
        int hash = room.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ hash >>> 16, shardCount);
    }
}
