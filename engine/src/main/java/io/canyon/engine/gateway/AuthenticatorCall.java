package io.canyon.engine.gateway;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an authenticator so that every way in which it may fail refuses. */
final class AuthenticatorCall {
    /** Whoever answers later has refused: meanwhile a connection and its frames wait. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatorCall.class);

    private AuthenticatorCall() {}

    static void ask(Authenticator authenticator, Authenticator.Request request, Consumer<Admission> answer) {
        ask(authenticator, request, TIMEOUT, answer);
    }

    static void ask(
            Authenticator authenticator, Authenticator.Request request, Duration timeout, Consumer<Admission> answer) {
        CompletableFuture<Admission> result = new CompletableFuture<>();
        try {
            CompletionStage<Admission> stage = authenticator.authenticate(request);
            if (stage == null) {
                result.complete(null);
            } else {
                stage.whenComplete((admission, failure) -> {
                    if (failure == null) {
                        result.complete(admission);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            }
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
        result.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((admission, failure) -> {
            if (failure != null) {
                LOG.warn("authenticator failed: room={}", request.room(), failure);
            }
            answer.accept(failure == null ? admission : null);
        });
    }
}
