package io.canyon.aeron.client;

import io.aeron.logbuffer.FragmentHandler;
import io.canyon.aeron.wire.MessageSink;

/** One attempt's pair of streams. Used by the thread that drives the session. */
interface Wire extends MessageSink, AutoCloseable {
    /**
     * Goes on with what has to be done, such as making the streams.
     *
     * @return an amount of work
     */
    int doWork();

    /** Whether both streams are there and the server can be asked. */
    boolean isReady();

    /** Whether it is of no use any more. */
    boolean isLost();

    /** The channel that the server is to publish to; only when it is ready. */
    String responseChannel();

    int responseStreamId();

    /** Hands over whole Aeron messages. */
    int poll(FragmentHandler handler, int limit);

    @Override
    void close();
}
