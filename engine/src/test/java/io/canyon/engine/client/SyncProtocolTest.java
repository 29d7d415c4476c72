package io.canyon.engine.client;

import static io.canyon.engine.client.ProtocolScript.json;
import static io.canyon.engine.client.ProtocolScript.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the wire's page says of the client, rule by rule. */
class SyncProtocolTest {
    private static String joined(String fields) {
        return "{'event':'joined'," + fields + ",'permission':'readwrite','members':[],'asked':true}";
    }

    private static String unasked(String fields) {
        return "{'event':'joined'," + fields + ",'permission':'readwrite','members':[],'asked':false}";
    }

    @Test
    void shouldJoin() {
        ProtocolScript script = new ProtocolScript();
        script.protocol.join("user", tree("{'token':'t'}"), script.nowMs);
        assertEquals(List.of("id1"), script.output.connects);
        script.protocol.opened(script.nowMs);
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','credentials':{'token':'t'}}")),
                script.output.takeSent());
        script.receive(joined("'version':5,'seq':0,'doc':{'a':1}"));
        assertEquals(
                List.of("CONNECTING", "JOINING", "READ_WRITE", "LIVE", "joined {\"a\":1}", "future {\"a\":1}"),
                script.output.takeCalls());
        assertEquals(tree("{'a':1}"), script.local());
        assertEquals(5, script.protocol.edits().version());
        assertEquals(List.of(), script.output.takeSent());
        assertEquals(SyncProtocol.NEVER, script.protocol.nextTickMs());
    }

    @Test
    void shouldHaveOneEditInFlightAndSendWhatGathersAsTheNext() {
        ProtocolScript script = ProtocolScript.live("{}");
        script.set("{'a':1}");
        script.set("{'a':1,'b':2}");
        script.set("{'a':3,'b':2}");
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':1,'base':5,'delta':{'a':[1]}}")),
                script.output.takeSent());
        assertEquals(List.of("unsaved"), script.output.takeCalls());
        script.receive("{'event':'ack','seq':1,'version':6}");
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':2,'base':6,'delta':{'a':[1,3],'b':[2]}}")),
                script.output.takeSent());
        assertEquals(1, script.output.confirmed);
        script.receive("{'event':'ack','seq':2,'version':7}");
        assertEquals(List.of("saved"), script.output.takeCalls());
        assertEquals(3, script.output.confirmed);
        assertEquals(List.of(), script.output.takeSent());
    }

    @Test
    void shouldCarryItsEditsOverThoseOfOthers() {
        ProtocolScript script = ProtocolScript.live("{'l':[{'id':1},{'id':2}]}");
        script.set("{'l':[{'id':1},{'id':2},{'id':3}]}");
        script.set("{'l':[{'id':1},{'id':2},{'id':3},{'id':4}]}");
        script.receive("{'event':'edit','version':6,'id':'o','userId':'u','delta':{'l':{'_t':'a','0':[{'id':9}]}}}");
        assertEquals(tree("{'l':[{'id':9},{'id':1},{'id':2},{'id':3},{'id':4}]}"), script.local());
        assertEquals("o", script.output.lastChange().author());
        assertEquals("u", script.output.lastChange().userId());
        assertFalse(script.output.lastChange().isLocal());
        script.receive("{'event':'ack','seq':1,'version':7,'delta':{'l':{'_t':'a','3':[{'id':3}]}}}");
        assertEquals(tree("{'l':[{'id':9},{'id':1},{'id':2},{'id':3},{'id':4}]}"), script.local());
        assertEquals(
                json("{'event':'edit','room':'r','seq':2,'base':7,'delta':{'l':{'4':[{'id':4}],'_t':'a'}}}"),
                script.output.sent.get(1));
    }

    @Test
    void shouldTakeWhatTheRoomHasAppliedInsteadOfItsOwnEdit() {
        ProtocolScript script = ProtocolScript.live("{'a':1,'b':1}");
        script.set("{'a':2,'b':2}");
        script.receive("{'event':'ack','seq':1,'version':6,'delta':{'a':[1,2]}}");
        assertEquals(tree("{'a':2,'b':1}"), script.local());
        script.set("{'a':2}");
        script.receive("{'event':'ack','seq':2,'version':7,'delta':null}");
        assertEquals(tree("{'a':2,'b':1}"), script.local());
        assertTrue(script.protocol.edits().isSaved());
    }

    @Test
    void shouldSendTheSameFrameAgainBehindAReconnect() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        List<String> first = script.output.takeSent();
        script.set("{'a':2,'b':1}");
        script.reconnect();
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','version':5}")), script.output.takeSent());
        script.receive(joined("'version':8,'seq':0,'from':5,'delta':{'c':[1]}"));
        assertEquals(first, script.output.takeSent());
        assertEquals(tree("{'a':2,'b':1,'c':1}"), script.local());
        script.receive("{'event':'ack','seq':1,'version':9}");
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':2,'base':9,'delta':{'b':[1]}}")),
                script.output.takeSent());
    }

    @Test
    void shouldNotSendAgainWhatTheRoomHasApplied() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.output.takeSent();
        script.reconnect();
        script.output.takeSent();
        script.receive(joined("'version':6,'seq':1,'from':5,'delta':{'a':[1,2]}"));
        assertEquals(List.of(), script.output.takeSent());
        assertTrue(script.protocol.edits().isSaved());
        assertEquals(1, script.output.confirmed);
    }

    @Test
    void shouldLetAnUnaskedJoinedStandForAcksAndSendNothingAgain() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.output.takeSent();
        script.receive(unasked("'version':9,'seq':0,'from':5,'delta':{'b':[1]}"));
        assertEquals(List.of(), script.output.takeSent());
        assertTrue(script.protocol.edits().hasFlight());
        script.receive(unasked("'version':11,'seq':1,'from':9,'delta':{'a':[1,2]}"));
        assertTrue(script.protocol.edits().isSaved());
        assertEquals(tree("{'a':2,'b':1}"), script.local());
        script.receive(unasked("'version':10,'seq':1,'from':11"));
        assertEquals(11, script.protocol.edits().version());
        script.receive("{'event':'edit','version':12,'id':'o','userId':'u'}");
        assertEquals(12, script.protocol.edits().version());
        assertEquals(List.of(), script.output.takeSent());
    }

    @Test
    void shouldDropAJoinedThatIsNotForItsShadow() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.receive(unasked("'version':9,'seq':0,'from':4,'delta':{'b':[1]}"));
        assertEquals(tree("{'a':1}"), script.local());
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','version':5}")), script.output.takeSent());
    }

    @Test
    void shouldJoinAgainWhenItSeesAGap() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        List<String> first = script.output.takeSent();
        script.receive("{'event':'edit','version':7,'id':'o','userId':'u','delta':{'b':[1]}}");
        String join = json("{'event':'join','room':'r','userId':'user','version':5}");
        assertEquals(List.of(join), script.output.takeSent());
        script.receive("{'event':'edit','version':8,'id':'o','userId':'u','delta':{'c':[1]}}");
        script.receive("{'event':'ack','seq':1,'version':9}");
        assertEquals(List.of(), script.output.takeSent());
        assertEquals(5, script.protocol.edits().version());
        script.receive(joined("'version':8,'seq':0,'from':5,'delta':{'b':[1],'c':[1]}"));
        assertEquals(first, script.output.takeSent());
        script.receive("{'event':'ack','seq':1,'version':10}");
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','version':8}")), script.output.takeSent());
        assertTrue(script.protocol.edits().hasFlight());
    }

    @Test
    void shouldSendTheCarriedEditAgainAsAnotherOne() {
        for (String code : List.of("too-old", "out-of-order")) {
            ProtocolScript script = ProtocolScript.live("{'l':[{'id':1}]}");
            script.set("{'l':[{'id':1},{'id':2}]}");
            script.output.takeSent();
            script.receive(
                    "{'event':'edit','version':6,'id':'o','userId':'u','delta':{'l':{'_t':'a','0':[{'id':9}]}}}");
            script.receive("{'event':'reject','seq':1,'code':'" + code + "','message':'','version':6}");
            assertEquals(
                    List.of(json(
                            "{'event':'edit','room':'r','seq':2,'base':6,'delta':{'l':{'2':[{'id':2}],'_t':'a'}}}")),
                    script.output.takeSent());
            assertEquals(List.of(), script.output.rejections);
            script.receive("{'event':'reject','seq':1,'code':'" + code + "','message':'','version':6}");
            assertEquals(List.of(), script.output.takeSent());
            script.receive("{'event':'ack','seq':2,'version':7}");
            assertTrue(script.protocol.edits().isSaved());
            assertEquals(1, script.output.confirmed);
        }
    }

    @Test
    void shouldTellWhenNothingOfAStaleEditIsLeft() {
        ProtocolScript script = ProtocolScript.live("{'o':{'a':1}}");
        script.set("{'o':{'a':2}}");
        script.receive("{'event':'edit','version':6,'id':'o','userId':'u','delta':{'o':[{'a':1},0,0]}}");
        assertEquals(tree("{}"), script.local());
        script.receive("{'event':'reject','seq':1,'code':'too-old','message':'','version':6}");
        assertEquals("conflict", script.output.rejections.get(0).code());
        assertTrue(script.protocol.edits().isSaved());
    }

    @Test
    void shouldTakeBackWhatIsRejected() {
        for (String code : List.of("read-only", "invalid", "conflict", "too-large", "unavailable")) {
            ProtocolScript script = ProtocolScript.live("{'a':1}");
            script.set("{'a':2}");
            script.set("{'a':2,'b':1}");
            script.output.takeSent();
            script.receive("{'event':'reject','seq':1,'code':'" + code + "','message':'because','version':5}");
            assertEquals(tree("{'a':1,'b':1}"), script.local());
            assertEquals(new SyncRejection(code, "because", tree("{'a':[1,2]}")), script.output.rejections.get(0));
            assertEquals(code, script.output.lost.code());
            assertEquals(
                    List.of(json("{'event':'edit','room':'r','seq':2,'base':5,'delta':{'b':[1]}}")),
                    script.output.takeSent());
        }
    }

    @Test
    void shouldTakeANewIdWhenTheRoomHasForgottenIt() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.set("{'a':2,'b':1}");
        script.output.takeSent();
        script.reconnect();
        script.receive(joined("'version':9,'from':5,'delta':{'c':[1]}"));
        assertEquals(tree("{'a':1,'b':1,'c':1}"), script.local());
        assertEquals("unconfirmed", script.output.rejections.get(0).code());
        assertEquals(tree("{'a':[1,2]}"), script.output.rejections.get(0).delta());
        assertEquals(List.of("id1", "id1", "id2"), script.output.connects);
        assertEquals("id2", script.protocol.id());
        script.output.takeSent();
        script.protocol.opened(script.nowMs);
        assertEquals(
                List.of(json("{'event':'join','room':'r','userId':'user','version':9}")), script.output.takeSent());
        script.receive(joined("'version':9,'from':9"));
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':1,'base':9,'delta':{'b':[1]}}")),
                script.output.takeSent());
    }

    @Test
    void shouldKeepItsIdWhenItHasNotSentEdits() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.reconnect();
        script.receive(joined("'version':9,'from':5,'delta':{'c':[1]}"));
        assertEquals("id1", script.protocol.id());
        assertEquals(SyncState.LIVE, script.protocol.state());
    }

    @Test
    void shouldTakeANewIdWhenItHasLostItsCount() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.reconnect();
        script.receive(joined("'version':9,'seq':7,'from':5,'delta':{'a':[1,2]}"));
        assertEquals("id2", script.protocol.id());
        assertEquals("unconfirmed", script.output.rejections.get(0).code());
    }

    @Test
    void shouldTakeTheDocumentOfAnotherTimeline() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.receive("{'event':'ack','seq':1,'version':6}");
        script.set("{'a':2,'b':1}");
        List<String> sent = script.output.takeSent();
        script.reconnect();
        script.output.takeSent();
        script.receive(joined("'version':2,'seq':0,'doc':{'z':1}"));
        assertEquals(2, script.protocol.edits().version());
        assertEquals(tree("{'z':1,'b':1}"), script.local());
        assertEquals(List.of(sent.get(1)), script.output.takeSent());
        script.receive("{'event':'reject','seq':2,'code':'too-old','message':'','version':2}");
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':3,'base':2,'delta':{'b':[1]}}")),
                script.output.takeSent());
    }

    @Test
    void shouldOnlyEndTheFlightWithAnAckOfWhatIsInTheShadow() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.receive("{'event':'edit','version':6,'id':'o','userId':'u','delta':{'a':[1,2]}}");
        script.receive("{'event':'ack','seq':1,'version':6}");
        assertEquals(6, script.protocol.edits().version());
        assertTrue(script.protocol.edits().isSaved());
    }

    @Test
    void shouldAskForTheWholeDocumentWhenAnEditDoesNotApply() {
        ProtocolScript script = ProtocolScript.live("{'l':[1]}");
        script.receive("{'event':'edit','version':6,'id':'o','userId':'u','delta':{'l':{'_t':'a','7':[1]}}}");
        String join = json("{'event':'join','room':'r','userId':'user'}");
        assertEquals(List.of(join), script.output.takeSent());
        script.reconnect();
        assertEquals(List.of(join), script.output.takeSent());
        script.receive(joined("'version':6,'seq':0,'doc':{'l':[2]}"));
        assertEquals(tree("{'l':[2]}"), script.local());
        assertEquals(
                tree("{'l':{'_t':'a','_0':[1,0,0],'0':[2]}}"),
                script.output.lastChange().delta());
    }

    @Test
    void shouldKeepEditsThatAreMadeOffline() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.protocol.closed(1001, script.nowMs);
        script.set("{'a':2}");
        script.set("{'a':2,'b':1}");
        assertEquals(List.of("OFFLINE", "unsaved"), script.output.takeCalls());
        script.pass(1_000);
        script.protocol.opened(script.nowMs);
        script.output.takeSent();
        script.receive(joined("'version':6,'seq':0,'from':5,'delta':{'c':[1]}"));
        assertEquals(
                List.of(json("{'event':'edit','room':'r','seq':1,'base':6,'delta':{'a':[1,2],'b':[1]}}")),
                script.output.takeSent());
    }
}
