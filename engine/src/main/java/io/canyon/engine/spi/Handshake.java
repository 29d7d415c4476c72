package io.canyon.engine.spi;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
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

    /**
     * From the parts that a WebSocket framework offers.
     *
     * @param url what was requested, percent-encoded as it came: a whole URL, or its path and query
     * @param headers request headers in any case; several values of one are joined by commas
     * @param remoteAddress peer, for logs and authenticators
     */
    public static Handshake of(String url, Map<String, ? extends Collection<String>> headers, String remoteAddress) {
        int fragment = url.indexOf('#');
        String whole = fragment < 0 ? url : url.substring(0, fragment);
        int question = whole.indexOf('?');
        String query = question < 0 ? "" : whole.substring(question + 1);
        String path = question < 0 ? whole : whole.substring(0, question);
        int authority = path.startsWith("/") ? -1 : path.indexOf("://");
        if (authority >= 0) {
            int slash = path.indexOf('/', authority + 3);
            path = slash < 0 ? "" : path.substring(slash);
        }
        Map<String, String> joined = new HashMap<>();
        headers.forEach((name, values) ->
                joined.merge(name.toLowerCase(Locale.ROOT), String.join(", ", values), (a, b) -> a + ", " + b));
        return new Handshake(path.isEmpty() ? "/" : path, query, joined, remoteAddress);
    }
}
