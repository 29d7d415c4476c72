package io.canyon.aeron.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.canyon.aeron.codec.AppliedAs;
import io.canyon.aeron.codec.ConnectResult;
import io.canyon.aeron.codec.PayloadForm;
import io.canyon.aeron.codec.RefusedReason;
import io.canyon.aeron.codec.RejectReason;
import io.canyon.aeron.codec.SessionEnd;
import io.canyon.aeron.codec.StateContents;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RoomsSessionTest {
    private static final byte[] DELTA = Smiles.write(JsonNodeFactory.instance
            .objectNode()
            .set("a", JsonNodeFactory.instance.arrayNode().add(1)));
    private static final UnsafeBuffer PAYLOAD = new UnsafeBuffer(DELTA);

    private final SessionScript script = new SessionScript();
    private final RecordedRoom room = new RecordedRoom();

    private RoomLink live(JoinOptions options) {
        RoomLink link = script.session.join("lobby", "ann", options, room);
        script.connect();
        script.joined(link, 5, -1, 0, true, StateContents.DOCUMENT, DELTA);
        assertEquals(LinkState.LIVE, link.state());
        script.sent.clear();
        room.events.clear();
        return link;
    }

    private long offer(RoomLink link, long sequence) {
        return link.offerEdit(sequence, -1, PayloadForm.DELTA, PAYLOAD, 0, DELTA.length);
    }

    @Test
    void shouldRepeatItsRequestToConnectUntilItIsAnswered() {
        script.run();
        script.wire().isOpen = true;
        script.run();
        script.pass(100);
        script.pass(200);
        assertEquals(List.of("ConnectRequest", "ConnectRequest"), script.sent());
        assertEquals(SessionState.CONNECTING, script.session.state());
        script.say(script.messages.connected(script.correlationId(), 7, ConnectResult.OK));
        assertEquals(SessionState.LIVE, script.session.state());
        assertEquals(1, script.session.count(RoomsCounter.SESSIONS));
    }

    @Test
    void shouldTakeNoAnswerThatIsForSomebodyElse() {
        script.run();
        script.wire().isOpen = true;
        script.run();
        script.say(script.messages.connected(script.correlationId() + 1, 7, ConnectResult.OK));
        assertEquals(SessionState.CONNECTING, script.session.state());
    }

    @Test
    void shouldBackOffWithoutAnAnswer() {
        script.run();
        script.wire().isOpen = true;
        script.run();
        script.pass(5_001);
        assertEquals(SessionState.BACKING_OFF, script.session.state());
        assertTrue(script.wires.get(0).isClosed);
        script.pass(200);
        assertEquals(SessionState.CONNECTING, script.session.state());
        assertEquals(2, script.wires.size());
    }

    @Test
    void shouldCloseForEverWhenTheServerSpeaksAnotherVersion() {
        script.run();
        script.wire().isOpen = true;
        script.run();
        script.say(script.messages.connected(script.correlationId(), 0, ConnectResult.WRONG_VERSION));
        assertEquals(SessionState.CLOSED, script.session.state());
        assertEquals(List.of("wrong-version: wrong-version: "), script.errors());
    }

    @Test
    void shouldTryAgainWithNewCredentialsWhenItWasForbidden() {
        script.run();
        script.wire().isOpen = true;
        script.run();
        script.say(script.messages.connected(script.correlationId(), 0, ConnectResult.FORBIDDEN));
        assertEquals(SessionState.BACKING_OFF, script.session.state());
        script.pass(200);
        assertEquals(2, script.credentialsAsked);
    }

    @Test
    void shouldBeHeardAndHear() {
        script.connect();
        script.sent.clear();
        script.pass(999);
        assertEquals(List.of(), script.sent());
        script.pass(1);
        assertEquals(List.of("KeepAlive"), script.sent());
        script.pass(58_000);
        script.say(script.messages.ping(7));
        script.pass(3_000);
        assertEquals(SessionState.LIVE, script.session.state());
        script.pass(60_001);
        assertEquals(SessionState.BACKING_OFF, script.session.state());
        assertEquals(1, script.session.count(RoomsCounter.LOST_SESSIONS));
    }

    @Test
    void shouldEndASessionThatMakesNoSense() {
        script.connect();
        byte[] ping = script.messages.ping(7);
        ping[4]++;
        script.say(ping);
        assertEquals(SessionState.BACKING_OFF, script.session.state());
        assertEquals(1, script.session.count(RoomsCounter.MALFORMED));
        assertEquals(List.of("malformed: malformed: WRONG_SCHEMA"), script.errors());
    }

    @Test
    void shouldEndASessionWhoseFragmentsDoNotFollow() {
        live(JoinOptions.DEFAULTS);
        byte[] large = new byte[1000];
        script.messages.split(script.messages.chunk(40, large, 0, 1000), 7, 300, script.wire().toClient);
        script.wire().toClient.removeFirst();
        script.run();
        assertEquals(1, script.session.count(RoomsCounter.MALFORMED));
        assertEquals(SessionState.BACKING_OFF, script.session.state());
    }

    @Test
    void shouldGiveUpItsNameWhenSomebodyElseTakesIt() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.say(script.messages.closed(7, SessionEnd.REPLACED));
        assertEquals(SessionState.CLOSED, script.session.state());
        assertEquals(LinkState.LEFT, link.state());
        assertEquals(RoomLink.LEFT, offer(link, 1));
    }

    @Test
    void shouldComeBackBehindAStopOfTheServer() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.say(script.messages.closed(7, SessionEnd.SHUTDOWN));
        assertEquals(LinkState.WAITING, link.state());
        assertEquals(RoomLink.NOT_LIVE, offer(link, 1));
        script.pass(200);
        script.connect();
        assertEquals(List.of("ConnectRequest", "Join version=5"), script.sent());
    }

    @Test
    void shouldSendAgainOnlyWhatTheRoomMayNotHave() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        for (int sequence = 1; sequence <= 5; sequence++) {
            assertTrue(offer(link, sequence) > 0);
        }
        script.say(script.messages.ack(40, 1, 6, AppliedAs.SENT, new byte[0]));
        script.say(script.messages.reject(40, 3, RejectReason.CONFLICT, 6));
        script.breakDown();
        script.pass(200);
        script.connect();
        // 2 may have been rejected by an answer that was lost, 4 is applied
        script.joined(link, 8, 6, 4, true, StateContents.DELTA, DELTA);
        script.run();
        assertEquals(List.of("ConnectRequest", "Join version=6", "Edit 2", "Edit 5"), script.sent());
        assertEquals(2, script.session.count(RoomsCounter.REPEATED_EDITS));
        assertEquals(
                List.of("state JOINING", "confirmed 4 8", "state LIVE", "joined 8 DELTA"),
                room.events.subList(room.events.size() - 4, room.events.size()));
        script.sent.clear();
        assertTrue(offer(link, 6) > 0);
        script.run();
        assertEquals(List.of("Edit 6"), script.sent());
        assertEquals(5, link.lastSequence() - 1);
    }

    @Test
    void shouldNotSendAgainBehindALag() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        offer(link, 1);
        offer(link, 2);
        script.run();
        script.sent.clear();
        script.joined(link, 6, 5, 1, false, StateContents.DELTA, DELTA);
        script.run();
        assertEquals(List.of(), script.sent());
        assertEquals(List.of("confirmed 1 6", "joined 6 DELTA"), room.events);
        assertEquals(6, link.version());
    }

    @Test
    void shouldLeaveSendingAgainToACallerWhoWantsTo() {
        RoomLink link = live(JoinOptions.DEFAULTS.withRepeatBytes(0));
        offer(link, 1);
        script.breakDown();
        script.pass(200);
        script.connect();
        script.joined(link, 5, 5, 0, true, StateContents.NOTHING_NEW, new byte[0]);
        script.run();
        assertEquals(List.of("ConnectRequest", "Join version=5"), script.sent());
        assertTrue(offer(link, 1) > 0);
    }

    @Test
    void shouldAskAgainWhenAVersionIsMissing() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.say(script.messages.edited(40, 6, "bob", "b", DELTA));
        script.say(script.messages.edited(40, 8, "bob", "b", DELTA));
        script.run();
        assertEquals(List.of("edit 6 bob b", "state JOINING"), room.events);
        assertEquals(List.of("Join version=6"), script.sent());
        assertEquals(1, script.session.count(RoomsCounter.GAPS));
        // what comes before the answer, is in it
        script.say(script.messages.edited(40, 7, "bob", "b", DELTA));
        script.joined(link, 8, 7, 0, false, StateContents.DELTA, DELTA);
        script.joined(link, 9, 6, 0, true, StateContents.DELTA, DELTA);
        assertEquals(9, link.version());
        assertEquals(List.of("edit 6 bob b", "state JOINING", "state LIVE", "joined 9 DELTA"), room.events);
    }

    @Test
    void shouldIgnoreAnAnswerThatCameTwice() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.say(script.messages.edited(40, 6, "bob", "b", DELTA));
        script.joined(link, 5, -1, 0, true, StateContents.DOCUMENT, DELTA);
        assertEquals(6, link.version());
        assertEquals(List.of("edit 6 bob b"), room.events);
    }

    @Test
    void shouldAskAgainWithoutAnAnswer() {
        script.session.join("lobby", "ann", JoinOptions.DEFAULTS, room);
        script.connect();
        script.sent.clear();
        script.pass(30_001);
        script.run();
        assertTrue(script.sent().contains("Join version=-1"), script.sent()::toString);
    }

    @Test
    void shouldPutChunksTogether() {
        RoomLink link = script.session.join("lobby", "ann", JoinOptions.DEFAULTS, room);
        script.connect();
        byte[] document = new byte[1000];
        document[999] = 9;
        script.joined(link, 5, -1, 0, true, StateContents.CHUNKS, document);
        assertEquals(LinkState.JOINING, link.state());
        script.sent.clear();
        for (int offset = 0; offset < 1000; offset += 250) {
            // slow, but not without an answer
            script.pass(20_000);
            script.say(script.messages.chunk(40, document, offset, 250));
        }
        assertFalse(script.sent().contains("Join version=-1"), script.sent()::toString);
        assertEquals(LinkState.LIVE, link.state());
        assertEquals(1000, room.contents.length);
        assertEquals(9, room.contents[999]);
    }

    @Test
    void shouldRefuseADocumentThatIsTooLarge() {
        RoomLink link = script.session.join("lobby", "ann", JoinOptions.DEFAULTS, room);
        script.connect();
        script.joined(link, 5, -1, 0, true, StateContents.CHUNKS, new byte[SessionScript.MAX_DOCUMENT_BYTES + 1]);
        assertEquals(LinkState.REFUSED, link.state());
        assertEquals("refused LIMIT true", room.events.get(room.events.size() - 1));
        script.run();
        assertEquals("Leave", script.sent().get(script.sent().size() - 1));
    }

    @Test
    void shouldSayWhatAnOfferComesTo() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.wire().fullOffers = 1_000;
        assertEquals(RoomLink.BUSY, offer(link, 1));
        script.wire().fullOffers = 3;
        assertTrue(offer(link, 1) > 0);
        UnsafeBuffer large = new UnsafeBuffer(new byte[1 << 16]);
        assertEquals(RoomLink.TOO_LARGE, link.offerEdit(2, -1, PayloadForm.DELTA, large, 0, 1 << 16));
        script.wire().isBroken = true;
        assertEquals(RoomLink.NOT_LIVE, offer(link, 2));
        assertEquals(1, link.lastSequence());
        assertThrows(IllegalArgumentException.class, () -> offer(link, 1));
        assertEquals(1, script.session.count(RoomsCounter.BUSY));
    }

    @Test
    void shouldSayBusyWhenTheMemoryForRepeatsIsFull() {
        RoomLink link = live(JoinOptions.DEFAULTS.withRepeatBytes(256));
        long sequence = 1;
        while (offer(link, sequence) > 0) {
            sequence++;
        }
        assertEquals(RoomLink.BUSY, offer(link, sequence));
        script.say(script.messages.ack(40, 1, 6, AppliedAs.SENT, new byte[0]));
        assertTrue(offer(link, sequence) > 0);
        UnsafeBuffer large = new UnsafeBuffer(new byte[256]);
        assertEquals(RoomLink.TOO_LARGE, link.offerEdit(sequence + 1, -1, PayloadForm.DELTA, large, 0, 256));
    }

    @Test
    void shouldLetNothingOvertakeAMessageInFragments() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        UnsafeBuffer large = new UnsafeBuffer(new byte[2_000]);
        script.wire().limit = 3;
        assertTrue(link.offerEdit(1, -1, PayloadForm.DELTA, large, 0, 2_000) > 0);
        assertEquals(RoomLink.BUSY, offer(link, 2));
        script.wire().limit = Integer.MAX_VALUE;
        script.run();
        assertTrue(offer(link, 2) > 0);
        script.run();
        List<String> sent = script.sent();
        assertEquals("Edit 2", sent.get(sent.size() - 1));
        assertEquals(8, sent.stream().filter("Fragment"::equals).count());
    }

    @Test
    void shouldGoOnUnderAnotherNameWhenItIsForgotten() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        offer(link, 1);
        script.breakDown();
        script.pass(200);
        script.connect();
        script.joined(link, 6, 5, -1, true, StateContents.DELTA, DELTA);
        assertTrue(room.events.contains("forgotten"), room.events::toString);
        assertEquals("other", script.session.clientId());
        script.run();
        script.connect();
        script.joined(link, 6, 6, 0, true, StateContents.NOTHING_NEW, new byte[0]);
        script.run();
        assertFalse(script.sent().contains("Edit 1"), script.sent()::toString);
        assertEquals(0, link.lastSequence());
    }

    @Test
    void shouldGoOnWithTheCountOfAProcessBefore() {
        RoomLink link = script.session.join("lobby", "ann", JoinOptions.DEFAULTS, room);
        script.connect();
        script.joined(link, 5, -1, 41, true, StateContents.DOCUMENT, DELTA);
        assertEquals(41, link.lastSequence());
        assertTrue(offer(link, 42) > 0);
    }

    @Test
    void shouldSurviveHandlersThatThrow() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        room.isFailing = true;
        script.say(script.messages.edited(40, 6, "bob", "b", DELTA));
        script.say(script.messages.ack(40, 1, 7, AppliedAs.SENT, new byte[0]));
        assertEquals(SessionState.LIVE, script.session.state());
        assertEquals(7, link.version());
        assertEquals(2, script.session.count(RoomsCounter.HANDLER_FAILURES));
        assertEquals(List.of("edit", "ack"), script.errors());
    }

    @Test
    void shouldWaitForRoomsThatAreNotThereNow() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.say(script.messages.refused(1, RefusedReason.UNAVAILABLE, true));
        assertEquals(LinkState.BACKING_OFF, link.state());
        script.pass(200);
        script.run();
        assertEquals(List.of("Join version=5"), script.sent());
    }

    @Test
    void shouldWaitForNewCredentialsWhereItIsRefused() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.say(script.messages.refused(1, RefusedReason.LIMIT, false));
        assertEquals(LinkState.LIVE, link.state());
        script.say(script.messages.refused(1, RefusedReason.FORBIDDEN, true));
        assertEquals(LinkState.REFUSED, link.state());
        script.pass(600);
        assertEquals(List.of(), script.sent());
        link.authenticate(JsonNodeFactory.instance.textNode("token"));
        script.run();
        assertEquals(List.of("Join version=5"), script.sent());
        assertEquals(
                List.of("refused LIMIT false", "state REFUSED", "refused FORBIDDEN true", "state JOINING"),
                room.events);
    }

    @Test
    void shouldLeaveARoomAndStay() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.wire().fullOffers = 20;
        link.leave();
        script.run();
        script.run();
        assertEquals(List.of("Leave"), script.sent());
        assertEquals(SessionState.LIVE, script.session.state());
        script.say(script.messages.edited(40, 6, "bob", "b", DELTA));
        assertEquals(List.of("state LEFT"), room.events);
    }

    @Test
    void shouldSayGoodbyeWhenItIsClosed() {
        RoomLink link = live(JoinOptions.DEFAULTS);
        script.session.close();
        script.session.close();
        script.take();
        assertEquals(List.of("CloseRequest"), script.sent());
        assertEquals(LinkState.LEFT, link.state());
        assertTrue(script.wire().isClosed);
        assertThrows(
                IllegalStateException.class, () -> script.session.join("lobby", "ann", JoinOptions.DEFAULTS, room));
    }

    @Test
    void shouldCloseFromWithinAHandler() {
        live(JoinOptions.DEFAULTS);
        room.onEdit = script.session::close;
        script.say(script.messages.edited(40, 6, "bob", "b", DELTA));
        assertEquals(SessionState.CLOSED, script.session.state());
        assertTrue(script.wire().isClosed);
    }
}
