package io.canyon.bench.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Over what messages travel, and who works: either two threads that never pause, one for clients and one for all of the
 * server, or all the threads that there are by default, which pause.
 */
record Layout(Medium medium, boolean isSpinning) {
    /** What is between clients and server. */
    enum Medium {
        IPC,
        UDP
    }

    static final int TERM_BYTES = 1 << 20;
    static final int DRIVER_TIMEOUT_MS = 30_000;

    private static final String IPC_CHANNEL = "aeron:ipc?term-length=" + TERM_BYTES;

    /** What a thread of its own does without work. */
    IdleStrategy idle() {
        return isSpinning ? BusySpinIdleStrategy.INSTANCE : new BackoffIdleStrategy(10, 20, 1_000, 250_000);
    }

    /** A channel that nobody uses yet. */
    String channel() {
        return medium == Medium.IPC
                ? IPC_CHANNEL
                : "aeron:udp?term-length=" + TERM_BYTES + "|endpoint=127.0.0.1:" + freePort();
    }

    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
