package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Frame;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection, on a channel and a clock that the test drives. */
@Timeout(30)
class WsConnectionTest {
    private static final WsConfig CONFIG = WsConfig.DEFAULTS
            .withTimeouts(WsTimeouts.DEFAULTS.withMessage(Duration.ofSeconds(10)))
            .withLimits(WsLimits.DEFAULTS.withMaxPingsPerSecond(3));

    private static final String PING =
            new String(new byte[] {(byte) (0x80 | RawClient.PING), 0}, StandardCharsets.UTF_8);

    private final EmbeddedChannel owner = new EmbeddedChannel();
    private final WsMetrics metrics = new WsMetrics();
    private final FakeEngine engine = new FakeEngine();
    private final LoopGateway gateway = new LoopGateway(owner.eventLoop(), metrics);
    private EmbeddedConnection peer;
    private FakeEngine.Session session;

    @BeforeEach
    void connect() throws Exception {
        gateway.open(engine);
        peer = new EmbeddedConnection(gateway, metrics, CONFIG, "");
        session = engine.nextSession();
    }

    @AfterEach
    void end() {
        peer.channel.finishAndReleaseAll();
        gateway.closeGateway();
        owner.finishAndReleaseAll();
        metrics.close();
    }

    @Test
    void shouldWriteFramesThatLieSideBySideAsOne() {
        for (int i = 0; i < 50; i++) {
            send(gateway.sharedFrame(text("shared " + i), 0, text("shared " + i).capacity()));
        }
        assertEquals(0, peer.writes, "nothing leaves before the flush");
        assertTrue(session.connection.unsentBytes() > 50 * 8);
        session.connection.flush();
        assertEquals(1, peer.writes);
        assertEquals(1, peer.flushes);
        send(gateway.frame(text("own"), 0, 3));
        send(gateway.sharedFrame(text("after"), 0, 5));
        session.connection.flush();
        assertEquals(3, peer.writes);
        assertEquals(2, peer.flushes);
        String sent = peer.sent();
        assertTrue(sent.contains("shared 49") && sent.indexOf("own") < sent.indexOf("after"), sent);
        assertEquals(0, session.connection.unsentBytes());
    }

    @Test
    void shouldNotKeepTheFramesOfOthersForAPeerThatIsSlow() {
        peer.channel.isStopped = true;
        WsFrame first = (WsFrame) gateway.sharedFrame(text("first"), 0, 5);
        send(first);
        session.connection.flush();
        int references = first.buffer().refCnt();
        for (int i = 0; i < 10; i++) {
            send(gateway.sharedFrame(text("others"), 0, 6));
            send(gateway.sharedFrame(text("more"), 0, 4));
            session.connection.flush();
            gateway.sharedFrame(text("not for it"), 0, 10).release();
        }
        assertEquals(references, first.buffer().refCnt(), "what came behind the first is copied");
        peer.channel.isStopped = false;
        peer.channel.flush();
        assertTrue(peer.sent().contains("first"));
        assertEquals(references - 1, first.buffer().refCnt());
    }

    @Test
    void shouldComposeFramesOfWhatManyHaveInCommon() {
        peer.channel.isStopped = true;
        String document = "d".repeat(70_000);
        WsText shared = (WsText) gateway.share(text(document + "[0123456789]"), 0, document.length() + 12);
        UnsafeBuffer ends = text("{head,tail}");
        Frame frame = gateway.compose(ends, 6, 5, shared, document.length() + 4, 3);
        Frame whole = gateway.compose(ends, 6, 5, shared, 0, 0);
        Frame empty = gateway.compose(ends, 6, 5, shared, 0, shared.lengthBytes());
        assertEquals(10 + 6 + document.length() + 9 + 5, frame.lengthBytes());
        assertEquals(frame.lengthBytes() + 3, whole.lengthBytes());
        assertEquals(2 + 11, empty.lengthBytes());
        shared.release();
        long before = session.connection.unsentBytes();
        send(gateway.frame(text("before"), 0, 6));
        int length = frame.lengthBytes() + whole.lengthBytes() + empty.lengthBytes();
        send(frame);
        send(whole);
        send(empty);
        send(gateway.frame(text("behind"), 0, 6));
        session.connection.flush();
        assertTrue(session.connection.unsentBytes() >= before + length + 2 * 8, "all of them count");
        assertEquals(3, shared.buffer().refCnt(), "one memory for the pieces of two frames");
        peer.channel.isStopped = false;
        peer.channel.flush();
        String sent = peer.sent();
        int first = sent.indexOf("before") + 6 + 10;
        String cut = "{head," + document + "[012" + "6789]tail}";
        assertEquals(cut, sent.substring(first, first + cut.length()));
        int second = first + cut.length() + 10;
        String all = "{head," + document + "[0123456789]tail}";
        assertEquals(all, sent.substring(second, second + all.length()));
        assertTrue(sent.endsWith("{head,tail}" + sent.substring(sent.length() - 8)), "the last but one");
        assertTrue(sent.endsWith("behind"));
        assertEquals(0, shared.buffer().refCnt());
    }

    @Test
    void shouldTellWhatIsUnsentOfAMessageThatIsHalfGone() {
        peer.channel.isStopped = true;
        send(gateway.frame(text("x".repeat(100_000)), 0, 100_000));
        session.connection.flush();
        long unsent = session.connection.unsentBytes();
        peer.channel.unsafe().outboundBuffer().progress(60_000);
        assertEquals(unsent - 60_000, session.connection.unsentBytes());
    }

