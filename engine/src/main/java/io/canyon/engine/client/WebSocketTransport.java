package io.canyon.engine.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Connections over the JDK's WebSocket. Immutable; may be shared by clients. */
public final class WebSocketTransport implements SyncTransport {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(20);

    private final URI uri;
    private final HttpClient http;
    private final Map<String, String> headers;
    private final Duration pingInterval;

    private WebSocketTransport(URI uri, HttpClient http, Map<String, String> headers, Duration pingInterval) {
        this.uri = uri;
        this.http = http;
        this.headers = headers;
        this.pingInterval = pingInterval;
    }

    /**
     * Connections to a server, such as {@code ws://localhost:8080/}.
     *
     * @throws IllegalArgumentException when the scheme is neither ws nor wss, or there is a fragment
     */
    public static WebSocketTransport to(URI uri) {
        return to(uri, HttpClient.newHttpClient());
    }

    /** {@link #to(URI)} with a client that many may share, or that knows proxies and keys. */
    public static WebSocketTransport to(URI uri, HttpClient http) {
        boolean isWebSocket = "ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
        if (!isWebSocket || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("uri=" + uri);
        }
        return new WebSocketTransport(uri, Objects.requireNonNull(http, "http"), Map.of(), PING_INTERVAL);
    }

    /** With one more header in the handshake. */
    public WebSocketTransport withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new WebSocketTransport(uri, http, more, pingInterval);
    }

    /** A server that is silent for twice as long counts as gone; by default 20 s. */
    public WebSocketTransport withPingInterval(Duration interval) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval=" + interval);
        }
        return new WebSocketTransport(uri, http, headers, interval);
    }

    @Override
    public SyncConnection connect(String id, SyncReceiver receiver) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        headers.forEach(builder::header);
        WebSocketConnection connection = new WebSocketConnection(receiver, pingInterval);
        builder.buildAsync(withId(id), connection).whenComplete((socket, failure) -> {
            if (failure != null) {
                connection.onError(socket, failure);
            }
        });
        return connection;
    }

    private URI withId(String id) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery() + "&";
        String idQuery = "id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + "?" + query + idQuery);
    }
}
