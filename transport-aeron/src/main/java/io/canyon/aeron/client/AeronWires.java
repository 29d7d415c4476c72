package io.canyon.aeron.client;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.canyon.aeron.wire.DriverFile;
import java.io.File;

/**
 * Streams over Aeron. Without an Aeron client of the user's, each pair has one of its own, so that none outlives its
 * driver.
 */
final class AeronWires implements WireFactory {
    /** A driver that has not shown itself for so long is dead. */
    private static final long DRIVER_TIMEOUT_MS = 10_000;

    private final RoomsConfig config;
    private final long driverTimeoutMs;

    AeronWires(RoomsConfig config) {
        this(config, DRIVER_TIMEOUT_MS);
    }

    AeronWires(RoomsConfig config, long driverTimeoutMs) {
        this.config = config;
        this.driverTimeoutMs = driverTimeoutMs;
    }

    @Override
    public Wire open() {
        if (config.aeron != null) {
            return new AeronWire(config, config.aeron, null);
        }
        // Connecting without a driver would wait for one.
        if (!CommonContext.isDriverActive(new File(config.aeronDirectory), driverTimeoutMs, message -> {})) {
            throw new IllegalStateException("no media driver: aeronDirectory=" + config.aeronDirectory);
        }
        Aeron aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(config.aeronDirectory)
                .driverTimeoutMs(driverTimeoutMs)
                .errorHandler(config.errorHandler)
                .subscriberErrorHandler(config.errorHandler)
                .useConductorAgentInvoker(true));
        try {
            return new AeronWire(config, aeron, new DriverFile(config.aeronDirectory, System.nanoTime()));
        } catch (RuntimeException e) {
            aeron.close();
            throw e;
        }
    }
}
