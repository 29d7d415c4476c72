package io.canyon.aeron.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.Publication;
import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.codec.FragmentDecoder;
import io.canyon.aeron.wire.MessageShape;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.ServiceConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a session does with each result of an offer, and with services that take little. */
class BackPressureTest {
    private final AgentHarness harness = new AgentHarness(
            AeronConfig.DEFAULTS.withLimits(9, 1 << 20, 8 << 20).withTermBytes(1 << 20));
    private final FakeEngine engine = harness.engine;

    private FakeLink.Stream stream;
    private ServiceConnection connection;

    private void connect(String clientId) {
        harness.connected(clientId);
        stream = harness.link.last();
        connection = engine.last().connection;
        stream.messages.clear();
    }

    /** Sends frames as the engine does. */
    private void send(int count, int lengthBytes) {
        harness.engine.deliver(() -> {
            for (int i = 0; i < count; i++) {
                Frame frame = engine.frame(lengthBytes, i);
                connection.send(frame);
                frame.release();
            }
            connection.flush();
        });
        harness.agent.doWork();
    }

    private List<Integer> values() {
        return stream.messages.stream().map(message -> (int) message[0]).toList();
    }

    @Test
    void shouldKeepAndOfferAgainWhatIsTurnedDown() {
        connect("a");
        stream.result = Publication.BACK_PRESSURED;
        send(5, 100);
        assertEquals(500, connection.unsentBytes());
        harness.turn();
        assertEquals(List.of(), engine.last().asked);
        assertTrue(harness.count(AeronCounter.OFFERS_BACK_PRESSURED) > 5);
        stream.results.addAll(List.of(0L, 0L));
        harness.agent.doWork();
        assertEquals(300, connection.unsentBytes());
        assertEquals(List.of("drained"), engine.last().asked);
        stream.result = 0;
        harness.turn();
        assertEquals(0, connection.unsentBytes());
        assertEquals(List.of(0, 1, 2, 3, 4), values());
        assertEquals(List.of("drained", "drained"), engine.last().asked);
    }

