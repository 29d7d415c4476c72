package io.canyon.engine.spi;

/** Gives a transport its doors to the engine. */
@FunctionalInterface
public interface GatewayFactory {
    /**
     * Opens the gateway of one I/O thread.
     *
     * @param frames builds this transport's frames
     * @param wakeUp called by shard threads when there is something to deliver; not again before
     *     {@link Gateway#deliver} has begun. It must not block; it hands over to the I/O thread
     */
    Gateway openGateway(FrameFactory frames, Runnable wakeUp);

    /**
     * Opens the gateway of one I/O thread whose peers are services.
     *
     * @param frames builds frames of the messages that {@code wire} writes
     * @param wakeUp as in {@link #openGateway}
     * @throws UnsupportedOperationException when these gateways are for editors only
     */
    default ServiceGateway openServiceGateway(FrameFactory frames, ServiceWire wire, Runnable wakeUp) {
        throw new UnsupportedOperationException("no gateways for services");
    }
}