    /** Once the watch for the drain of a slow reader asked itself again without an end. */
    @Test
    void shouldNotSpinWhileAPeerDoesNotRead() {
        peer.channel.isStopped = true;
        send(gateway.frame(text("waits"), 0, 5));
        session.connection.flush();
        int attempts = peer.channel.attempts;
        for (int i = 0; i < 100; i++) {
            peer.pass(10);
        }
        assertEquals(attempts, peer.channel.attempts, "nobody but the network wakes it");
        assertEquals(0, session.drained.get());

        peer.channel.isStopped = false;
        peer.channel.flush();
        peer.pass(0);
        assertEquals(1, session.drained.get());
        attempts = peer.channel.attempts;
        int flushes = peer.flushes;
        for (int i = 0; i < 100; i++) {
            peer.pass(10);
        }
        assertEquals(attempts, peer.channel.attempts);
        assertEquals(flushes, peer.flushes);
        assertEquals(1, session.drained.get());
        assertTrue(peer.writes < 10, "writes=" + peer.writes);
    }

    @Test
    void shouldCloseWith1008WhenAFrameIsNotFinishedInTime() {
        byte[] frame = RawClient.frame(true, RawClient.TEXT, new byte[300]);
        peer.receives(Arrays.copyOf(frame, 200));
        peer.pass(9_999);
        assertEquals(0, peer.closeCode());
        peer.pass(2);
        assertEquals(1008, peer.closeCode());
        assertEquals(1, metrics.value(WsCounter.MESSAGE_TIMEOUTS));
    }

    @Test
    void shouldWaitForNothingMoreWhenAConnectionEndsWithinAMessage() {
        byte[] frame = RawClient.frame(true, RawClient.TEXT, new byte[300]);
        peer.receives(Arrays.copyOf(frame, 200));
        assertTrue(peer.channel.runScheduledPendingTasks() > 0);
        peer.channel.pipeline().fireChannelInactive();
        assertEquals(-1, peer.channel.runScheduledPendingTasks(), "a timer keeps the connection");
        assertEquals(0, metrics.value(WsCounter.MESSAGE_TIMEOUTS));
    }

    @Test
    void shouldCloseWith1008WhenAMessageTrickles() {
        peer.receives(RawClient.frame(false, RawClient.TEXT, new byte[] {'{'}));
        for (int i = 0; i < 9; i++) {
            peer.pass(1_000);
            peer.receives(RawClient.frame(false, RawClient.CONTINUATION, new byte[] {' '}));
            peer.receives(RawClient.frame(true, RawClient.PING, new byte[0]));
        }
        assertEquals(0, peer.closeCode());
        peer.pass(1_001);
        assertEquals(1008, peer.closeCode());
    }

    @Test
    void shouldGiveEveryMessageItsOwnTime() throws Exception {
        byte[] frame = RawClient.frame(true, RawClient.TEXT, "{}".getBytes(StandardCharsets.UTF_8));
        peer.receives(Arrays.copyOf(frame, 3));
        byte[] endAndBegin = new byte[frame.length];
        System.arraycopy(frame, 3, endAndBegin, 0, frame.length - 3);
        System.arraycopy(frame, 0, endAndBegin, frame.length - 3, 3);
        for (int i = 0; i < 20; i++) {
            peer.pass(6_000);
            peer.receives(endAndBegin);
            assertEquals("{}", session.nextFrame());
        }
        assertEquals(0, peer.closeCode());
        peer.receives(Arrays.copyOfRange(frame, 3, frame.length));
        peer.pass(60_000);
        assertEquals(0, peer.closeCode(), "nothing is unfinished");
        assertEquals(0, metrics.value(WsCounter.MESSAGE_TIMEOUTS));
    }

    @Test
    void shouldNotBlameAPeerThatIsNotRead() {
        byte[] frame = RawClient.frame(true, RawClient.TEXT, new byte[300]);
        peer.receives(Arrays.copyOf(frame, 200));
        session.connection.setReading(false);
        peer.pass(10_001);
        peer.pass(10_001);
        assertEquals(0, peer.closeCode());
        session.connection.setReading(true);
        peer.pass(9_000);
        assertEquals(0, peer.closeCode());
        peer.pass(10_001);
        assertEquals(1008, peer.closeCode());
    }

    @Test
    void shouldCloseWith1008WhenPingsComeTooFast() {
        byte[] ping = RawClient.frame(true, RawClient.PING, new byte[0]);
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 3; i++) {
                peer.receives(ping);
            }
            peer.pass(1_000);
        }
        assertEquals(0, peer.closeCode());
        for (int i = 0; i < 4; i++) {
            peer.receives(ping);
        }
        assertEquals(1008, peer.closeCode());
        assertEquals(1, metrics.value(WsCounter.PINGS_TOO_MANY));
        assertEquals(1, session.closed.get());
    }

    @Test
    void shouldPingASilentPeerAndCutItAfterTwoPingsWithoutAnswer() {
        peer.channel.pipeline().addFirst(new IdleStateHandler(1_000, 0, 0, TimeUnit.MILLISECONDS));
        for (int i = 0; i < 4; i++) {
            peer.pass(999);
            assertEquals("", peer.sent());
            peer.pass(1);
            assertEquals(PING, peer.sent());
            peer.receives(RawClient.frame(true, RawClient.PONG, new byte[0]));
        }
        for (int i = 0; i < 2; i++) {
            peer.pass(1_000);
            assertEquals(PING, peer.sent());
        }
        peer.pass(999);
        assertTrue(peer.channel.isOpen());
        peer.pass(1);
        assertFalse(peer.channel.isOpen());
        assertEquals(1, metrics.value(WsCounter.PING_TIMEOUTS));
        assertEquals(1, session.closed.get());
    }

    private void send(Frame frame) {
        session.connection.send(frame);
        frame.release();
    }

    private static UnsafeBuffer text(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
