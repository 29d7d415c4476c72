package io.canyon.aeron;

import io.aeron.Aeron;
import io.aeron.AvailableImageHandler;
import io.aeron.CommonContext;
import io.aeron.Subscription;
import io.aeron.UnavailableImageHandler;
import io.canyon.aeron.server.AeronClientLink;
import io.canyon.aeron.wire.DriverFile;
import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;

/** Makes clients of Aeron that read the requests of services. */
final class RequestConnector implements AeronClientLink.Connector {
    private static final long PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String IPC = "aeron:ipc";

    private final AeronConfig config;
    private final String folder;
    private final AgentInvoker driver;
    private final ErrorHandler errors;
    private final AvailableImageHandler onImage;
    private final UnavailableImageHandler onImageGone;
    /** Any thread reads it. A port that was free stays ours when the driver is another one. */
    private volatile String channel;
    /** Of the driver that was connected to last. */
    private DriverFile driverFile;

    /**
     * @param folder of the media driver
     * @param driver null when the driver works by itself
     */
    RequestConnector(
            AeronConfig config,
            String folder,
            AgentInvoker driver,
            ErrorHandler errors,
            AvailableImageHandler onImage,
            UnavailableImageHandler onImageGone) {
        this.config = config;
        this.folder = folder;
        this.driver = driver;
        this.errors = errors;
        this.onImage = onImage;
        this.onImageGone = onImageGone;
        this.channel = config.channel();
    }

    @Override
    public Aeron connect() {
        Aeron aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(folder)
                .driverTimeoutMs(config.driverTimeout().toMillis())
                .useConductorAgentInvoker(true)
                .clientLock(NoOpLock.INSTANCE)
                .driverAgentInvoker(driver)
                .errorHandler(errors));
        try {
            channel = resolved(aeron, subscribe(aeron, channel));
            if (readsIpcToo()) {
                subscribe(aeron, IPC);
            }
            driverFile = new DriverFile(folder, System.nanoTime());
            return aeron;
        } catch (RuntimeException | Error e) {
            aeron.close();
            throw e;
        }
    }

    @Override
    public boolean isDriverBack() {
        return CommonContext.isDriverActive(
                new File(folder), config.driverTimeout().toMillis(), message -> {});
    }

    @Override
    public boolean isDriverReplaced() {
        return driverFile.isReplaced(System.nanoTime());
    }

    /** Where requests come on, separated by spaces, with the port that it really is. */
    String channels() {
        return readsIpcToo() ? channel + " " + IPC : channel;
    }

    private boolean readsIpcToo() {
        return config.servesIpc() && !isIpc();
    }

    private boolean isIpc() {
        return channel.startsWith(IPC);
    }

    private Subscription subscribe(Aeron aeron, String from) {
        return aeron.addSubscription(from, config.streamId(), onImage, onImageGone);
    }

    private String resolved(Aeron aeron, Subscription requests) {
        if (isIpc()) {
            return channel;
        }
        long deadlineNs = System.nanoTime() + config.driverTimeout().toNanos();
        String resolved = requests.tryResolveChannelEndpointPort();
        while (resolved == null) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("the channel cannot be listened on: " + channel);
            }
            if (driver != null) {
                driver.invoke();
            }
            aeron.conductorAgentInvoker().invoke();
            LockSupport.parkNanos(PARK_NS);
            resolved = requests.tryResolveChannelEndpointPort();
        }
        return resolved;
    }
}
