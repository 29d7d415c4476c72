package io.canyon.engine.client;

import static io.canyon.engine.client.ProtocolScript.json;
import static io.canyon.engine.client.ProtocolScript.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.spi.Permission;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that break, servers that refuse, people who come and go. */
class SyncConnectionsTest {
    private static String joined(String fields) {
        return "{'event':'joined'," + fields + ",'permission':'readwrite','members':[],'asked':true}";
    }

    @Test
    void shouldReconnectEverLaterWithinBounds() {
        ProtocolScript script = ProtocolScript.live("{}");
        long[] most = {100, 200, 400, 800, 800};
        for (int i = 0; i < most.length; i++) {
            script.protocol.closed(1006, script.nowMs);
            long pauseMs = script.protocol.nextTickMs() - script.nowMs;
            assertTrue(pauseMs >= most[i] / 2 && pauseMs <= most[i], i + ": " + pauseMs);
            script.pass(pauseMs - 1);
            assertEquals(SyncState.OFFLINE, script.protocol.state());
            script.pass(1);
            assertEquals(SyncState.CONNECTING, script.protocol.state());
        }
        script.protocol.opened(script.nowMs);
        script.receive(joined("'version':5,'seq':0,'from':5"));
        script.pass(6_000);
        script.protocol.closed(1006, script.nowMs);
        assertTrue(script.protocol.nextTickMs() - script.nowMs <= 100);
    }

