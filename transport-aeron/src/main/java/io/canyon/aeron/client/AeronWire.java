package io.canyon.aeron.client;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.canyon.aeron.wire.DriverFile;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;

/**
 * A publication of this client alone to the server, and a subscription that nobody else's images reach: both name a
 * session. Made without waiting; drives the Aeron client if that is its own.
 */
final class AeronWire implements Wire {
    private static final long NONE = Aeron.NULL_VALUE;

    private final Aeron aeron;
    /** Null when the Aeron client is the user's. */
    private final DriverFile driverFile;

    private final AgentInvoker conductor;
    private final int responseStreamId;
    private final boolean isIpc;
    private final int responseSessionId;
    private long publicationId = NONE;
    private long subscriptionId = NONE;
    private ExclusivePublication publication;
    private Subscription subscription;
    private FragmentHandler handler;
    private FragmentAssembler assembler;
    private String responseChannel;
    private boolean hadImage;
    private boolean isDriverReplaced;

    AeronWire(RoomsConfig config, Aeron aeron, DriverFile driverFile) {
        this.aeron = aeron;
        this.driverFile = driverFile;
        conductor = driverFile == null ? null : aeron.conductorAgentInvoker();
        responseStreamId = config.responseStreamId;
        responseSessionId = ThreadLocalRandom.current().nextInt();
        ChannelUri channel = ChannelUri.parse(config.responseChannel);
        isIpc = channel.isIpc();
        channel.put(CommonContext.SESSION_ID_PARAM_NAME, Integer.toString(responseSessionId));
        subscriptionId = aeron.asyncAddSubscription(channel.toString(), responseStreamId);
        publicationId = aeron.asyncAddExclusivePublication(config.requestChannel, config.requestStreamId);
    }

    @Override
    public int doWork() {
        int work = conductor == null ? 0 : conductor.invoke();
        isDriverReplaced |= driverFile != null && driverFile.isReplaced(System.nanoTime());
        if (isAeronLost()) {
            return work;
        }
        if (subscription == null) {
            subscription = aeron.getSubscription(subscriptionId);
            work += subscription == null ? 0 : 1;
        }
        if (publication == null) {
            publication = aeron.getExclusivePublication(publicationId);
            work += publication == null ? 0 : 1;
        }
        if (responseChannel == null && subscription != null) {
            responseChannel = resolved();
        }
        hadImage |= subscription != null && subscription.isConnected();
        return work;
    }

    /** The channel of the subscription as the server is to publish to it; null while its port is not known. */
    private String resolved() {
        if (isIpc) {
            return "aeron:ipc?session-id=" + responseSessionId;
        }
        // with the port that was free, where port 0 was asked for, and for a name its address
        String endpoint = subscription.resolvedEndpoint();
        if (endpoint == null) {
            return null;
        }
        ChannelUri channel = ChannelUri.parse(subscription.channel());
        channel.put(CommonContext.ENDPOINT_PARAM_NAME, endpoint);
        return channel.toString();
    }

    private boolean isAeronLost() {
        return aeron.isClosed() || conductor != null && conductor.isClosed() || isDriverReplaced;
    }

    @Override
    public boolean isReady() {
        return publication != null && responseChannel != null && publication.isConnected();
    }

    @Override
    public boolean isLost() {
        return isAeronLost()
                || publication != null && publication.isClosed()
                || subscription != null && subscription.isClosed()
                || hadImage && !subscription.isConnected();
    }

    @Override
    public String responseChannel() {
        return responseChannel;
    }

    @Override
    public int responseStreamId() {
        return responseStreamId;
    }

    @Override
    public int poll(FragmentHandler to, int limit) {
        if (subscription == null) {
            return 0;
        }
        if (handler != to) {
            handler = to;
            assembler = new FragmentAssembler(to);
        }
        return subscription.poll(assembler, limit);
    }

    @Override
    public int maxMessageBytes() {
        return publication.maxMessageLength();
    }

    @Override
    public long offer(DirectBuffer buffer, int offset, int length) {
        return publication == null ? Publication.NOT_CONNECTED : publication.offer(buffer, offset, length);
    }

    @Override
    public long offer(DirectBuffer head, int headLength, DirectBuffer body, int bodyOffset, int bodyLength) {
        return publication.offer(head, 0, headLength, body, bodyOffset, bodyLength);
    }

    @Override
    public void close() {
        if (driverFile != null) {
            aeron.close();
            return;
        }
        if (aeron.isClosed()) {
            return;
        }
        if (publication == null) {
            aeron.asyncRemovePublication(publicationId);
        } else {
            publication.close();
        }
        if (subscription == null) {
            aeron.asyncRemoveSubscription(subscriptionId);
        } else {
            subscription.close();
        }
    }
}
