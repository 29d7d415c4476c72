package io.canyon.ws;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the JVM is asked to end, from before the engine starts: a start is finished and stopped in good
 * order, if it takes no longer than a stop may. The default after a signal is the exit code 143; a stop in good order
 * is no failure, so this ends the JVM itself. Thread-safe.
 */
final class SignalStop {
    private static final Logger LOG = LoggerFactory.getLogger(SignalStop.class);

    private final Duration timeout;
    private final Thread hook = new Thread(this::endOfJvm, "canyon-shutdown");
    private final CompletableFuture<Supplier<ExitCode>> stop = new CompletableFuture<>();
    private volatile boolean isRequested;

    private SignalStop(Duration timeout) {
        this.timeout = timeout;
    }

    /** @param timeout how long a start that is under way may still take */
    static SignalStop install(Duration timeout) {
        SignalStop signal = new SignalStop(timeout);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** The JVM has been asked to end. */
    boolean isRequested() {
        return isRequested;
    }

    /** From here on the JVM ends by this; only the first call counts. */
    void stopBy(Supplier<ExitCode> stopper) {
        stop.complete(stopper);
    }

    /** There is nothing to stop any more: whoever runs the JVM ends it, or, if it is ending, it ends with this code. */
    void uninstall(ExitCode code) {
        stopBy(() -> code);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The JVM is ending", e);
        }
    }

    private void endOfJvm() {
        isRequested = true;
        Runtime.getRuntime().halt(exitCode().code());
    }

    private ExitCode exitCode() {
        try {
            return stop.get(timeout.toNanos(), TimeUnit.NANOSECONDS).get();
        } catch (TimeoutException e) {
            LOG.error("The start took longer than {} to be stopped; the next one recovers", timeout);
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            LOG.error("The stop failed", e);
        }
        return ExitCode.UNEXPECTED;
    }
}
