package io.canyon.ws;

import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportCounter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows what a transport counts as meters. */
final class TransportMetrics {
    private TransportMetrics() {}

    /** The registry holds the transport weakly. */
    static void bind(Transport transport, MeterRegistry registry) {
        for (TransportCounter counter : transport.counters()) {
            FunctionCounter.builder(
                            counter.name(), transport, asked -> counter.value().getAsLong())
                    .description(counter.description())
                    .register(registry);
        }
    }
}