    @Test
    void shouldAskAgainWhenThereIsNoAnswer() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.set("{'a':1}");
        List<String> edit = script.output.takeSent();
        script.pass(59_999);
        assertEquals(List.of(), script.output.takeSent());
        script.pass(1);
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','version':5}")), script.output.takeSent());
        script.receive(joined("'version':5,'seq':0,'from':5"));
        assertEquals(edit, script.output.takeSent());
        // a line that is only slow needs longer, not more of the same
        script.pass(119_999);
        assertEquals(SyncState.LIVE, script.protocol.state());
        script.pass(1);
        assertEquals(SyncState.JOINING, script.protocol.state());
        script.pass(239_999);
        assertEquals(SyncState.JOINING, script.protocol.state());
        script.pass(1);
        assertEquals(1, script.output.disconnects);
        assertEquals(SyncState.OFFLINE, script.protocol.state());
    }

    @Test
    void shouldBeginWithShortWaitsAgainOnceItIsAnswered() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.set("{'a':1}");
        script.pass(60_000);
        script.receive(joined("'version':6,'seq':1,'from':5,'delta':{'a':[1]}"));
        script.set("{'a':2}");
        script.output.takeSent();
        script.pass(60_000);
        assertEquals(1, script.output.takeSent().size());
    }

    @Test
    void shouldComeBackOnceWithAnIdThatAnotherConnectionHasTaken() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        List<String> edit = script.output.takeSent();
        script.protocol.closed(4001, script.nowMs);
        script.pass(1_000);
        script.protocol.opened(script.nowMs);
        script.output.takeSent();
        script.receive(joined("'version':5,'seq':0,'from':5"));
        assertEquals(edit, script.output.takeSent());
        // however long after: two that take turns would do so for ever
        script.pass(30_000);
        script.output.takeCalls();
        script.protocol.closed(4001, script.nowMs);
        assertEquals("id2", script.protocol.id());
        assertEquals(tree("{'a':1}"), script.local());
        assertEquals(
                new SyncRejection("unconfirmed", "another connection has taken the id", tree("{'a':[1,2]}")),
                script.output.rejections.get(0));
        assertEquals("unconfirmed", script.output.lost.code());
        assertTrue(script.protocol.edits().isSaved());
        script.pass(1_000);
        assertEquals(List.of("id1", "id1", "id2"), script.output.connects);
        script.protocol.opened(script.nowMs);
        script.output.takeSent();
        script.receive(joined("'version':6,'seq':0,'from':5,'delta':{'a':[1,2]}"));
        script.set("{'a':3}");
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':1,'base':6,'delta':{'a':[2,3]}}")),
                script.output.takeSent());
    }

    @Test
    void shouldTakeBackWhatTheServerDoesNotTakeWhole() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.set("{'a':1}");
        script.protocol.closed(1009, script.nowMs);
        script.pass(1_000);
        script.protocol.opened(script.nowMs);
        script.output.takeSent();
        script.receive(joined("'version':5,'seq':0,'from':5"));
        assertEquals(List.of(), script.output.takeSent());
        assertEquals("too-large", script.output.rejections.get(0).code());
        assertEquals(tree("{}"), script.local());
    }

    @Test
    void shouldNotSendWhatIsTooLarge() {
        ProtocolScript script = new ProtocolScript(options -> options.withMaxFrameBytes(1024));
        script.enter("{}");
        String large = "{'a':'" + "é".repeat(510) + "'}";
        assertEquals(
                "too-large",
                assertThrows(SyncException.class, () -> script.set(large)).code());
        assertEquals(List.of(), script.output.takeSent());
        assertEquals(tree("{}"), script.local());
        script.set("{'a':'" + "é".repeat(400) + "'}");
        assertTrue(script.output.takeSent().get(0).contains("'seq':1".replace('\'', '"')));
    }

    /** What was changed offline would be lost in one piece if it were longer than an edit may be. */
    @Test
    void shouldTakeNoMoreThanOneEditWhileItIsOffline() {
        ProtocolScript script = new ProtocolScript(options -> options.withMaxFrameBytes(1024));
        script.enter("{}");
        script.protocol.closed(1006, script.nowMs);
        String text = "x".repeat(400);
        script.set("{'a':'" + text + "'}");
        script.set("{'a':'" + text + "','b':'" + text + "'}");
        JsonNode taken = script.local();
        assertThrows(
                SyncException.class, () -> script.set("{'a':'" + text + "','b':'" + text + "','c':'" + text + "'}"));
        assertSame(taken, script.local());
        assertEquals(2, script.protocol.edits().updates());
        // not what comes one after the other counts, but what it comes to
        for (int i = 0; i < 50; i++) {
            script.set("{'a':'" + text + "','b':'" + i + "'}");
        }
        script.pass(1_000);
        script.protocol.opened(script.nowMs);
        script.receive(
                "{'event':'joined','version':5,'seq':0,'permission':'readwrite','from':5,'members':[],'asked':true}");
        assertEquals(List.of(), script.output.rejections);
        assertTrue(script.output.takeSent().get(1).contains("'b':['49']".replace('\'', '"')));
        // behind an edit that is under way there is as much room again
        script.set("{'a':'" + text + "','b':'49','c':'" + text + text + "'}");
        assertThrows(
                SyncException.class, () -> script.set("{'a':1,'b':'49','c':'" + text + text + "','d':'" + text + "'}"));
    }

    /** An undo is not measured before. */
    @Test
    void shouldTakeBackWhatBecameTooLarge() {
        ProtocolScript script = new ProtocolScript(options -> options.withMaxFrameBytes(1024));
        String text = "x".repeat(600);
        script.enter("{'a':'" + text + "','b':'" + text + "'}");
        script.set("{'a':'','b':'" + text + "'}");
        script.receive("{'event':'ack','seq':1,'version':6}");
        script.set("{'a':'','b':''}");
        script.receive("{'event':'ack','seq':2,'version':7}");
        script.protocol.closed(1006, script.nowMs);
        assertTrue(script.protocol.undo(script.nowMs) && script.protocol.undo(script.nowMs));
        script.pass(1_000);
        script.protocol.opened(script.nowMs);
        script.receive(
                "{'event':'joined','version':7,'seq':2,'permission':'readwrite','from':7,'members':[],'asked':true}");
        assertEquals("too-large", script.output.rejections.get(0).code());
        assertEquals(tree("{'a':'','b':''}"), script.local());
    }

    @Test
    void shouldWaitForNewCredentialsWhenItIsRefused() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.receive("{'event':'error','code':'forbidden','message':'no'}");
        assertEquals(List.of("error forbidden", "REFUSED"), script.output.takeCalls());
        assertEquals("forbidden", script.output.joinFailure.code());
        assertEquals(1, script.output.disconnects);
        assertEquals(SyncProtocol.NEVER, script.protocol.nextTickMs());
        script.set("{'a':1}");
        script.protocol.authenticate(tree("'new'"), script.nowMs);
        script.protocol.opened(script.nowMs);
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','credentials':'new','version':5}")),
                script.output.takeSent());
        script.receive(joined("'version':5,'seq':0,'from':5"));
        assertEquals(1, script.output.takeSent().size());
        script.protocol.authenticate(tree("'newer'"), script.nowMs);
        assertEquals(List.of(json("{'event':'auth','room':'r','credentials':'newer'}")), script.output.takeSent());
    }

    @Test
    void shouldTryAgainWithCredentialsThatCameMeanwhile() {
        ProtocolScript script = new ProtocolScript();
        script.protocol.join("user", tree("'old'"), script.nowMs);
        script.protocol.opened(script.nowMs);
        script.protocol.authenticate(tree("'new'"), script.nowMs);
        script.output.takeSent();
        script.receive("{'event':'error','code':'forbidden','message':'no'}");
        assertNull(script.output.joinFailure);
        script.pass(100);
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','credentials':'new'}")),
                script.output.takeSent());
        script.receive("{'event':'error','code':'forbidden','message':'no'}");
        assertEquals("forbidden", script.output.joinFailure.code());
    }

    @Test
    void shouldGiveUpARoomThatCannotBe() {
        ProtocolScript script = new ProtocolScript();
        script.protocol.join("user", null, script.nowMs);
        script.protocol.opened(script.nowMs);
        script.protocol.received(json("{'event':'error','code':'limit','message':'too long'}"), script.nowMs);
        assertEquals("limit", script.output.joinFailure.code());
        assertEquals(SyncState.REFUSED, script.protocol.state());
    }

    @Test
    void shouldJoinAgainBehindAnError() {
        for (String code : List.of("not-joined", "limit", "room-closed", "unavailable")) {
            ProtocolScript script = ProtocolScript.live("{}");
            script.receive("{'event':'error','code':'" + code + "','message':''}");
            assertEquals(List.of("error " + code, "JOINING"), script.output.takeCalls());
            assertEquals(List.of(), script.output.takeSent());
            script.pass(100);
            assertEquals(
                    List.of(json("{'event':'join','room':'r','userId':'user','version':5}")), script.output.takeSent());
        }
    }

    @Test
    void shouldKnowTheOthers() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.receive("{'event':'entered','id':'a','userId':'ann'}");
        script.receive("{'event':'presence','id':'a','userId':'ann','presence':{'x':1}}");
        script.receive("{'event':'entered','id':'b','userId':'ben'}");
        script.receive("{'event':'left','id':'b','userId':'ben'}");
        script.receive("{'event':'entered','id':'id1','userId':'user'}");
        assertEquals(
                List.of("entered a ann null", "presence a {\"x\":1}", "entered b ben null", "left b"),
                script.output.takeCalls());
        assertEquals(List.of(new SyncMember("a", "ann", tree("{'x':1}"))), script.protocol.members());
        script.reconnect();
        script.output.takeCalls();
        script.receive("{'event':'joined','version':5,'seq':0,'from':5,'permission':'readonly','members':"
                + "[{'id':'c','userId':'cem','presence':{'y':2}}],'asked':true}");
        assertEquals(
                List.of("left a", "entered c cem {\"y\":2}", "READ_ONLY"),
                script.output.takeCalls().subList(0, 3));
        assertEquals(Permission.READ_ONLY, script.protocol.permission());
        script.receive("{'event':'permission','permission':'readwrite'}");
        assertEquals(List.of("READ_WRITE"), script.output.takeCalls());
    }

    @Test
    void shouldShowTheLatestPresenceOncePerInterval() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.protocol.show(tree("{'x':1}"), script.nowMs);
        script.protocol.show(tree("{'x':2}"), script.nowMs);
        script.protocol.show(tree("{'x':3}"), script.nowMs);
        String first = json("{'event':'presence','room':'r','presence':{'x':1}}");
        assertEquals(List.of(first), script.output.takeSent());
        script.pass(32);
        assertEquals(List.of(), script.output.takeSent());
        script.pass(1);
        String last = json("{'event':'presence','room':'r','presence':{'x':3}}");
        assertEquals(List.of(last), script.output.takeSent());
        script.reconnect();
        script.output.takeSent();
        script.receive(joined("'version':5,'seq':0,'from':5"));
        assertEquals(List.of(last), script.output.takeSent());
    }

    @Test
    void shouldNotShowAgainWhatIsRefusedAgain() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.protocol.show(tree("{'x':1}"), script.nowMs);
        for (int expected : new int[] {2, 1, 1}) {
            script.receive("{'event':'error','code':'limit','message':'presence is too large'}");
            script.output.takeSent();
            script.pass(1_000);
            script.receive(joined("'version':5,'seq':0,'from':5"));
            assertEquals(expected, script.output.takeSent().size());
        }
        script.protocol.show(tree("{'x':2}"), script.nowMs);
        assertEquals(1, script.output.takeSent().size());
    }

    @Test
    void shouldTakeBackAnEditThatMakesNoSenseToTheServer() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.set("{'a':1}");
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(), script.output.rejections);
            script.receive("{'event':'error','code':'bad-frame','message':''}");
            script.pass(1_000);
            script.receive(joined("'version':5,'seq':0,'from':5"));
        }
        assertEquals("invalid", script.output.rejections.get(0).code());
        assertTrue(script.protocol.edits().isSaved());
    }

    @Test
    void shouldIgnoreWhatItDoesNotKnow() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.receive("{'event':'later','more':1}");
        script.protocol.received(json("{'event':'edit','room':'other','version':6}"), script.nowMs);
        script.receive("{'event':'edit','version':5,'id':'o','userId':'u','delta':{'a':[1]}}");
        script.receive("{'event':'ack','seq':9,'version':5}");
        assertEquals(5, script.protocol.edits().version());
        assertEquals(List.of(), script.output.takeCalls());
        assertEquals(List.of(), script.output.takeSent());
    }

    @Test
    void shouldReconnectWhenAFrameMakesNoSense() {
        for (String frame : List.of("{'event':'edit'}", "{'event':'ack','seq':1}", "{")) {
            ProtocolScript script = ProtocolScript.live("{}");
            script.protocol.received(json(frame), script.nowMs);
            assertEquals(List.of("error bad-frame", "OFFLINE"), script.output.takeCalls(), frame);
            assertEquals(1, script.output.disconnects);
        }
    }

    @Test
    void shouldLeaveForEver() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.protocol.close();
        script.protocol.close();
        assertEquals(List.of(json("{'event':'leave','room':'r'}")), script.output.takeSent());
        assertEquals(List.of("CLOSED"), script.output.takeCalls());
        assertEquals(1, script.output.disconnects);
        script.protocol.closed(1000, script.nowMs);
        script.pass(1_000_000);
        assertEquals(SyncState.CLOSED, script.protocol.state());
        assertNull(script.protocol.presence());
    }
}
