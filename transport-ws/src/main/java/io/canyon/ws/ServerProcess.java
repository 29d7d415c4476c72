package io.canyon.ws;

import io.canyon.engine.spi.GatewayFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine and its server as one process: how they stop, and with which exit code. Thread-safe. */
final class ServerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);

    private final WsServer server;
    private final WsMetrics metrics;
    private final Runnable closeEngine;
    private final Duration shutdownTimeout;
    private final CompletableFuture<ExitCode> stopRequest = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Becomes that of a clean stop only when the engine has closed. */
    private volatile ExitCode exitCode = ExitCode.UNEXPECTED;

    private ServerProcess(WsServer server, WsMetrics metrics, Runnable closeEngine, Duration shutdownTimeout) {
        this.server = server;
        this.metrics = metrics;
        this.closeEngine = closeEngine;
        this.shutdownTimeout = shutdownTimeout;
    }

    /**
     * Starts to accept connections for an engine that runs. The metrics and the engine are this process's to close from
     * then on; not so when this throws.
     */
    static ServerProcess start(
            WsConfig config, GatewayFactory engine, Runnable closeEngine, WsMetrics metrics, BooleanSupplier ready) {
        WsServer server = WsServer.start(config, engine, metrics, ready);
        return new ServerProcess(server, metrics, closeEngine, config.timeouts().shutdown());
    }

    int port() {
        return server.port();
    }

    /** Has {@link #awaitStop} stop the process with an error; from any thread, does not block. */
    void engineFailed(Throwable cause) {
        LOG.error("The engine stopped by itself", cause);
        stopRequest.complete(ExitCode.ENGINE_STOPPED);
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
            if (!stopped.await(shutdownTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.error("The stop took longer than {}; what is not written yet is in the journal", shutdownTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted while stopping", e);
        }
        return exitCode;
    }

    private void closeAll(ExitCode code) {
        server.stopAccepting();
        try {
            closeEngine.run();
            exitCode = code;
        } catch (RuntimeException | Error e) {
            LOG.error("The engine did not close cleanly", e);
        }
        server.close();
        metrics.close();
        LOG.info("Stopped");
        stopped.countDown();
    }
}
