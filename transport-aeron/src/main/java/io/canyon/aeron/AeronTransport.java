package io.canyon.aeron;

import io.aeron.driver.MediaDriver;
import io.canyon.aeron.codec.Durability;
import io.canyon.aeron.server.AeronClientLink;
import io.canyon.aeron.server.AeronCounters;
import io.canyon.aeron.server.ServerAgent;
import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportCounter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves services over Aeron: a media driver, unless another one is named, and what moves messages. Both have a thread
 * each, or none: then somebody calls {@link #doWork}. All other methods are thread-safe.
 */
public final class AeronTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(AeronTransport.class);
    /** For the last words to leave before the driver does. */
    private static final long FAREWELL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AeronConfig config;
    private final TransportContext context;
    private final AeronCounters counters = new AeronCounters();
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final String folder;
    private final boolean isInvoked;
    private MediaDriver driver;
    private RequestConnector requests;
    private AeronClientLink link;
    private ServerAgent agent;
    private AgentRunner runner;
    private AgentInvoker invoker;

    private AeronTransport(AeronConfig config, TransportContext context, boolean isInvoked) {
        this.config = Objects.requireNonNull(config, "config");
        this.context = Objects.requireNonNull(context, "context");
        this.isInvoked = isInvoked;
        Path directory = config.directory() == null ? DriverFolder.byDefault(config.port()) : config.directory();
        this.folder = directory.toAbsolutePath().toString();
    }

    /**
     * Starts one, whose options are those of {@code config}.
     *
     * @param context the engine, and who is told of a failure
     * @throws RuntimeException when the driver cannot be started or reached, or the channel not be listened on
     */
    public static AeronTransport start(AeronConfig config, TransportContext context) {
        return open(new AeronTransport(config, context, false));
    }

    /**
     * Starts one without threads, of its driver neither: nothing moves but in {@link #doWork}. For who has all of a
     * server in one thread that never sleeps.
     *
     * @throws RuntimeException as in {@link #start}
     */
    public static AeronTransport startInvoked(AeronConfig config, TransportContext context) {
        return open(new AeronTransport(config, context, true));
    }

    private static AeronTransport open(AeronTransport transport) {
        try {
            transport.open();
            return transport;
        } catch (RuntimeException | Error e) {
            transport.close();
            throw e;
        }
    }

    /**
     * One turn of a transport that has no threads, on its caller's, the same each time; nothing in another.
     *
     * @return what was worked off
     */
    public int doWork() {
        return invoker == null ? 0 : turnDriver() + invoker.invoke();
    }

    @Override
    public String address() {
        return requests.channels() + " aeron-stream=" + config.streamId() + " aeron-dir=" + folder;
    }

    /** Folder of the media driver, which clients over IPC have to name. */
    public String folder() {
        return folder;
    }

    @Override
    public List<TransportCounter> counters() {
        return counters.list();
    }

    /** How often something has happened. */
    public long count(AeronCounter counter) {
        return counters.value(counter);
    }

    @Override
    public void stopAccepting() {
        agent.stopAccepting();
    }

    @Override
    public void close() {
        if (!isClosing.compareAndSet(false, true)) {
            return;
        }
        if (runner != null) {
            runner.close();
            LockSupport.parkNanos(driver == null ? 0 : FAREWELL_NS);
        } else if (invoker != null) {
            invoker.close();
            turnDriver();
        } else if (agent != null) {
            agent.onClose();
        }
        CloseHelper.closeAll(link, driver);
    }

    private void open() {
        if (config.ownsDriver()) {
            DriverFolder.removeIfDead(Path.of(folder));
            driver = OwnDriver.launch(
                    config,
                    folder,
                    isInvoked,
                    this::onDriverError,
                    () -> fail(new IllegalStateException("the media driver was ended by somebody")));
            DriverFolder.close(Path.of(folder));
        }
        requests = new RequestConnector(
                config,
                folder,
                driver == null ? null : driver.sharedAgentInvoker(),
                this::onDriverError,
                image -> agent.onImage(image),
                image -> agent.onImageGone(image));
        link = new AeronClientLink(requests, config.ownsDriver());
        agent = new ServerAgent(
                config,
                context.gateways(),
                context.ready(),
                counters,
                SystemNanoClock.INSTANCE,
                link,
                Durability.valueOf(context.durability().toUpperCase(Locale.ROOT)));
        link.open();
        if (isInvoked) {
            invoker = new AgentInvoker(this::onAgentError, null, agent);
            invoker.start();
        } else {
            runner = new AgentRunner(config.idle().strategy(), this::onAgentError, null, agent);
            AgentRunner.startOnThread(runner);
        }
    }

    private int turnDriver() {
        return isInvoked && driver != null ? driver.sharedAgentInvoker().invoke() : 0;
    }

    private void onDriverError(Throwable error) {
        counters.incrementShared(AeronCounter.DRIVER_ERRORS);
        LOG.warn("The media driver or its client reports an error", error);
        if (config.ownsDriver() && error instanceof AgentTerminationException || error instanceof Error) {
            fail(error);
        }
    }

    private void onAgentError(Throwable error) {
        LOG.error("The transport has failed", error);
        fail(error);
    }

    private void fail(Throwable cause) {
        if (!isClosing.get() && hasFailed.compareAndSet(false, true)) {
            context.onFailure().accept(cause);
        }
    }
}
