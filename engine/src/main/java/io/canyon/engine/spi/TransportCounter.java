package io.canyon.engine.spi;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Something that a transport counts, and that only grows.
 *
 * @param name in lower case with underscores, such as {@code canyon_ws_bytes_sent}
 * @param description for people
 * @param value how much it is; any thread
 */
public record TransportCounter(String name, String description, LongSupplier value) {
    public TransportCounter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(value, "value");
    }
}