    @Test
    void shouldTryAgainAtOnceWhileTermsRotate() {
        connect("a");
        stream.results.addAll(List.of(Publication.ADMIN_ACTION, Publication.ADMIN_ACTION));
        send(2, 100);
        assertEquals(List.of(0, 1), values());
        assertEquals(0, connection.unsentBytes());
        assertEquals(2, harness.count(AeronCounter.OFFERS_ADMIN_ACTION));
        // Within a bound, beyond which it is the next turn's.
        stream.results.addAll(Collections.nCopies(4, Publication.ADMIN_ACTION));
        send(1, 100);
        assertEquals(3, stream.messages.size());
        assertEquals(6, harness.count(AeronCounter.OFFERS_ADMIN_ACTION));
        assertEquals(0, harness.count(AeronCounter.SESSIONS_UNREACHABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,OFFERS_NOT_CONNECTED",
        "-4,OFFERS_CLOSED",
        "-5,OFFERS_MAX_POSITION",
    })
    void shouldEndTheSessionWhosePublicationIsOfNoUse(long result, AeronCounter counter) {
        connect("other");
        FakeEngine.Session other = engine.last();
        connect("a");
        stream.result = result;
        harness.engine.deliver(() -> {
            Frame frame = engine.frame(100, 1);
            connection.send(frame);
            // The engine is not called from within its own call.
            assertEquals(List.of(), engine.last().asked);
            connection.send(frame);
            frame.release();
        });
        harness.turn();
        assertEquals(List.of("closed"), engine.last().asked);
        assertTrue(stream.isClosed);
        assertEquals(1, harness.count(counter));
        assertEquals(1, harness.count(AeronCounter.SESSIONS_UNREACHABLE));
        assertEquals(List.of(), other.asked);
    }

    @Test
    void shouldEndTheSessionThatIsLostWhileItWaits() {
        connect("a");
        stream.result = Publication.BACK_PRESSURED;
        send(2, 100);
        stream.result = Publication.NOT_CONNECTED;
        harness.turn();
        assertEquals(List.of("closed"), engine.last().asked);
        assertEquals(0, connection.unsentBytes());
    }

    @Test
    void shouldBoundWhatWaits() {
        connect("a");
        stream.result = Publication.BACK_PRESSURED;
        send(8, 1 << 20);
        harness.turn();
        assertEquals(1, harness.count(AeronCounter.SESSIONS_OVERFLOWED));
        assertEquals(List.of("closed"), engine.last().asked);
        // The end is told if it can be, for a bounded time.
        harness.pass(2500);
        assertFalse(stream.isClosed);
        harness.pass(1000);
        assertTrue(stream.isClosed);
    }

    @Test
    void shouldLetASlowServiceCostOnlyItself() {
        connect("slow");
        FakeLink.Stream slow = stream;
        ServiceConnection slowConnection = connection;
        connect("fast");
        slow.result = Publication.BACK_PRESSURED;
        harness.engine.deliver(() -> {
            for (int i = 0; i < 100; i++) {
                Frame shared = engine.frame(1000, i);
                slowConnection.send(shared);
                connection.send(shared);
                shared.release();
            }
        });
        harness.agent.doWork();
        assertEquals(100, stream.messages.size());
        assertEquals(100_000, slowConnection.unsentBytes());
        slow.result = 0;
        harness.turn();
        assertEquals(
                stream.messages.stream().map(List::of).map(m -> m.get(0)[0]).toList(),
                slow.messages.stream().map(m -> m[0]).toList());
        assertEquals(0, slowConnection.unsentBytes());
    }

    @Test
    void shouldDrainABoundedAmountInATurn() {
        connect("a");
        stream.result = Publication.BACK_PRESSURED;
        send(40, 64 << 10);
        stream.result = 0;
        harness.agent.doWork();
        assertEquals(4, stream.messages.size());
        harness.turn();
        assertEquals(40, stream.messages.size());
    }

    @Test
    void shouldSendAsFragmentsWhatAeronDoesNotTake() {
        connect("a");
        stream.maxMessageBytes = 10_000;
        stream.results.addAll(List.of(0L, 0L, Publication.BACK_PRESSURED, Publication.BACK_PRESSURED));
        send(1, 25_000);
        assertEquals(2, stream.messages.size());
        assertEquals(25_000 - 2 * 9972, connection.unsentBytes());
        assertEquals(List.of(), engine.last().asked);
        harness.turn();
        assertEquals(List.of("drained"), engine.last().asked);
        int offsetBytes = 0;
        for (byte[] message : stream.messages) {
            UnsafeBuffer buffer = new UnsafeBuffer(message);
            assertEquals(MessageShape.Result.OK, new MessageShape().check(buffer, 0, message.length, 0));
            FragmentDecoder fragment = new FragmentDecoder()
                    .wrapAndApplyHeader(buffer, 0, new io.canyon.aeron.codec.MessageHeaderDecoder());
            assertEquals(25_000, fragment.totalBytes());
            assertEquals(offsetBytes, fragment.offsetBytes());
            offsetBytes += fragment.partLength();
        }
        assertEquals(25_000, offsetBytes);
    }

    @Test
    void shouldSendWhatWaitsBeforeItCloses() {
        connect("a");
        stream.result = Publication.BACK_PRESSURED;
        send(3, 100);
        harness.engine.deliver(() -> connection.close(CloseReason.SHUTDOWN, ""));
        harness.turn();
        assertEquals(List.of("closed"), engine.last().asked);
        assertFalse(stream.isClosed);
        stream.result = 0;
        harness.turn();
        assertEquals(4, stream.messages.size());
        assertTrue(stream.isClosed);
        assertEquals(List.of("closed"), engine.last().asked);
    }

    @Test
    void shouldGiveFramesBackToTheirPool() {
        connect("a");
        FramePool pool = (FramePool) engine.frames;
        List<AeronFrame> first = new ArrayList<>();
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[512]);
        for (int i = 0; i < 3; i++) {
            AeronFrame frame = pool.frame(bytes, 0, 300);
            first.add(frame);
            frame.release();
        }
        assertTrue(first.get(0) == first.get(1) && first.get(1) == first.get(2));
        AeronFrame held = pool.frame(bytes, 0, 300);
        held.retain();
        held.release();
        assertFalse(held == pool.frame(bytes, 0, 300), "still in use");
        held.release();
        assertTrue(held == pool.frame(bytes, 0, 512), "of the same size");
        held.release();
        assertThrows(IllegalStateException.class, held::release);
    }
}
