package io.canyon.aeron.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.aeron.AeronConfig;
import io.canyon.aeron.AeronCounter;
import io.canyon.aeron.Received;
import io.canyon.aeron.SmileJson;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RoomKind;
import io.canyon.aeron.wire.ProtocolVersion;
import io.canyon.engine.spi.CloseReason;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.SemanticVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions from their request to their end, without a network. */
class ServerAgentTest {
    private final AgentHarness harness = new AgentHarness();
    private final FakeEngine engine = harness.engine;
    private final FakeLink link = harness.link;

    @Test
    void shouldLetAServiceIn() {
        FakeClient client = harness.client();
        client.send(harness.writer.connect(
                5, ProtocolVersion.CURRENT, AgentHarness.CHANNEL, 8, "my-client", "{\"token\":[1,2.5,null]}"));
        harness.turn();
        assertEquals("aeron:udp?endpoint=127.0.0.1:9999|term-length=1m", link.last().channel);
        assertEquals(8, link.last().streamId);
        assertEquals("my-client", engine.last().hello.clientId());
        assertEquals(
                "{\"token\":[1,2.5,null]}", engine.last().hello.credentials().json());
        assertEquals("/aeron", engine.last().hello.handshake().path());
        assertEquals("peer", engine.last().hello.handshake().remoteAddress());
        Received answer = link.last().lastReceived();
        assertEquals("5", answer.field(0));
        assertEquals(
                List.of("OK", "POWER", "1000", "10000", "65536", "" + ProtocolVersion.CURRENT, ""),
                answer.fields().subList(2, 9));
        assertEquals(1, harness.count(AeronCounter.SESSIONS_OPENED));
    }

    @Test
    void shouldHandOverWhatAServiceAsks() {
        FakeClient client = harness.connected("a");
        long id = harness.sessionId();
        client.send(harness.writer.join(id, 1, "räum", "üser", -1, RoomKind.DOCUMENT, null));
        client.send(harness.writer.join(id, 2, "records", "u", 77, RoomKind.RECORDS, "\"secret\""));
        client.send(harness.writer.edit(id, 1, 1, -1, PayloadForm.DELTA, SmileJson.smile("[1]")));
        client.send(harness.writer.edit(id, 1, 2, 9, PayloadForm.JSON_PATCH, SmileJson.smile("[]")));
        client.send(harness.writer.edit(id, 2, 1, 0, PayloadForm.COMPONENTS, SmileJson.smile("{}")));
        client.send(harness.writer.presence(id, 1, "{\"at\":3}"));
        client.send(harness.writer.authenticate(id, 1, "\"new\""));
        client.send(harness.writer.leave(id, 2));
        client.send(harness.writer.keepAlive(id));
        harness.turn();
        assertEquals(
                List.of(
                        "join 1 räum üser -1 DOCUMENT",
                        "join 2 records u 77 RECORDS \"secret\"",
                        "edit 1 1 -1 DELTA [1]",
                        "edit 1 2 9 JSON_PATCH []",
                        "edit 2 1 0 COMPONENTS {}",
                        "presence 1 {\"at\":3}",
                        "authenticate 1 \"new\"",
                        "leave 2"),
                engine.last().asked);
        assertEquals(0, harness.count(AeronCounter.MESSAGES_MALFORMED));
        client.send(harness.writer.close(id));
        harness.turn();
        assertEquals("closed", engine.last().asked.get(8));
        assertEquals(List.of("" + id, "ASKED", ""), link.last().lastReceived().fields());
        assertTrue(link.last().isClosed);
        assertEquals(1, harness.count(AeronCounter.SESSIONS_CLOSED_BY_CLIENT));
    }

