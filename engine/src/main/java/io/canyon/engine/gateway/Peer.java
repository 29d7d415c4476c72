package io.canyon.engine.gateway;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.GatewaySession;

/** Who is behind one connection: with one session, or with one in each of several rooms. */
interface Peer extends GatewaySession {
    /**
     * The engine stops: nothing more is read, and the connection closes behind everything that rooms still have for it.
     */
    void shutDown();

    /** Closes the connection behind what it has been sent; all of its sessions leave. */
    void close(CloseReason reason, String text);
}
