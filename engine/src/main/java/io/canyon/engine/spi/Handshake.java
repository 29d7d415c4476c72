package io.canyon.engine.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What a peer said when it connected.
 *
 * @param path path of the URL, percent-encoded as it came
 * @param query query of the URL without the question mark, percent-encoded as it came; empty if none
 * @param headers request headers, names in lower case
 * @param remoteAddress peer, for logs and authenticators
 */
public record Handshake(String path, String query, Map<String, String> headers, String remoteAddress) {
    public Handshake {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(remoteAddress, "remoteAddress");
        headers = Map.copyOf(headers);
    }
}
