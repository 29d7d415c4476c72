package io.canyon.bench.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron alone: answers each message with one of another length, on a media driver of its own. */
final class RawServer implements Server, Agent {
    private static final int FRAGMENT_LIMIT = 64;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Subscription requests;
    private final ExclusivePublication responses;
    private final UnsafeBuffer answer;
    private final ControlledFragmentHandler handler = this::onRequest;
    private final ServerThread thread;
    private final AgentRunner runner;

    RawServer(Layout layout, Path folder, String requestChannel, String responseChannel, int responseBytes) {
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(layout.isSpinning() ? ThreadingMode.INVOKER : ThreadingMode.SHARED)
                .sharedIdleStrategy(layout.idle())
                .termBufferSparseFile(true)
                .clientLivenessTimeoutNs(Layout.DRIVER_TIMEOUT_MS * 1_000_000L)
                .publicationUnblockTimeoutNs((Layout.DRIVER_TIMEOUT_MS + 5_000) * 1_000_000L)
                .driverTimeoutMs(Layout.DRIVER_TIMEOUT_MS));
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(folder.toString())
                .driverTimeoutMs(Layout.DRIVER_TIMEOUT_MS)
                .driverAgentInvoker(driver.sharedAgentInvoker())
                .useConductorAgentInvoker(true));
        requests = aeron.addSubscription(requestChannel, RawRoute.REQUEST_STREAM);
        responses = aeron.addExclusivePublication(responseChannel, RawRoute.RESPONSE_STREAM);
        answer = new UnsafeBuffer(new byte[responseBytes]);
        if (layout.isSpinning()) {
            runner = null;
            thread = new ServerThread(() -> driver.sharedAgentInvoker().invoke() + doWork(), this::end);
        } else {
            thread = null;
            runner = new AgentRunner(layout.idle(), Throwable::printStackTrace, null, this);
            AgentRunner.startOnThread(runner);
        }
    }

    @Override
    public String folder() {
        return driver.aeronDirectoryName();
    }

    @Override
    public long allocatedBytes() {
        return thread == null ? -1 : thread.allocatedBytes();
    }

    @Override
    public int doWork() {
        return aeron.conductorAgentInvoker().invoke() + requests.controlledPoll(handler, FRAGMENT_LIMIT);
    }

    @Override
    public String roleName() {
        return "raw-echo";
    }

    @Override
    public void close() {
        if (thread == null) {
            runner.close();
            end();
        } else {
            thread.close();
        }
    }

    private void end() {
        CloseHelper.closeAll(aeron, driver);
    }

    private Action onRequest(DirectBuffer buffer, int offset, int length, Header header) {
        return responses.offer(answer) > 0 ? Action.CONTINUE : Action.ABORT;
    }
}
