package io.canyon.engine.shard;

import org.agrona.DirectBuffer;

/** Takes messages out of an inbox or outbox. */
@FunctionalInterface
public interface MessageHandler {
    /** One message; the buffer is valid until this returns. False: not now; it comes again, and none after it. */
    boolean onMessage(DirectBuffer buffer, int offset, int length);
}
