package io.canyon.ws;

/**
 * How much peers may take. Immutable; validated when built.
 *
 * @param maxFrameBytes longest message, whether it comes in one frame or in fragments
 * @param maxFragments fragments of one message; the WebSocket of the JDK makes one of 16 KiB
 * @param maxConnections open WebSockets
 * @param maxConnectionsPerAddress open WebSockets of one remote address; 0 sets no bound
 * @param writeBufferLowBytes unsent bytes at which a connection counts as drained
 * @param writeBufferHighBytes unsent bytes from which it no longer does, and its pings are not answered
 * @param maxPingsPerSecond pings that a peer may send, with a burst of as many; 0 sets no bound
 */
public record WsLimits(
        int maxFrameBytes,
        int maxFragments,
        int maxConnections,
        int maxConnectionsPerAddress,
        int writeBufferLowBytes,
        int writeBufferHighBytes,
        int maxPingsPerSecond) {
    public static final WsLimits DEFAULTS = new WsLimits(4 << 20, 512, 20_000, 0, 32 << 10, 64 << 10, 0);

    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int MAX_WRITE_BUFFER_BYTES = 1 << 30;

    public WsLimits {
        requireRange("maxFrameBytes", maxFrameBytes, 1024, 64 << 20);
        requireRange("maxFragments", maxFragments, 1, 4096);
        requireRange("maxConnections", maxConnections, 1, MAX_CONNECTIONS);
        requireRange("maxConnectionsPerAddress", maxConnectionsPerAddress, 0, MAX_CONNECTIONS);
        requireRange("writeBufferHighBytes", writeBufferHighBytes, 4096, MAX_WRITE_BUFFER_BYTES);
        requireRange("writeBufferLowBytes", writeBufferLowBytes, 1024, writeBufferHighBytes);
        requireRange("maxPingsPerSecond", maxPingsPerSecond, 0, 1_000_000);
    }

    public WsLimits withMaxFrameBytes(int bytes) {
        return new WsLimits(
                bytes,
                maxFragments,
                maxConnections,
                maxConnectionsPerAddress,
                writeBufferLowBytes,
                writeBufferHighBytes,
                maxPingsPerSecond);
    }

    /** Bounds the open WebSockets, in all and from one address (0: no bound). */
    public WsLimits withMaxConnections(int total, int perAddress) {
        return new WsLimits(
                maxFrameBytes,
                maxFragments,
                total,
                perAddress,
                writeBufferLowBytes,
                writeBufferHighBytes,
                maxPingsPerSecond);
    }

    public WsLimits withMaxPingsPerSecond(int count) {
        return new WsLimits(
                maxFrameBytes,
                maxFragments,
                maxConnections,
                maxConnectionsPerAddress,
                writeBufferLowBytes,
                writeBufferHighBytes,
                count);
    }

    static void requireRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " out of range: value=" + value + " min=" + min + " max=" + max);
        }
    }
}
