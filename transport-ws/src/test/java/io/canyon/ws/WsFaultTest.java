package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are broken, hostile or slow; a bystander must not notice any of them. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class WsFaultTest {
    private static final int MAX_FRAME_BYTES = 64 << 10;

    private TestServer server;
    private RawClient bystander;
    private FakeEngine.Session bystanding;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(
                TestServer.CONFIG.withIoThreads(1).withLimits(WsLimits.DEFAULTS.withMaxFrameBytes(MAX_FRAME_BYTES)));
        bystander = RawClient.open(server.port());
        bystanding = server.engine.nextSession();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            bystander.sendText("still here");
            assertEquals("still here", bystanding.nextFrame());
            bystanding.send("yes");
            assertEquals("yes", bystander.readText());
            assertEquals(0, bystanding.closed.get());
        } finally {
            bystander.close();
            server.close();
        }
    }

    @Test
    void shouldCloseWith1009WhenAFrameIsTooLarge() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            client.sendFrame(true, RawClient.TEXT, new byte[MAX_FRAME_BYTES + 1]);
            assertEquals(1009, client.readCloseCode());
            session.awaitClosed();
            assertEquals(1, session.closed.get());
            assertEquals(0, session.frames.size());
            assertEquals(1, server.metrics.value(WsCounter.FRAMES_TOO_LARGE));
        }
    }

    @Test
    void shouldLetAPeerReadIts1009ThoughItSendsOn() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            server.engine.nextSession();
            byte[] frame = RawClient.frame(true, RawClient.TEXT, new byte[16 << 20]);
            client.send(frame);
            assertEquals(1009, client.readCloseCode());
            assertTrue(client.readsEnd());
        }
    }

    @Test
    void shouldAcceptAFrameOfTheGreatestLength() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.sendText("x".repeat(MAX_FRAME_BYTES));
            assertEquals(
                    MAX_FRAME_BYTES, server.engine.nextSession().nextFrame().length());
        }
    }

    @Test
    void shouldPutFragmentsTogether() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.sendFrame(false, RawClient.TEXT, "one ".getBytes(StandardCharsets.UTF_8));
            client.sendFrame(true, RawClient.PING, new byte[0]);
            for (int i = 0; i < 14; i++) {
                client.sendFrame(false, RawClient.CONTINUATION, "two ".getBytes(StandardCharsets.UTF_8));
            }
            client.sendFrame(true, RawClient.CONTINUATION, "three".getBytes(StandardCharsets.UTF_8));
            client.sendText("next");
            FakeEngine.Session session = server.engine.nextSession();
            assertEquals("one " + "two ".repeat(14) + "three", session.nextFrame());
            assertEquals("next", session.nextFrame());
        }
    }

    @Test
    void shouldCloseWith1008WhenFragmentsAreTooMany() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            client.sendFrame(false, RawClient.TEXT, new byte[] {'a'});
            for (int i = 0; i < WsLimits.DEFAULTS.maxFragments(); i++) {
                client.sendFrame(false, RawClient.CONTINUATION, new byte[0]);
            }
            assertEquals(1008, client.readCloseCode());
            session.awaitClosed();
            assertEquals(1, server.metrics.value(WsCounter.FRAGMENTS_TOO_MANY));
        }
    }

    @Test
    void shouldCloseWith1009WhenFragmentsAreTooLargeTogether() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            byte[] half = new byte[MAX_FRAME_BYTES / 2 + 1];
            client.sendFrame(false, RawClient.TEXT, half);
            client.sendFrame(true, RawClient.CONTINUATION, half);
            assertEquals(1009, client.readCloseCode());
            assertEquals(0, server.engine.nextSession().frames.size());
        }
    }

    @Test
    void shouldCloseWith1003WhenAFrameIsBinary() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.sendFrame(true, RawClient.BINARY, new byte[] {1, 2, 3});
            assertEquals(1003, client.readCloseCode());
            assertEquals(1, server.metrics.value(WsCounter.FRAMES_BINARY));
        }
    }

    @Test
    void shouldCloseWith1007WhenTextIsNoUtf8() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.sendFrame(true, RawClient.TEXT, new byte[] {'a', (byte) 0xC3, '('});
            assertEquals(1007, client.readCloseCode());
            assertEquals(0, server.engine.nextSession().frames.size());
        }
    }

    @Test
    void shouldCloseWith1002WhenAFrameIsNotMasked() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            client.send(new byte[] {(byte) 0x81, 2, 'h', 'i'});
            assertEquals(1002, client.readCloseCode());
            assertEquals(1, server.metrics.value(WsCounter.PROTOCOL_ERRORS));
        }
    }

    @Test
    void shouldCloseWith1002WhenAFrameClaimsToBeCompressed() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            byte[] frame = RawClient.frame(true, RawClient.TEXT, new byte[] {'a'});
            frame[0] |= 0x40;
            client.send(frame);
            assertEquals(1002, client.readCloseCode());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldEndAConnectionThatSendsGarbage(long seed) throws Exception {
        byte[] garbage = new byte[100_000];
        new Random(seed).nextBytes(garbage);
        try (RawClient client = RawClient.open(server.port());
                RawClient http = new RawClient(server.port())) {
            sendUntilCut(client, garbage);
            sendUntilCut(http, garbage);
            http.socket.shutdownOutput();
            client.socket.shutdownOutput();
            assertTrue(client.isCut(), "seed=" + seed);
            assertTrue(http.isCut(), "seed=" + seed);
        }
    }

    @Test
    void shouldEndASessionThatThrowsAndNoOther() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            client.sendText("throw");
            assertEquals(1011, client.readCloseCode());
            session.awaitClosed();
            assertEquals(1, session.closed.get());
            assertEquals(1, server.metrics.value(WsCounter.EXCEPTIONS));
        }
    }

    @Test
    void shouldReportWhatASlowReaderLeavesAndTellWhenItDrains() throws Exception {
        try (RawClient client = new RawClient(server.port(), 8192)) {
            assertEquals(101, client.upgrade("/"));
            FakeEngine.Session session = server.engine.nextSession();
            String text = "x".repeat(1 << 20);
            int count = 16;
            session.run(() -> {
                Frame frame = session.gateway.frame(text);
                for (int i = 0; i < count; i++) {
                    session.connection.send(frame);
                }
                frame.release();
                assertTrue(session.connection.unsentBytes() >= (long) count * text.length());
                session.connection.flush();
            });
            assertTrue(session.unsentBytes() > 1 << 20, "the kernel took all of it");
            assertEquals(0, session.drained.get());
            for (int i = 0; i < count; i++) {
                assertEquals(text.length(), client.readText().length());
            }
            TestServer.await("the drain", () -> session.drained.get() > 0);
            TestServer.await("nothing unsent", () -> unsent(session) == 0);
        }
    }

    @Test
    void shouldTellOfADrainThatCrossesNoMark() throws Exception {
        WsLimits limits = new WsLimits(1024, 1, 10, 0, 1024, 1 << 30, 0);
        try (TestServer unmarked = new TestServer(TestServer.CONFIG.withLimits(limits));
                RawClient client = new RawClient(unmarked.port(), 8192)) {
            assertEquals(101, client.upgrade("/"));
            FakeEngine.Session session = unmarked.engine.nextSession();
            String text = "x".repeat(16 << 20);
            session.send(text);
            assertTrue(session.unsentBytes() > 1 << 20, "the kernel took all of it");
            assertEquals(0, session.drained.get());
            assertEquals(text.length(), client.readText().length());
            TestServer.await("the drain", () -> session.drained.get() == 1);
        }
    }

    @Test
    void shouldStopReadingAConnectionAndGoOnLater() throws Exception {
        try (RawClient client = RawClient.open(server.port())) {
            FakeEngine.Session session = server.engine.nextSession();
            session.run(() -> session.connection.setReading(false));
            client.sendText("later");
            // What another connection of the same thread sends afterwards overtakes it.
            for (int i = 0; i < 20; i++) {
                bystander.sendText("now " + i);
                assertEquals("now " + i, bystanding.nextFrame());
            }
            assertEquals(0, session.frames.size());
            session.run(() -> session.connection.setReading(true));
            assertEquals("later", session.nextFrame());
        }
    }

    @Test
    void shouldSurviveAPingFloodOfAPeerThatDoesNotRead() throws Exception {
        try (RawClient client = new RawClient(server.port(), 4096)) {
            assertEquals(101, client.upgrade("/"));
            FakeEngine.Session session = server.engine.nextSession();
            byte[] ping = RawClient.frame(true, RawClient.PING, new byte[125]);
            byte[] pings = new byte[ping.length * 1000];
            for (int i = 0; i < 1000; i++) {
                System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
            }
            while (server.metrics.value(WsCounter.PONGS_DROPPED) == 0) {
                client.send(pings);
            }
            assertTrue(session.unsentBytes() < 256 << 10);
        }
    }

    @Test
    void shouldPingASilentPeerAndCutItAfterTwoPingsWithoutAnswer() throws Exception {
        try (TestServer pinging = new TestServer(
                        TestServer.CONFIG.withTimeouts(WsTimeouts.DEFAULTS.withPingInterval(Duration.ofMillis(100))));
                RawClient client = RawClient.open(pinging.port())) {
            FakeEngine.Session session = pinging.engine.nextSession();
            assertEquals(RawClient.PING, client.read().opcode());
            assertEquals(RawClient.PING, client.read().opcode());
            assertTrue(client.isCut());
            session.awaitClosed();
            assertEquals(1, pinging.metrics.value(WsCounter.PING_TIMEOUTS));
        }
    }

    private static void sendUntilCut(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException cut) {
            assertTrue(client.isCut(), cut.toString());
        }
    }

    private static long unsent(FakeEngine.Session session) {
        try {
            return session.unsentBytes();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
