package io.canyon.engine.client;

import static io.canyon.engine.client.ProtocolScript.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UndoHistoryTest {
    private static void ack(ProtocolScript script, long seq, long version) {
        script.receive("{'event':'ack','seq':" + seq + ",'version':" + version + "}");
    }

    private static void others(ProtocolScript script, long version, String delta) {
        script.receive("{'event':'edit','version':" + version + ",'id':'o','userId':'u','delta':" + delta + "}");
    }

    private static boolean undo(ProtocolScript script) {
        return script.protocol.undo(script.nowMs);
    }

    private static boolean redo(ProtocolScript script) {
        return script.protocol.redo(script.nowMs);
    }

    @Test
    void shouldTakeBackUpdatesOneByOneAndDoThemAgain() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        script.set("{'a':2,'l':[{'id':1}]}");
        assertTrue(undo(script));
        assertEquals(tree("{'a':2}"), script.local());
        assertTrue(undo(script));
        assertEquals(tree("{'a':1}"), script.local());
        assertFalse(undo(script));
        assertTrue(redo(script));
        assertEquals(tree("{'a':2}"), script.local());
        assertTrue(redo(script));
        assertEquals(tree("{'a':2,'l':[{'id':1}]}"), script.local());
        assertFalse(redo(script));
        assertTrue(undo(script));
        script.set("{'a':3}");
        assertFalse(script.protocol.edits().canRedo());
        assertTrue(script.output.lastChange().isLocal());
    }

    @Test
    void shouldUndoWhatIsAcknowledgedOverTheEditsOfOthers() {
        ProtocolScript script = ProtocolScript.live("{'l':[{'id':1},{'id':2},{'id':3}]}");
        script.set("{'l':[{'id':1},{'id':3}]}");
        ack(script, 1, 6);
        others(script, 7, "{'l':{'_t':'a','0':[{'id':9}]}}");
        script.output.takeSent();
        assertTrue(undo(script));
        assertEquals(tree("{'l':[{'id':9},{'id':1},{'id':2},{'id':3}]}"), script.local());
        assertEquals(
                ProtocolScript.json(
                        "{'event':'edit','room':'r','seq':2,'base':7,'delta':{'l':{'2':[{'id':2}],'_t':'a'}}}"),
                script.output.sent.get(0));
    }

    /** Others put something in the place of what was put there and taken away again. */
    @Test
    void shouldNotTakeWhatBelongsToOthers() {
        ProtocolScript script = ProtocolScript.live("{'l':[]}");
        script.set("{'l':[{'id':1}]}");
        script.set("{'l':[]}");
        ack(script, 1, 6);
        ack(script, 2, 7);
        others(script, 8, "{'l':{'_t':'a','0':[{'id':9}]}}");
        assertTrue(undo(script));
        assertTrue(undo(script));
        assertEquals(tree("{'l':[{'id':9}]}"), script.local());
    }

    @Test
    void shouldSkipWhatIsNotThereAnyMore() {
        ProtocolScript script = ProtocolScript.live("{'a':1,'o':{'b':1}}");
        script.set("{'a':2,'o':{'b':1}}");
        script.set("{'a':2,'o':{'b':2}}");
        ack(script, 1, 6);
        ack(script, 2, 7);
        others(script, 8, "{'o':[{'b':2},0,0]}");
        assertTrue(undo(script));
        assertEquals(tree("{'a':1}"), script.local());
        assertFalse(undo(script));
    }

    @Test
    void shouldForgetWhatTheRoomRefuses() {
        ProtocolScript script = ProtocolScript.live("{'l':[{'id':1}]}");
        script.set("{'l':[]}");
        script.receive("{'event':'reject','seq':1,'code':'conflict','message':'','version':5}");
        assertEquals(tree("{'l':[{'id':1}]}"), script.local());
        assertFalse(script.protocol.edits().canUndo());
        assertFalse(undo(script));
    }

    /** Two remove one item; who was second has nothing to put back. */
    @Test
    void shouldUndoWhatTheRoomHasApplied() {
        ProtocolScript script = ProtocolScript.live("{'a':1,'l':[{'id':1}]}");
        script.set("{'a':2,'l':[]}");
        others(script, 6, "{'l':{'_t':'a','_0':[{'id':1},0,0]}}");
        script.receive("{'event':'ack','seq':1,'version':7,'delta':{'a':[1,2]}}");
        assertTrue(undo(script));
        assertEquals(tree("{'a':1,'l':[]}"), script.local());
        assertFalse(undo(script));
    }

    @Test
    void shouldKeepItsStepsWhileItMayOnlyRead() {
        ProtocolScript script = ProtocolScript.live("{'a':1}");
        script.set("{'a':2}");
        ack(script, 1, 6);
        script.receive("{'event':'permission','permission':'readonly'}");
        assertFalse(undo(script));
        script.receive("{'event':'permission','permission':'readwrite'}");
        assertTrue(undo(script));
        assertEquals(tree("{'a':1}"), script.local());
    }

    @Test
    void shouldKeepTheLastStepsOnly() {
        ProtocolScript script = new ProtocolScript(options -> options.withMaxUndoSteps(2));
        script.enter("{'a':0}");
        for (int i = 1; i <= 4; i++) {
            script.set("{'a':" + i + "}");
        }
        assertTrue(undo(script) && undo(script));
        assertFalse(undo(script));
        assertEquals(tree("{'a':2}"), script.local());

        ProtocolScript none = new ProtocolScript(options -> options.withMaxUndoSteps(0));
        none.enter("{'a':0}");
        none.set("{'a':1}");
        assertFalse(none.protocol.edits().canUndo());
    }
}
