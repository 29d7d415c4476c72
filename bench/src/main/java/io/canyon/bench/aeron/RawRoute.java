package io.canyon.bench.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages to a {@link RawServer} and its answers. */
final class RawRoute implements Route {
    static final int REQUEST_STREAM = 9101;
    static final int RESPONSE_STREAM = 9102;

    private static final int FRAGMENT_LIMIT = 64;

    private final Aeron aeron;
    private final ExclusivePublication requests;
    private final Subscription responses;
    private final UnsafeBuffer message;
    private int received;
    private final FragmentHandler handler = (buffer, offset, length, header) -> received++;

    RawRoute(String folder, String requestChannel, String responseChannel, int requestBytes) {
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(folder)
                .driverTimeoutMs(Layout.DRIVER_TIMEOUT_MS)
                .useConductorAgentInvoker(true));
        responses = aeron.addSubscription(responseChannel, RESPONSE_STREAM);
        requests = aeron.addExclusivePublication(requestChannel, REQUEST_STREAM);
        message = new UnsafeBuffer(new byte[requestBytes]);
        long deadlineNs = System.nanoTime() + CONNECT_NS;
        while (!requests.isConnected() || !responses.isConnected()) {
            aeron.conductorAgentInvoker().invoke();
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("not connected");
            }
        }
    }

    @Override
    public boolean send() {
        return requests.offer(message) > 0;
    }

    @Override
    public int poll() {
        aeron.conductorAgentInvoker().invoke();
        received = 0;
        responses.poll(handler, FRAGMENT_LIMIT);
        return received;
    }

    @Override
    public void close() {
        aeron.close();
    }
}
