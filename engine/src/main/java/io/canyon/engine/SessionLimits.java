package io.canyon.engine;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of one session that is too slow, or too fast. Immutable; validated when built.
 *
 * @param maxLag how long a session that lags may take nothing from its connection before it is closed, 100 ms to a day
 * @param maxHeldBytes acks that are kept for a session that lags; it is closed when there are more
 * @param maxFramesPerSecond frames that a session may send, with a burst of as many; beyond that it is not read for a
 *     while. 0 sets no bound
 * @param maxRoomsPerConnection rooms that one connection may be in at a time, where its wire lets it be in several
 * @param maxGreeting how long a canvas editor that has joined and not said yet what it knows is not told of edits, at
 *     most 10 s: its answer has them when it asks, and when it does not, it is told them then. Zero: it is told at once
 */
public record SessionLimits(
        Duration maxLag, int maxHeldBytes, int maxFramesPerSecond, int maxRoomsPerConnection, Duration maxGreeting) {
    private static final int DEFAULT_ROOMS = 64;
    private static final Duration MIN_LAG = Duration.ofMillis(100);
    private static final Duration MAX_LAG = Duration.ofDays(1);
    private static final Duration DEFAULT_GREETING = Duration.ofMillis(250);
    private static final Duration MAX_GREETING = Duration.ofSeconds(10);

    public static final SessionLimits DEFAULTS = new SessionLimits(Duration.ofMinutes(1), 4 << 20, 0);

    public SessionLimits {
        Objects.requireNonNull(maxLag, "maxLag");
        if (maxLag.compareTo(MIN_LAG) < 0 || maxLag.compareTo(MAX_LAG) > 0) {
            throw new IllegalArgumentException(
                    "maxLag out of range: value=" + maxLag + " min=" + MIN_LAG + " max=" + MAX_LAG);
        }
        requireRange("maxHeldBytes", maxHeldBytes, 1024, 1 << 30);
        requireRange("maxFramesPerSecond", maxFramesPerSecond, 0, 1_000_000);
        requireRange("maxRoomsPerConnection", maxRoomsPerConnection, 1, 4096);
        Objects.requireNonNull(maxGreeting, "maxGreeting");
        if (maxGreeting.isNegative() || maxGreeting.compareTo(MAX_GREETING) > 0) {
            throw new IllegalArgumentException("maxGreeting out of range: value=" + maxGreeting + " min="
                    + Duration.ZERO + " max=" + MAX_GREETING);
        }
    }

    /** With the defaults for rooms of a connection, and for the greeting. */
    public SessionLimits(Duration maxLag, int maxHeldBytes, int maxFramesPerSecond) {
        this(maxLag, maxHeldBytes, maxFramesPerSecond, DEFAULT_ROOMS, DEFAULT_GREETING);
    }

    public SessionLimits withMaxGreeting(Duration value) {
        return new SessionLimits(maxLag, maxHeldBytes, maxFramesPerSecond, maxRoomsPerConnection, value);
    }

    /** Of its own: {@link EngineLimits} is made of this. */
    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " out of range: value=" + value + " min=" + min + " max=" + max);
        }
    }
}
