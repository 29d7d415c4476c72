package io.canyon.aeron.client;

/** Makes a pair of streams for each attempt to connect. */
@FunctionalInterface
interface WireFactory {
    /**
     * Begins to make streams, and does not wait for them.
     *
     * @throws RuntimeException when that makes no sense now, such as without a driver
     */
    Wire open();
}
