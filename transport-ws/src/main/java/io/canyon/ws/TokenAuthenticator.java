package io.canyon.ws;

import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Permission;
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
    public CompletionStage<Permission> authenticate(Request request) {
        byte[] token = request.token().getBytes(StandardCharsets.UTF_8);
        // Takes the same time wherever the first wrong byte is.
        boolean known = MessageDigest.isEqual(secret, token);
        return CompletableFuture.completedFuture(known ? Permission.READ_WRITE : null);
    }
}
