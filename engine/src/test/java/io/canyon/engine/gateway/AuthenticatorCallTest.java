package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Handshake;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AuthenticatorCallTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void shouldRefuseWhoGetsNoAnswerInTime() throws Exception {
        CompletableFuture<Admission> never = new CompletableFuture<>();
        CompletableFuture<Optional<Admission>> answer = ask(request -> never, Duration.ofMillis(20));
        assertEquals(Optional.empty(), answer.get(LONG.toSeconds(), TimeUnit.SECONDS));
        never.complete(Admission.READ_WRITE);
        assertEquals(Optional.empty(), answer.join());
    }

    @Test
    void shouldRefuseWhenTheAuthenticatorCannotRun() throws Exception {
        CompletableFuture<Optional<Admission>> answer = ask(
                request -> {
                    throw new NoClassDefFoundError("asked to fail");
                },
                LONG);
        assertEquals(Optional.empty(), answer.get(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void shouldAdmit() {
        assertEquals(
                Optional.of(Admission.READ_ONLY),
                ask(request -> CompletableFuture.completedFuture(Admission.READ_ONLY), LONG)
                        .join());
    }

    private static CompletableFuture<Optional<Admission>> ask(Authenticator authenticator, Duration timeout) {
        Authenticator.Request request = new Authenticator.Request(
                "canvas", "r", "c", "c", Credentials.NONE, false, new Handshake("/", "", Map.of(), "test"));
        CompletableFuture<Optional<Admission>> answer = new CompletableFuture<>();
        AuthenticatorCall.ask(
                authenticator, request, timeout, admission -> answer.complete(Optional.ofNullable(admission)));
        return answer;
    }
}
