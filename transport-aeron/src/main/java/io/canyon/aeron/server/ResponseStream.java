package io.canyon.aeron.server;

import io.canyon.aeron.wire.MessageSink;

/** The publication to one service. */
public interface ResponseStream extends MessageSink {
    /** Whether the service reads it. */
    boolean isConnected();

    /** Lets go of it; what was offered still arrives. */
    void close();
}
