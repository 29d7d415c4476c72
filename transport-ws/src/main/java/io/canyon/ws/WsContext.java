package io.canyon.ws;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What the connections of one server share.
 *
 * @param ready whether editors may come in; asked on I/O threads
 * @param scrapes where metrics are collected, off the event loops; refuses when too many wait
 * @param demo pages for browsers
 */
record WsContext(
        WsConfig config,
        WsMetrics metrics,
        ConnectionGate gate,
        BooleanSupplier ready,
        Executor scrapes,
        DemoPages demo) {
    boolean isReady() {
        return ready.getAsBoolean();
    }
}
