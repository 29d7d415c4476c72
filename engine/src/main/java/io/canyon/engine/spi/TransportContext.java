package io.canyon.engine.spi;

import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a transport is started with.
 *
 * @param gateways the engine
 * @param ready whether the engine takes editors; any thread, does not block
 * @param options what the operator has set, by name
 * @param durability what an ack of the engine says: the level's name in lower case, such as {@code process}
 * @param onFailure told, by any thread and at most once, that the transport has stopped by itself
 */
public record TransportContext(
        GatewayFactory gateways,
        BooleanSupplier ready,
        Map<String, String> options,
        String durability,
        Consumer<Throwable> onFailure) {
    public TransportContext {
        Objects.requireNonNull(gateways, "gateways");
        Objects.requireNonNull(ready, "ready");
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(onFailure, "onFailure");
        options = Map.copyOf(options);
    }
}
