package io.canyon.engine.spi;

import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * What a transport is started with.
 *
 * @param gateways the engine
 * @param ready whether the engine takes editors; any thread, does not block
 * @param options what the operator has set, by name
 */
public record TransportContext(GatewayFactory gateways, BooleanSupplier ready, Map<String, String> options) {
    public TransportContext {
        Objects.requireNonNull(gateways, "gateways");
        Objects.requireNonNull(ready, "ready");
        options = Map.copyOf(options);
    }
}
