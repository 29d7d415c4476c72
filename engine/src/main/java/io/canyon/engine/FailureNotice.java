package io.canyon.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an error handler, once, that the engine has stopped by itself. */
final class FailureNotice {
    private static final Logger LOG = LoggerFactory.getLogger(FailureNotice.class);

    private final Consumer<Throwable> handler;
    private final boolean hasOwnThread;
    private final AtomicBoolean isTold = new AtomicBoolean();

    /**
     * @param hasOwnThread whether the handler gets a thread, so that it may wait for those of the engine; else it runs
     *     where the failure was found
     */
    FailureNotice(Consumer<Throwable> handler, boolean hasOwnThread) {
        this.handler = handler;
        this.hasOwnThread = hasOwnThread;
    }

    void onFailure(Throwable failure) {
        if (!isTold.compareAndSet(false, true)) {
            return;
        }
        if (hasOwnThread) {
            new Thread(() -> tell(failure), "canyon-failure").start();
        } else {
            tell(failure);
        }
    }

    private void tell(Throwable failure) {
        try {
            handler.accept(failure);
        } catch (RuntimeException | Error e) {
            LOG.error("the error handler failed", e);
        }
    }
}
