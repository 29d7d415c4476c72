package io.canyon.aeron;

import io.aeron.Aeron;
import io.aeron.Image;
import io.aeron.Subscription;
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
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves services over Aeron: a media driver, unless another one is named, and what moves messages. Both have a thread
 * each, or none: then somebody calls {@link #doWork}. All other methods are thread-safe.
 */
public final class AeronTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(AeronTransport.class);
    private static final long PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** For the last words to leave before the driver does. */
    private static final long FAREWELL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final String IPC = "aeron:ipc";

    private final AeronConfig config;
    private final TransportContext context;
    private final AeronCounters counters = new AeronCounters();
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final String folder;
    private final boolean isInvoked;
    private MediaDriver driver;
    private Aeron aeron;
    private ServerAgent agent;
    private AgentRunner runner;
    private AgentInvoker invoker;
    private String address;

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
        return address;
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
        CloseHelper.closeAll(aeron, driver);
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
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(folder)
                .driverTimeoutMs(config.driverTimeout().toMillis())
                .useConductorAgentInvoker(true)
                .clientLock(NoOpLock.INSTANCE)
                .driverAgentInvoker(driver == null ? null : driver.sharedAgentInvoker())
                .errorHandler(this::onDriverError));
        agent = new ServerAgent(
                config,
                context.gateways(),
                context.ready(),
                counters,
                SystemNanoClock.INSTANCE,
                new AeronClientLink(aeron),
                Durability.valueOf(context.durability().toUpperCase(Locale.ROOT)));
        Subscription requests = subscribe(config.channel());
        if (config.servesIpc() && !config.channel().startsWith(IPC)) {
            subscribe(IPC);
        }
        address = address(requests);
        if (isInvoked) {
            invoker = new AgentInvoker(this::onAgentError, null, agent);
            invoker.start();
        } else {
            runner = new AgentRunner(config.idle().strategy(), this::onAgentError, null, agent);
            AgentRunner.startOnThread(runner);
        }
    }

    private Subscription subscribe(String channel) {
        return aeron.addSubscription(channel, config.streamId(), this::onImage, this::onImageGone);
    }

    private void onImage(Image image) {
        agent.onImage(image);
    }

    private void onImageGone(Image image) {
        agent.onImageGone(image);
    }

    private String address(Subscription requests) {
        String channel = config.channel();
        if (!channel.startsWith(IPC)) {
            long deadlineNs = System.nanoTime() + config.driverTimeout().toNanos();
            channel = requests.tryResolveChannelEndpointPort();
            while (channel == null) {
                if (System.nanoTime() - deadlineNs > 0) {
                    throw new IllegalStateException("the channel cannot be listened on: " + config.channel());
                }
                turnDriver();
                aeron.conductorAgentInvoker().invoke();
                LockSupport.parkNanos(PARK_NS);
                channel = requests.tryResolveChannelEndpointPort();
            }
        }
        String ipc = config.servesIpc() && !channel.startsWith(IPC) ? " " + IPC : "";
        return channel + ipc + " aeron-stream=" + config.streamId() + " aeron-dir=" + folder;
    }

    private int turnDriver() {
        return isInvoked && driver != null ? driver.sharedAgentInvoker().invoke() : 0;
    }

    private void onDriverError(Throwable error) {
        counters.incrementShared(AeronCounter.DRIVER_ERRORS);
        LOG.warn("The media driver or its client reports an error", error);
        if (error instanceof AgentTerminationException || error instanceof Error) {
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
