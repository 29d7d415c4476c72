package io.canyon.aeron.server;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.canyon.aeron.wire.MessageSink;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentTerminationException;

/** An Aeron client that has no thread of its own. */
public final class AeronClientLink implements AeronLink {
    private final Aeron aeron;
    private final AgentInvoker conductor;

    /** @param aeron to be used by the agent only, with an invoker for its conductor */
    public AeronClientLink(Aeron aeron) {
        this.aeron = aeron;
        this.conductor = aeron.conductorAgentInvoker();
    }

    @Override
    public int poll() {
        int work = conductor.invoke();
        if (aeron.isClosed()) {
            throw new AgentTerminationException("the media driver is gone, or this process has paused for too long");
        }
        return work;
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
        aeron.asyncRemovePublication(id);
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