    @Test
    void shouldTakeARepeatedRequestForOne() {
        link.isReady = false;
        FakeClient client = harness.client();
        for (int i = 0; i < 3; i++) {
            client.send(harness.writer.connect(5, AgentHarness.CHANNEL, 8, "a"));
            harness.turn();
        }
        assertEquals(1, link.streams.size());
        link.isReady = true;
        harness.turn();
        client.send(harness.writer.connect(5, AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertEquals(1, engine.sessions.size());
        assertEquals(1, link.last().messages.size());
        assertEquals(4, harness.count(AeronCounter.CONNECTS_RECEIVED));
    }

    @Test
    void shouldEndTheSessionThatANewerRequestReplaces() {
        FakeClient client = harness.connected("a");
        long first = harness.sessionId();
        harness.pass(300);
        client.send(harness.writer.connect(6, AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertEquals(2, engine.sessions.size());
        assertEquals(List.of("closed"), engine.sessions.get(0).asked);
        assertTrue(link.streams.get(0).isClosed);
        assertFalse(first == harness.sessionId());
        assertEquals(1, harness.count(AeronCounter.SESSIONS_REPLACED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 255})
    void shouldRefuseAnotherMajorVersion(int major) {
        FakeClient client = harness.client();
        client.send(
                harness.writer.connect(5, SemanticVersion.compose(major, 0, 1), AgentHarness.CHANNEL, 8, "a", null));
        harness.turn();
        assertEquals("WRONG_VERSION", link.last().lastReceived().field(2));
        assertEquals("" + ProtocolVersion.CURRENT, link.last().lastReceived().field(7));
        assertTrue(link.last().isClosed);
        assertEquals(0, engine.sessions.size());
        assertEquals(1, harness.count(AeronCounter.CONNECTS_REFUSED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a/b", "12345678901234567890123456789012345678901234567890123456789012345"})
    void shouldRefuseWhatIsNoClientId(String clientId) {
        FakeClient client = harness.client();
        client.send(harness.writer.connect(5, AgentHarness.CHANNEL, 8, clientId));
        harness.turn();
        assertEquals("INVALID", link.last().lastReceived().field(2));
        assertEquals(0, engine.sessions.size());
    }

    @Test
    void shouldSayWhatTheAuthenticatorSays() {
        engine.admits = false;
        FakeClient client = harness.connected("a");
        assertEquals(0, link.last().messages.size());
        harness.engine.deliver(() -> engine.last().connection.close(CloseReason.UNAUTHORIZED, "Unauthorized"));
        harness.turn();
        Received answer = link.last().lastReceived();
        assertEquals("FORBIDDEN", answer.field(2));
        assertEquals("Unauthorized", answer.field(8));
        assertEquals(List.of("closed"), engine.last().asked);
        assertTrue(link.last().isClosed);
        // The same request again is no other try; another one is.
        client.send(harness.writer.connect("a".hashCode(), AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertEquals(1, engine.sessions.size());
        engine.admits = true;
        client.send(harness.writer.connect(99, AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertEquals("OK", link.last().lastReceived().field(2));
    }

    @Test
    void shouldTakeNoMessageBeforeTheServiceIsLetIn() {
        engine.admits = false;
        FakeClient client = harness.connected("a");
        client.send(harness.writer.keepAlive(1));
        client.send(harness.writer.leave(1, 1));
        harness.turn();
        assertEquals(List.of(), engine.last().asked);
        assertEquals(2, harness.count(AeronCounter.MESSAGES_UNSOLICITED));
    }

    @Test
    void shouldRefuseMoreSessionsThanThereMayBe() {
        harness.connected("a");
        harness.connected("b");
        FakeClient c = harness.connected("c");
        assertEquals("LIMIT", link.last().lastReceived().field(2));
        assertEquals(2, engine.sessions.size());
        engine.sessions.get(0).connection.close(CloseReason.REMOVED, "");
        harness.turn();
        c.send(harness.writer.connect(1, AgentHarness.CHANNEL, 8, "c"));
        harness.turn();
        assertEquals("OK", link.last().lastReceived().field(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseWhenTheServerStops(boolean isStopping) {
        if (isStopping) {
            harness.agent.stopAccepting();
        } else {
            harness.isReady = false;
        }
        harness.connected("a");
        assertEquals("UNAVAILABLE", link.last().lastReceived().field(2));
        assertEquals(0, engine.sessions.size());
    }

    @Test
    void shouldGiveUpAResponseChannelThatNobodyReads() {
        link.isConnected = false;
        FakeClient client = harness.connected("a");
        harness.pass(4900);
        assertFalse(link.last().isClosed);
        harness.pass(300);
        assertTrue(link.last().isClosed);
        assertEquals(1, harness.count(AeronCounter.CONNECTS_UNANSWERED));
        link.isConnected = true;
        client.send(harness.writer.connect("a".hashCode(), AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertEquals("OK", link.last().lastReceived().field(2));
    }

    @Test
    void shouldGiveUpAResponseChannelThatTheDriverDoesNotOpen() {
        link.failure = new IllegalStateException("asked to fail");
        harness.connected("a");
        assertEquals(1, harness.count(AeronCounter.CONNECTS_UNANSWERED));
        link.failure = null;
        link.isReady = false;
        harness.connected("b");
        harness.pass(5200);
        assertEquals(2, harness.count(AeronCounter.CONNECTS_UNANSWERED));
        assertEquals(1, link.cancelled);
    }

    @Test
    void shouldEndASessionThatIsSilent() {
        FakeClient client = harness.connected("a");
        long id = harness.sessionId();
        harness.pass(9000);
        client.send(harness.writer.keepAlive(id));
        harness.pass(9900);
        assertEquals(List.of(), engine.last().asked);
        harness.pass(300);
        assertEquals(List.of("closed"), engine.last().asked);
        assertEquals("TIMEOUT", link.last().lastReceived().field(1));
        assertEquals(1, harness.count(AeronCounter.SESSIONS_TIMED_OUT));
        // What comes later is of no session, and no fault.
        client.send(harness.writer.keepAlive(id));
        harness.turn();
        assertEquals(1, harness.count(AeronCounter.MESSAGES_UNSOLICITED));
        assertEquals(0, harness.count(AeronCounter.MESSAGES_MALFORMED));
    }

    @Test
    void shouldNotTakeItsOwnPauseForSilence() {
        FakeClient client = harness.connected("a");
        harness.pass(5000);
        harness.clock.update(harness.clock.nanoTime() + TimeUnit.SECONDS.toNanos(60));
        harness.turn();
        harness.pass(4000);
        assertEquals(List.of(), engine.last().asked);
        client.send(harness.writer.keepAlive(harness.sessionId()));
        harness.pass(9000);
        assertEquals(List.of(), engine.last().asked);
    }

    @Test
    void shouldPingWhenThereIsNothingToSay() {
        harness.connected("a");
        harness.pass(3500);
        assertEquals(
                List.of("ConnectResponse", "Ping", "Ping", "Ping"),
                link.last().received().stream().map(Received::name).toList());
        assertEquals(harness.sessionId(), link.last().lastReceived().number(0));
    }

    @Test
    void shouldEndASessionWhosePublicationIsGone() {
        FakeClient client = harness.connected("a");
        FakeClient other = harness.connected("b");
        harness.agent.onGone(client);
        harness.turn();
        assertEquals(List.of("closed"), engine.sessions.get(0).asked);
        assertTrue(link.streams.get(0).isClosed);
        assertEquals(1, harness.count(AeronCounter.SESSIONS_IMAGE_LOST));
        assertEquals(List.of(), engine.sessions.get(1).asked);
        client.send(harness.writer.keepAlive(1));
        other.send(harness.writer.keepAlive(harness.sessionId()));
        harness.turn();
        assertEquals(1, client.waiting());
        assertEquals(0, other.waiting());
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void shouldCloseASessionForAnyReason(CloseReason reason) {
        harness.connected("a");
        harness.engine.deliver(() -> engine.last().connection.close(reason, "why"));
        harness.turn();
        String end = switch (reason) {
            case UNAUTHORIZED, REMOVED -> "UNAUTHORIZED";
            case MALFORMED -> "MALFORMED";
            case LIMIT -> "LIMIT";
            case SHUTDOWN -> "SHUTDOWN";
            case REPLACED -> "REPLACED";
            case UNAVAILABLE, ROOM_CLOSED, OTHER_KIND -> "FAILED";
        };
        assertEquals(List.of(end, "why"), link.last().lastReceived().fields().subList(1, 3));
        assertEquals(List.of("closed"), engine.last().asked);
        assertTrue(link.last().isClosed);
    }

    @Test
    void shouldReadNothingOfASessionThatIsNotToBeRead() {
        FakeClient client = harness.connected("a");
        long id = harness.sessionId();
        FakeClient other = harness.connected("b");
        long otherId = harness.sessionId();
        engine.sessions.get(0).connection.setReading(false);
        for (int i = 0; i < 100; i++) {
            client.send(harness.writer.leave(id, i));
            other.send(harness.writer.leave(otherId, i));
        }
        harness.turn();
        assertEquals(100, client.waiting());
        assertEquals(100, engine.sessions.get(1).asked.size());
        // It is not silent: it is not heard.
        for (int i = 0; i < 4; i++) {
            other.send(harness.writer.keepAlive(otherId));
            harness.pass(5000);
        }
        assertEquals(List.of(), engine.sessions.get(0).asked);
        engine.sessions.get(0).connection.setReading(true);
        harness.turn();
        assertEquals(100, engine.sessions.get(0).asked.size());
    }

    @Test
    void shouldStopReadingInTheMiddleOfATurn() {
        FakeClient client = harness.connected("a");
        long id = harness.sessionId();
        FakeEngine.Session session = engine.last();
        for (int i = 0; i < 10; i++) {
            client.send(harness.writer.leave(id, i));
        }
        session.onAsked = () -> session.connection.setReading(session.asked.size() < 3);
        harness.turn();
        assertEquals(3, session.asked.size());
        assertEquals(7, client.waiting());
    }

    @Test
    void shouldGiveEveryServiceItsTurn() {
        FakeClient loud = harness.connected("a");
        long loudId = harness.sessionId();
        FakeClient quiet = harness.connected("b");
        long quietId = harness.sessionId();
        for (int i = 0; i < 1000; i++) {
            loud.send(harness.writer.leave(loudId, i));
        }
        quiet.send(harness.writer.leave(quietId, 1));
        harness.agent.doWork();
        assertEquals(1, engine.sessions.get(1).asked.size());
        assertTrue(engine.sessions.get(0).asked.size() < 100, "of a bounded number");
    }

    @Test
    void shouldEndOnlyTheSessionWhoseCallFails() {
        FakeClient client = harness.connected("a");
        long id = harness.sessionId();
        harness.connected("b");
        engine.sessions.get(0).failure = new IllegalStateException("asked to fail");
        client.send(harness.writer.leave(id, 1));
        harness.turn();
        assertEquals(List.of("leave 1", "closed"), engine.sessions.get(0).asked);
        assertEquals("FAILED", link.streams.get(0).lastReceived().field(1));
        assertEquals(List.of(), engine.sessions.get(1).asked);
        assertEquals(1, harness.count(AeronCounter.EXCEPTIONS));
    }

    @Test
    void shouldEndAllSessionsWhenADeliveryFails() {
        harness.connected("a");
        harness.connected("b");
        harness.engine.deliver(() -> {
            throw new IllegalStateException("asked to fail");
        });
        harness.turn();
        assertEquals("FAILED", link.streams.get(0).lastReceived().field(1));
        assertEquals("FAILED", link.streams.get(1).lastReceived().field(1));
        assertEquals(1, harness.count(AeronCounter.DELIVERY_EXCEPTIONS));
        harness.connected("c");
        assertEquals("OK", link.last().lastReceived().field(2));
    }

    @Test
    void shouldDeliverOnceForEachWakeUp() {
        harness.turn();
        int[] count = new int[1];
        harness.engine.deliver(() -> {
            count[0]++;
            // One that comes during a delivery asks for another.
            if (count[0] == 1) {
                harness.engine.deliver(() -> count[0]++);
            }
        });
        harness.turn();
        assertEquals(2, count[0]);
    }

    @Test
    void shouldTellServicesThatTheServerStops() {
        harness.connected("a");
        harness.agent.onClose();
        harness.agent.onClose();
        assertEquals("SHUTDOWN", link.last().lastReceived().field(1));
        assertTrue(link.last().isClosed);
        assertEquals(List.of("closed"), engine.last().asked);
        assertTrue(engine.isClosed);
    }

    @Test
    void shouldBoundWhatWaitsToBeConnected() {
        AgentHarness small = new AgentHarness(AeronConfig.DEFAULTS.withLimits(1, 1 << 20, 1 << 20));
        small.link.isReady = false;
        FakeClient client = small.client();
        for (int i = 0; i < 200; i++) {
            small.connected("c" + i);
        }
        client.send(small.writer.connect(1, AgentHarness.CHANNEL, 8, "a"));
        small.turn();
        assertEquals(65, small.link.streams.size());
        assertEquals(136, small.count(AeronCounter.CONNECTS_UNANSWERED));
    }

    /** Each would cost the driver a publication. */
    @Test
    void shouldNotFollowAClientThatTriesWithoutPause() {
        link.isConnected = false;
        FakeClient client = harness.client();
        for (int i = 1; i <= 1000; i++) {
            client.send(harness.writer.connect(i, AgentHarness.CHANNEL, 8, "a"));
        }
        harness.pass(1_000);
        client.send(harness.writer.connect(1001, AgentHarness.CHANNEL, 8, "a"));
        harness.turn();
        assertTrue(link.streams.size() > 1 && link.streams.size() <= 5, "publications: " + link.streams.size());
        assertEquals(1001 - link.streams.size(), harness.count(AeronCounter.CONNECTS_UNANSWERED));
    }

    @Test
    void shouldLetSoManyBeginAtOnceAndTheNextInTurn() {
        ConnectPace pace = new ConnectPace(3, 10, Long.MAX_VALUE - 5);
        long nowNs = Long.MAX_VALUE - 5;
        int begun = 0;
        for (int i = 0; i < 100; i++) {
            begun += pace.take(nowNs) ? 1 : 0;
        }
        assertEquals(3, begun);
        assertFalse(pace.take(nowNs + 9));
        assertTrue(pace.take(nowNs + 10));
        assertFalse(pace.take(nowNs + 19));
        assertTrue(pace.take(nowNs + 1_000));
        assertTrue(pace.take(nowNs + 1_000));
        assertTrue(pace.take(nowNs + 1_000));
        assertFalse(pace.take(nowNs + 1_000));
    }

    @Test
    void shouldGoOnWhenTheDriverCannotBeToldOfAnEnd() {
        FakeClient client = harness.connected("a");
        link.last().closing = new IllegalStateException("the driver takes no commands");
        client.send(harness.writer.close(harness.sessionId()));
        harness.turn();
        assertEquals(1, harness.count(AeronCounter.EXCEPTIONS));
        assertEquals("closed", engine.last().asked.get(engine.last().asked.size() - 1));
        harness.connected("b");
        assertEquals(2, harness.count(AeronCounter.SESSIONS_OPENED));
    }

    @Test
    void shouldLookForADriverThatIsGone() {
        FakeClient client = harness.connected("a");
        link.isLost = true;
        harness.turn();
        assertEquals(List.of("closed"), engine.last().asked);
        assertEquals(1, harness.count(AeronCounter.DRIVERS_LOST));
        client.send(harness.writer.keepAlive(harness.sessionId()));
        harness.pass(3500);
        assertEquals(1, client.waiting());
        assertEquals(3, link.reopenings);
        link.isLost = false;
        harness.connected("b");
        assertEquals("OK", link.last().lastReceived().field(2));
        harness.pass(2000);
        assertEquals(3, link.reopenings);
    }
}
