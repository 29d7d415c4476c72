package io.canyon.bench.aeron;

/**
 * A way from a sender over a server to a receiver. The thread that measures drives both ends; where threads spin, it
 * also is the one thread of everything on the clients' side.
 */
interface Route extends AutoCloseable {
    /** Sends the next message; false: it cannot be sent now. */
    boolean send();

    /** Lets clients work; returns how many messages have come to the receiver, in the order in which they were sent. */
    int poll();

    @Override
    void close();
}
