package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Handshake;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class WsServerTest {
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(TestServer.CONFIG);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000, 4 << 20})
    void shouldEchoFramesOfEveryHeaderForm(int lengthBytes) throws Exception {
        server.engine.echo = true;
        String text = "x".repeat(lengthBytes);
        try (RawClient client = RawClient.open(server.port())) {
            client.sendText(text);
            assertEquals(text, client.readText());
        }
    }

    @Test
    void shouldTalkToAnotherWebSocketImplementation() throws Exception {
        server.engine.echo = true;
        CompletableFuture<String> echoed = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.port() + "/canvas?clientId=a"), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                                echoed.complete(data.toString());
                                return null;
                            }
                        })
                .get(20, TimeUnit.SECONDS);
        socket.sendText("grüße, 世界", true).get(20, TimeUnit.SECONDS);
        assertEquals("grüße, 世界", echoed.get(20, TimeUnit.SECONDS));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
        server.engine.nextSession().awaitClosed();
    }

    @Test
    void shouldHandOverTheHandshakeAsItCame() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            assertEquals(101, client.upgrade("/canvas?roomId=a%20b&clientId=%C3%BC", "X-One: 1", "x-one: 2"));
            Handshake handshake = server.engine.nextSession().handshake;
            assertEquals("/canvas", handshake.path());
            assertEquals("roomId=a%20b&clientId=%C3%BC", handshake.query());
            assertEquals("1, 2", handshake.headers().get("x-one"));
            assertEquals("localhost", handshake.headers().get("host"));
            assertEquals("127.0.0.1", handshake.remoteAddress());
        }
    }

    @Test
    void shouldAcceptFramesSentBehindTheUpgradeRequest() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            byte[] request = RawClient.upgradeRequest("/").getBytes(StandardCharsets.ISO_8859_1);
            byte[] frame = RawClient.frame(true, RawClient.TEXT, "early".getBytes(StandardCharsets.UTF_8));
            byte[] both = new byte[request.length + frame.length];
            System.arraycopy(request, 0, both, 0, request.length);
            System.arraycopy(frame, 0, both, request.length, frame.length);
            client.send(both);
            assertEquals(101, client.readStatus());
            assertEquals("early", server.engine.nextSession().nextFrame());
        }
    }

    @Test
    void shouldServeEachConnectionOnTheThreadOfItsGateway() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(RawClient.open(server.port()));
                clients.get(i).sendText("frame " + i);
                // The fake gateway refuses calls on other threads.
                assertEquals("frame " + i, server.engine.nextSession().nextFrame());
            }
            assertEquals(2, server.engine.gateways.size());
            assertNotEquals(server.engine.gateways.get(0).thread, server.engine.gateways.get(1).thread);
            for (FakeEngine.FakeGateway gateway : server.engine.gateways) {
                assertEquals(4, gateway.sessions.size());
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void shouldSendOneFrameToManyConnections() throws Exception {
        String text = "to all ".repeat(50);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                clients.add(RawClient.open(server.port()));
                server.engine.nextSession();
            }
            for (FakeEngine.FakeGateway gateway : server.engine.gateways) {
                gateway.release(() -> {
                    Frame frame = gateway.frame(text);
                    assertEquals(4 + text.length(), frame.lengthBytes());
                    gateway.sessions.forEach(session -> session.connection.send(frame));
                    frame.release();
                    gateway.sessions.forEach(session -> session.connection.flush());
                });
            }
            for (RawClient client : clients) {
                assertEquals(text, client.readText());
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void shouldKeepTheOrderOfFramesInOneFlush() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            session.run(() -> {
                for (int i = 0; i < 3000; i++) {
                    Frame frame = session.gateway.frame("frame " + i);
                    session.connection.send(frame);
                    frame.release();
                }
                session.connection.flush();
            });
            for (int i = 0; i < 3000; i++) {
                assertEquals("frame " + i, client.readText());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHORIZED, Unauthorized, 1008",
        "MALFORMED, too many bad frames, 1008",
        "LIMIT, room is full, 1013",
        "UNAVAILABLE, room cannot be loaded, 1013",
        "SHUTDOWN, server stops, 1001"
    })
    void shouldCloseWithTheCodeOfTheReasonBehindWhatIsQueued(CloseReason reason, String text, int code)
            throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            session.run(() -> {
                Frame frame = session.gateway.frame("last words");
                session.connection.send(frame);
                session.connection.close(reason, text);
                session.connection.send(frame);
                session.connection.flush();
                frame.release();
            });
            assertEquals("last words", client.readText());
            RawClient.Frame close = client.read();
            assertEquals(RawClient.CLOSE, close.opcode());
            assertEquals(code, close.closeCode());
            assertEquals(text, close.closeText());
            client.sendClose(code);
            assertTrue(client.readsEnd());
            session.awaitClosed();
            assertEquals(1, session.closed.get());
        }
    }

    @Test
    void shouldShortenACloseTextToWhatTheFrameHolds() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            session.run(() -> session.connection.close(CloseReason.LIMIT, "ü".repeat(100)));
            assertEquals("ü".repeat(61), client.read().closeText());
        }
    }

    @Test
    void shouldCutAConnectionWhosePeerNeverAnswersTheClose() throws Exception {
        server.close();
        server = new TestServer(TestServer.CONFIG.withTimeouts(WsTimeouts.DEFAULTS.withClose(Duration.ofMillis(200))));
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            session.run(() -> {
                session.connection.setReading(false);
                session.connection.close(CloseReason.LIMIT, "");
            });
            session.awaitClosed();
            assertEquals(1, server.metrics.value(WsCounter.CLOSE_TIMEOUTS));
            assertTrue(client.isCut());
        }
    }

    @Test
    void shouldAnswerTheCloseOfAPeerAndTellTheSessionOnce() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            client.sendClose(1000);
            assertEquals(1000, client.readCloseCode());
            assertTrue(client.readsEnd());
            session.awaitClosed();
            TestServer.await("the connection to go", () -> server.server.connections() == 0);
            assertEquals(1, session.closed.get());
        }
    }

    @Test
    void shouldTellTheSessionWhenThePeerVanishes() throws Exception {
        FakeEngine.Session session;
        try (RawClient client = RawClient.open(server.port())) {
            session = server.engine.nextSession();
            client.socket.setSoLinger(true, 0);
        }
        session.awaitClosed();
        assertEquals(1, session.closed.get());
    }

    @Test
    void shouldAnswerPings() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.sendFrame(true, RawClient.PING, new byte[] {7, 8, 9});
            RawClient.Frame pong = client.read();
            assertEquals(RawClient.PONG, pong.opcode());
            assertEquals(3, pong.payload().length);
            assertEquals(8, pong.payload()[1]);
        }
    }

    @Test
    void shouldEndTheConnectionsOfAThreadWhoseDeliveryFails() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            session.gateway.release(() -> {
                throw new IllegalStateException("asked to throw");
            });
            assertEquals(1011, client.readCloseCode());
            assertEquals(1, server.metrics.value(WsCounter.DELIVERY_EXCEPTIONS));
        }
    }

    @Test
    void shouldCloseEverythingWith1001WhenItStops() throws Exception {
        try (RawClient client = RawClient.open(server.port());
                RawClient silent = new RawClient(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            server.await(WsCounter.CONNECTIONS_ACCEPTED, 2);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server.server::close);
            assertEquals(1001, client.readCloseCode());
            client.sendClose(1001);
            assertTrue(silent.isCut());
            closing.get(20, TimeUnit.SECONDS);
            assertEquals(1, session.closed.get());
            server.engine.gateways.forEach(gateway -> assertTrue(gateway.closed.get()));
        }
    }

    @Test
    void shouldRefuseAPortThatIsTaken() {
        WsConfig taken = TestServer.CONFIG.withAddress("127.0.0.1", server.port());
        WsServer.BindException e = assertThrows(WsServer.BindException.class, () -> new TestServer(taken));
        assertTrue(e.getMessage().startsWith("cannot listen on 127.0.0.1:" + server.port()), e.getMessage());
    }
}
