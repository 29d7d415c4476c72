package io.canyon.aeron.server;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.canyon.aeron.wire.MessageSink;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Aeron client that has no thread of its own; another takes its place when its driver comes back. */
public final class AeronClientLink implements AeronLink, AutoCloseable {
    /** Makes clients. */
    public interface Connector {
        /**
         * One that reads the requests, to be used by the agent only, with an invoker for its conductor.
         *
         * @throws RuntimeException when the driver cannot be reached
         */
        Aeron connect();

        /** Whether it makes sense to connect after a driver was lost; does not block. */
        boolean isDriverBack();

        /** Whether another driver has taken the place of the one that was connected to; does not block. */
        boolean isDriverReplaced();
    }

    private static final Logger LOG = LoggerFactory.getLogger(AeronClientLink.class);

    private final Connector connector;
    private final boolean isDriverOwn;
    private Aeron aeron;
    private boolean isLost;

    /**
     * Connects nothing yet.
     *
     * @param isDriverOwn whether the driver ends with this process, so that it does not come back
     */
    public AeronClientLink(Connector connector, boolean isDriverOwn) {
        this.connector = connector;
        this.isDriverOwn = isDriverOwn;
    }

    /** Connects. */
    public Aeron open() {
        aeron = connector.connect();
        return aeron;
    }

    @Override
    public int poll() {
        if (isLost) {
            return 0;
        }
        int work = aeron.conductorAgentInvoker().invoke();
        if (!isDriverOwn && connector.isDriverReplaced()) {
            LOG.warn("The media driver has gone, and another one has taken its place");
            aeron.close();
        }
        if (aeron.isClosed()) {
            if (isDriverOwn) {
                throw new AgentTerminationException(
                        "the media driver is gone, or this process has paused for too long");
            }
            isLost = true;
        }
        return work;
    }

    @Override
    public boolean isLost() {
        return isLost;
    }

    @Override
    public void reopen() {
        if (!connector.isDriverBack()) {
            return;
        }
        try {
            open();
            isLost = false;
            LOG.info("The media driver is back");
        } catch (RuntimeException e) {
            LOG.warn("The media driver seems to be back, but cannot be used", e);
        }
    }

    @Override
    public void close() {
        CloseHelper.close(aeron);
    }

    @Override
    public long add(String channel, int streamId) {
        return aeron.asyncAddExclusivePublication(channel, streamId);
    }

    @Override
    public ResponseStream find(long id) {
        ExclusivePublication publication = aeron.getExclusivePublication(id);
        return publication == null ? null : new Stream(publication, MessageSink.of(publication));
    }

    @Override
    public void cancel(long id) {
        if (!aeron.isClosed()) {
            aeron.asyncRemovePublication(id);
        }
    }

    private record Stream(ExclusivePublication publication, MessageSink sink) implements ResponseStream {
        @Override
        public boolean isConnected() {
            return publication.isConnected();
        }

        @Override
        public void close() {
            publication.close();
        }

        @Override
        public int maxMessageBytes() {
            return sink.maxMessageBytes();
        }

        @Override
        public long offer(DirectBuffer buffer, int offset, int length) {
            return sink.offer(buffer, offset, length);
        }

        @Override
        public long offer(DirectBuffer head, int headLength, DirectBuffer body, int bodyOffset, int bodyLength) {
            return sink.offer(head, headLength, body, bodyOffset, bodyLength);
        }
    }
}
