package io.canyon.ws;

import io.canyon.engine.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine and its server as one process: how they stop, and with which exit code. Thread-safe. */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    private final WsServer server;
    private final List<Transport> others;
    private final WsMetrics metrics;
    private final Runnable closeEngine;
    private final CompletableFuture<ExitCode> stopRequest = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Becomes that of a clean stop only when the engine has closed. */
    private volatile ExitCode exitCode = ExitCode.UNEXPECTED;

    private ServerProcess(WsServer server, List<Transport> others, Runnable closeEngine, WsMetrics metrics) {
        this.server = server;
        this.others = List.copyOf(others);
        this.closeEngine = closeEngine;
        this.metrics = metrics;
    }

    /**
     * Has an engine and its transports, all of which run, stopped together. They, and the metrics, are this process's
     * to close from then on.
     */
    static ServerProcess of(WsServer server, List<Transport> others, Runnable closeEngine, WsMetrics metrics) {
        return new ServerProcess(server, others, closeEngine, metrics);
    }

    /** Where it takes connections, separated by spaces. */
    String addresses() {
        return Stream.concat(Stream.of(server), others.stream())
                .map(Transport::address)
                .collect(Collectors.joining(" "));
    }

    int port() {
        return server.port();
    }

    /** Has {@link #awaitStop} stop the process with an error; from any thread, does not block. */
    void engineFailed(Throwable cause) {
        LOG.error("The engine stopped by itself", cause);
        stopRequest.complete(ExitCode.ENGINE_STOPPED);
    }

    /** As {@link #engineFailed}, for a transport: who is out of reach for some is of no use to them. */
    void transportFailed(Throwable cause) {
        LOG.error("A transport stopped by itself", cause);
        stopRequest.complete(ExitCode.TRANSPORT_STOPPED);
    }

    /** Waits until a stop is requested, and stops. */
    ExitCode awaitStop() {
        return stop(stopRequest.join());
    }

    /** Stops in good order; from any thread. */
    ExitCode stop() {
        return stop(ExitCode.CLEAN);
    }

    private ExitCode stop(ExitCode code) {
        if (stopping.compareAndSet(false, true)) {
            exitCode = code == ExitCode.CLEAN ? ExitCode.UNEXPECTED : code;
            Thread worker = new Thread(() -> closeAll(code), "canyon-stop");
            worker.setDaemon(true);
            worker.start();
        }
        try {
            if (!stopped.await(server.shutdownTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.error(
                        "The stop took longer than {}; what is not written yet is in the journal",
                        server.shutdownTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted while stopping", e);
        }
        return exitCode;
    }

    private void closeAll(ExitCode code) {
        server.stopAccepting();
        others.forEach(other -> attempt(other::stopAccepting));
        try {
            closeEngine.run();
            exitCode = code;
        } catch (RuntimeException | Error e) {
            LOG.error("The engine did not close cleanly", e);
        }
        server.close();
        others.forEach(other -> attempt(other::close));
        metrics.close();
        LOG.info("Stopped");
        stopped.countDown();
    }

    /** A transport that does not stop must not keep the engine from it. */
    private static void attempt(Runnable stop) {
        try {
            stop.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A transport did not stop", e);
        }
    }
}
