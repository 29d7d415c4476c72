package io.canyon.ws;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets in whoever knows the one secret. */
final class TokenAuthenticator implements Authenticator {
    private final byte[] secret;

    TokenAuthenticator(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the token is empty");
        }
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletionStage<Admission> authenticate(Request request) {
        String string = request.credentials().string();
        byte[] token = string == null ? new byte[0] : string.getBytes(StandardCharsets.UTF_8);
        // Takes the same time wherever the first wrong byte is.
        boolean known = MessageDigest.isEqual(secret, token);
        return CompletableFuture.completedFuture(known ? Admission.READ_WRITE : null);
    }
}
