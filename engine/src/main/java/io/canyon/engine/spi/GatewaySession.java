package io.canyon.engine.spi;

import org.agrona.DirectBuffer;

/** The engine's side of one {@link Connection}. Every method is called on the connection's I/O thread. */
public interface GatewaySession {
    /** One text frame of the peer. The buffer is the caller's again when this returns. */
    void onFrame(DirectBuffer frame, int offset, int length);

    /** The connection's unsent bytes went down; call it whenever the transport's write buffer drains. */
    void onDrained();

    /** The connection is gone. Nothing is called on it afterwards. */
    void onClosed();
}
