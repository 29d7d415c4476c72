package io.canyon.ws;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts sockets and open WebSockets against their bounds. Every I/O thread uses it, when connections come and go. */
final class ConnectionGate {
    /** Sockets beyond the WebSockets: those in their handshake, and HTTP requests. */
    private static final int EXTRA_SOCKETS = 1024;

    enum Admission {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_OF_ADDRESS
    }

    private final int maxConnections;
    private final int maxConnectionsPerAddress;
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> connectionsByAddress = new ConcurrentHashMap<>();

    ConnectionGate(WsLimits limits) {
        maxConnections = limits.maxConnections();
        maxConnectionsPerAddress = limits.maxConnectionsPerAddress();
    }

    boolean tryEnterSocket() {
        if (sockets.incrementAndGet() <= maxConnections + EXTRA_SOCKETS) {
            return true;
        }
        sockets.decrementAndGet();
        return false;
    }

    void leaveSocket() {
        sockets.decrementAndGet();
    }

    Admission tryEnter(InetAddress address) {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return Admission.TOO_MANY;
        }
        if (maxConnectionsPerAddress > 0
                && connectionsByAddress.merge(address, 1, Integer::sum) > maxConnectionsPerAddress) {
            leave(address);
            return Admission.TOO_MANY_OF_ADDRESS;
        }
        return Admission.ADMITTED;
    }

    void leave(InetAddress address) {
        if (maxConnectionsPerAddress > 0) {
            connectionsByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
        // Last: who sees that there is a place can have it.
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }
}
