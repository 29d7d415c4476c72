package io.canyon.bench.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron alone: a message to a server that sends another of the length of a told edit to the receiver. */
final class RawRoute implements Route {
    static final int REQUEST_STREAM = 9101;
    static final int RESPONSE_STREAM = 9102;

    private static final int FRAGMENT_LIMIT = 64;

    private final Aeron aeron;
    private final ExclusivePublication requests;
    private final Subscription responses;
    private final FragmentHandler handler;
    private final UnsafeBuffer message;
    private int received;

    RawRoute(Aeron aeron, String requestChannel, String responseChannel, int requestBytes) {
        this.aeron = aeron;
        this.requests = aeron.addExclusivePublication(requestChannel, REQUEST_STREAM);
        this.responses = aeron.addSubscription(responseChannel, RESPONSE_STREAM);
        this.handler = new FragmentAssembler((buffer, offset, length, header) -> received++);
        this.message = new UnsafeBuffer(new byte[requestBytes]);
    }

    boolean isConnected() {
        invoke();
        return requests.isConnected() && responses.isConnected();
    }

    @Override
    public boolean send() {
        return requests.offer(message) > 0;
    }

    @Override
    public int poll() {
        invoke();
        received = 0;
        responses.poll(handler, FRAGMENT_LIMIT);
        return received;
    }

    @Override
    public void close() {
        requests.close();
        responses.close();
    }

    private void invoke() {
        if (aeron.conductorAgentInvoker() != null) {
            aeron.conductorAgentInvoker().invoke();
        }
    }
}
