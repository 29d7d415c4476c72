package io.canyon.engine.spi;

/**
 * Starts transports of one kind. Found by {@link java.util.ServiceLoader}, for which it needs a public constructor
 * without parameters that does nothing.
 */
public interface TransportProvider {
    /** What operators call it: a word of letters, digits and hyphens. */
    String name();

    /**
     * Starts a transport that is the caller's to close. A start that fails leaves nothing behind.
     *
     * @throws IllegalArgumentException when there is no such option, or its value is out of range
     * @throws RuntimeException when it cannot start; the message is for the operator
     */
    Transport start(TransportContext context);
}
