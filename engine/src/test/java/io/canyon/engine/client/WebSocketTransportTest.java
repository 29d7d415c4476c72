package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.client.PlainJetty.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The transport over the JDK's WebSocket against a server of another maker. */
@Timeout(300)
class WebSocketTransportTest {
    private static final int LARGE = 6 << 20;
    private static final String WEB_SOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpClient http = HttpClient.newHttpClient();
    private PlainJetty jetty;

    /** What a transport has told. */
    private static final class Told implements SyncReceiver {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void onOpen() {
            events.add("open");
        }

        @Override
        public void onText(String text) {
            events.add("text " + text);
        }

        @Override
        public void onClosed(int code, String reason) {
            events.add("closed " + code + (code == 1006 ? "" : " " + reason));
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(60, TimeUnit.SECONDS));
        }
    }

    @BeforeEach
    void start() throws Exception {
        jetty = new PlainJetty();
    }

    @AfterEach
    void stop() throws Exception {
        jetty.stop();
    }

    private Told open(String id) throws Exception {
        Told told = new Told();
        WebSocketTransport.to(jetty.uri(), http).connect(id, told);
        assertEquals("open", told.next());
        return told;
    }

    @Test
    void shouldTellTheServerItsIdAndHeaders() throws Exception {
        URI uri = URI.create(jetty.uri() + "?token=a%20b");
        Told told = new Told();
        WebSocketTransport.to(uri, http).withHeader("X-Team", "blue").connect("my-id_1", told);
        Peer peer = jetty.nextPeer();
        assertEquals("token=a%20b&id=my-id_1", peer.query());
        assertEquals("blue", peer.header("X-Team"));
        assertThrows(IllegalArgumentException.class, () -> WebSocketTransport.to(URI.create("http://host/")));
    }

    @Test
    void shouldMoveTextsInOrder() throws Exception {
        Told told = new Told();
        SyncConnection connection = WebSocketTransport.to(jetty.uri(), http).connect("a", told);
        assertEquals("open", told.next());
        Peer peer = jetty.nextPeer();
        for (int i = 0; i < 200; i++) {
            connection.send("frame " + i);
        }
        for (int i = 0; i < 200; i++) {
            assertEquals("frame " + i, peer.next());
        }
        peer.sendPart("one ", false);
        peer.sendPart("", false);
        peer.sendPart("é€😀", true);
        peer.send("two");
        assertEquals("text one é€😀", told.next());
        assertEquals("text two", told.next());
    }

    @Test
    void shouldMoveLargeTexts() throws Exception {
        Told told = new Told();
        SyncConnection connection = WebSocketTransport.to(jetty.uri(), http).connect("a", told);
        assertEquals("open", told.next());
        Peer peer = jetty.nextPeer();
        String large = "é".repeat(LARGE / 2) + "\ud83d\ude00";
        connection.send(large);
        connection.send("behind");
        assertEquals(large, peer.next());
        assertEquals("behind", peer.next());
        peer.send(large);
        assertEquals("text " + large, told.next());
    }

    @Test
    void shouldTellWhyItWasClosed() throws Exception {
        for (int code : new int[] {1001, 4001, 1008, 1009}) {
            Told told = open("a");
            jetty.nextPeer().close(code, "because");
            assertEquals("closed " + code + " because", told.next());
        }
        Told told = open("a");
        jetty.nextPeer().disconnect();
        assertEquals("closed 1006", told.next());
    }

    @Test
    void shouldTellThatThereIsNoServer() throws Exception {
        URI uri = jetty.uri();
        jetty.stop();
        Told told = new Told();
        WebSocketTransport.to(uri, http).connect("a", told);
        assertEquals("closed 1006", told.next());
    }

    @Test
    void shouldSendWhatWaitsBeforeItCloses() throws Exception {
        Told told = new Told();
        SyncConnection connection = WebSocketTransport.to(jetty.uri(), http).connect("a", told);
        assertEquals("open", told.next());
        Peer peer = jetty.nextPeer();
        String large = "x".repeat(LARGE);
        connection.send(large);
        connection.send("last");
        connection.close();
        connection.send("too late");
        connection.close();
        assertEquals(large, peer.next());
        assertEquals("last", peer.next());
        assertEquals(1000, peer.awaitClose());
        assertTrue(peer.texts().isEmpty() && told.events.isEmpty());
    }

    @Test
    void shouldEndAConnectionOnWhichNothingIsHeard() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> shakeHands(server));
            Told told = new Told();
            URI uri = URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/");
            WebSocketTransport.to(uri, http)
                    .withPingInterval(Duration.ofMillis(50))
                    .connect("a", told);
            assertEquals("open", told.next());
            assertEquals("closed 1006", told.next());
            accepted.get(60, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void shouldKeepAConnectionThatAnswersPings() throws Exception {
        Told told = new Told();
        WebSocketTransport.to(jetty.uri(), http)
                .withPingInterval(Duration.ofSeconds(1))
                .connect("a", told);
        assertEquals("open", told.next());
        Peer peer = jetty.nextPeer();
        // behind the first, had it not been answered, there would be no second
        peer.awaitPing();
        peer.awaitPing();
        peer.send("still there");
        assertEquals("text still there", told.next());
    }

    @Test
    void shouldLetAClientReconnectWhateverTheCode() throws Exception {
        SyncOptions options = SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(1), Duration.ofMillis(10));
        SyncClient client = new SyncClient(WebSocketTransport.to(jetty.uri(), http), "r", options);
        CompletableFuture<?> joined = client.join("user");
        Peer peer = jetty.nextPeer();
        assertEquals("{\"event\":\"join\",\"room\":\"r\",\"userId\":\"user\"}", peer.next());
        peer.send("{\"event\":\"joined\",\"room\":\"r\",\"version\":3,\"seq\":0,\"permission\":\"readwrite\","
                + "\"doc\":{},\"members\":[],\"asked\":true}");
        joined.get(60, TimeUnit.SECONDS);
        client.update(document -> document.put("a", 1));
        String edit = peer.next();
        for (int code : new int[] {1001, 4001}) {
            peer.close(code, "");
            peer = jetty.nextPeer();
            assertEquals("id=" + client.id(), peer.query());
            assertEquals("{\"event\":\"join\",\"room\":\"r\",\"userId\":\"user\",\"version\":3}", peer.next());
            peer.send("{\"event\":\"joined\",\"room\":\"r\",\"version\":3,\"seq\":0,\"from\":3,"
                    + "\"permission\":\"readwrite\",\"members\":[],\"asked\":true}");
            assertEquals(edit, peer.next());
        }
        CompletableFuture<Void> flushed = client.flush();
        peer.send("{\"event\":\"ack\",\"room\":\"r\",\"seq\":1,\"version\":4}");
        flushed.get(60, TimeUnit.SECONDS);
        client.close();
        assertEquals("{\"event\":\"leave\",\"room\":\"r\"}", peer.next());
        assertEquals(1000, peer.awaitClose());
    }

    /** Answers the handshake, and then nothing any more. */
    private static Socket shakeHands(ServerSocket server) {
        try {
            Socket socket = server.accept();
            InputStream input = socket.getInputStream();
            StringBuilder request = new StringBuilder();
            while (!request.toString().endsWith("\r\n\r\n")) {
                request.append((char) input.read());
            }
            String key = request.toString().replaceAll("(?is).*sec-websocket-key: *([^\r]*)\r.*", "$1");
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + WEB_SOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
