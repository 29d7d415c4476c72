package io.canyon.ws;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a WebSocket server runs. Immutable; validated when built.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param ioThreads event loops, each with a gateway of its own
 * @param origins origins that browsers may connect from, such as {@code https://example.org}; empty lets all in
 * @param timeouts how long peers may take
 * @param limits how much peers may take
 * @param servesDemo whether browsers that ask for {@code /} get the demo
 */
public record WsConfig(
        String host,
        int port,
        int ioThreads,
        Set<String> origins,
        WsTimeouts timeouts,
        WsLimits limits,
        boolean servesDemo) {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#\\s]+");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_IO_THREADS = 64;

    public static final WsConfig DEFAULTS =
            new WsConfig("0.0.0.0", 8080, defaultIoThreads(), Set.of(), WsTimeouts.DEFAULTS, WsLimits.DEFAULTS, true);

    public WsConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(limits, "limits");
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is empty");
        }
        WsLimits.requireRange("port", port, 0, MAX_PORT);
        WsLimits.requireRange("ioThreads", ioThreads, 1, MAX_IO_THREADS);
        origins = origins.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .peek(WsConfig::requireOrigin)
                .collect(Collectors.toUnmodifiableSet());
    }

    public WsConfig withAddress(String newHost, int newPort) {
        return new WsConfig(newHost, newPort, ioThreads, origins, timeouts, limits, servesDemo);
    }

    public WsConfig withIoThreads(int count) {
        return new WsConfig(host, port, count, origins, timeouts, limits, servesDemo);
    }

    public WsConfig withOrigins(Set<String> newOrigins) {
        return new WsConfig(host, port, ioThreads, newOrigins, timeouts, limits, servesDemo);
    }

    public WsConfig withTimeouts(WsTimeouts newTimeouts) {
        return new WsConfig(host, port, ioThreads, origins, newTimeouts, limits, servesDemo);
    }

    public WsConfig withLimits(WsLimits newLimits) {
        return new WsConfig(host, port, ioThreads, origins, timeouts, newLimits, servesDemo);
    }

    public WsConfig withDemo(boolean isServed) {
        return new WsConfig(host, port, ioThreads, origins, timeouts, limits, isServed);
    }

    /** Half the processors: the shards want the others. */
    private static int defaultIoThreads() {
        return Math.max(1, Math.min(MAX_IO_THREADS, Runtime.getRuntime().availableProcessors() / 2));
    }

    private static void requireOrigin(String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("origin is not scheme://host[:port]: value=" + origin);
        }
    }
}
