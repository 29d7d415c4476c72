package io.canyon.aeron.client;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import java.io.File;

/**
 * Streams over Aeron. Without an Aeron client of the user's, each pair has one of its own, so that none outlives its
 * driver.
 */
final class AeronWires implements WireFactory {
    /** A driver that has not shown itself for so long is dead. */
    private static final long DRIVER_TIMEOUT_MS = 10_000;

    private final RoomsConfig config;

    AeronWires(RoomsConfig config) {
        this.config = config;
    }

    @Override
    public Wire open() {
        if (config.aeron != null) {
            return new AeronWire(config, config.aeron, false);
        }
        // Connecting without a driver would wait for one.
        if (!CommonContext.isDriverActive(new File(config.aeronDirectory), DRIVER_TIMEOUT_MS, message -> {})) {
            throw new IllegalStateException("no media driver: aeronDirectory=" + config.aeronDirectory);
        }
        Aeron aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(config.aeronDirectory)
                .driverTimeoutMs(DRIVER_TIMEOUT_MS)
                .errorHandler(config.errorHandler)
                .subscriberErrorHandler(config.errorHandler)
                .useConductorAgentInvoker(true));
        try {
            return new AeronWire(config, aeron, true);
        } catch (RuntimeException e) {
            aeron.close();
            throw e;
        }
    }
}
