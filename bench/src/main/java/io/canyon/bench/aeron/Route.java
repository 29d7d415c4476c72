package io.canyon.bench.aeron;

/** A way from a sender over a server to a receiver. The thread that measures drives both ends. */
interface Route extends AutoCloseable {
    long CONNECT_NS = 30_000_000_000L;

    /** Sends the next message; false: it cannot be sent now. */
    boolean send();

    /** Lets clients work; returns how many messages have come to the receiver, in the order in which they were sent. */
    int poll();

    @Override
    void close();
}
