package io.canyon.engine.gateway;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an authenticator so that every way in which it may fail refuses. */
final class AuthenticatorCall {
    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatorCall.class);

    private AuthenticatorCall() {}

    static void ask(Authenticator authenticator, Authenticator.Request request, Consumer<Admission> answer) {
        CompletionStage<Admission> stage;
        try {
            stage = authenticator.authenticate(request);
        } catch (RuntimeException e) {
            LOG.warn("authenticator failed: room={}", request.room(), e);
            answer.accept(null);
            return;
        }
        if (stage == null) {
            answer.accept(null);
            return;
        }
        stage.whenComplete((admission, failure) -> {
            if (failure != null) {
                LOG.warn("authenticator failed: room={}", request.room(), failure);
            }
            answer.accept(failure == null ? admission : null);
        });
    }
}
