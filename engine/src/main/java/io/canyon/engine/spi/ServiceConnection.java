package io.canyon.engine.spi;

/**
 * One connection of a transport whose wire is a {@link ServiceWire}. Its frames are messages of that wire, in order;
 * {@link #unsentBytes} is what the transport itself holds of them.
 */
public interface ServiceConnection extends Connection {
    /** The authenticator has let the service in; until then it is sent nothing. One that is refused is closed. */
    void onAdmitted();
}
