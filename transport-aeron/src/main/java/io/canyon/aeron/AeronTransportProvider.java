package io.canyon.aeron;

import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportProvider;

/** The transport {@code aeron}; its options stand in the README of the module. */
public final class AeronTransportProvider implements TransportProvider {
    @Override
    public String name() {
        return "aeron";
    }

    @Override
    public Transport start(TransportContext context) {
        return AeronTransport.start(AeronOptions.parse(context.options()), context);
    }
}
