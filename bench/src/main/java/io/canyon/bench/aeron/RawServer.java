package io.canyon.bench.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;

/** Answers each message with one of another length. */
final class RawServer implements Agent {
    private static final int FRAGMENT_LIMIT = 64;

    private final Aeron aeron;
    private final Subscription requests;
    private final ExclusivePublication responses;
    private final UnsafeBuffer answer;
    private final ControlledFragmentHandler handler = this::onRequest;

    RawServer(Aeron aeron, String requestChannel, String responseChannel, int responseBytes) {
        this.aeron = aeron;
        this.requests = aeron.addSubscription(requestChannel, RawRoute.REQUEST_STREAM);
        this.responses = aeron.addExclusivePublication(responseChannel, RawRoute.RESPONSE_STREAM);
        this.answer = new UnsafeBuffer(new byte[responseBytes]);
    }

    @Override
    public int doWork() {
        if (aeron.conductorAgentInvoker() != null) {
            aeron.conductorAgentInvoker().invoke();
        }
        return requests.controlledPoll(handler, FRAGMENT_LIMIT);
    }

    @Override
    public String roleName() {
        return "raw-echo";
    }

    @Override
    public void onClose() {
        requests.close();
        responses.close();
    }

    private Action onRequest(DirectBuffer buffer, int offset, int length, Header header) {
        return responses.offer(answer) > 0 ? Action.CONTINUE : Action.ABORT;
    }
}
