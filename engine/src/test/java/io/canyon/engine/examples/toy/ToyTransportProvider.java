package io.canyon.engine.examples.toy;

import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportProvider;
import java.util.Set;

/** The transport {@code toy}, with the option {@code name}. */
public final class ToyTransportProvider implements TransportProvider {
    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Transport start(TransportContext context) {
        if (!Set.of("name").containsAll(context.options().keySet())) {
            throw new IllegalArgumentException("the transport toy has no such option: " + context.options());
        }
        return new ToyTransport(context);
    }
}
