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
}
