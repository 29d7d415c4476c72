package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.HistoryLimits;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RejectCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What rooms do with patches. */
class JsonPatchRoomTest {
    private static final long NONE = Command.NONE;

    private DocumentCoreRoom room = new DocumentCoreRoom();

    @AfterEach
    void close() {
        room.close();
    }

    private void begin(String document) {
        room.join(1, "a", 1, NONE);
        room.join(2, "b", 2, NONE);
        room.edit(2, 1, 0, "[" + document + "]");
        room.forgetOutputs();
    }

    /** The code and message of the one answer. */
    private String rejected(long sequence, long base, String patch) {
        room.forgetOutputs();
        String before = room.document();
        long version = room.room().version();
        room.patch(1, sequence, base, patch);
        Output answer = room.outputs().get(0);
        assertEquals(OutputType.REJECT, answer.type(), () -> patch + room.told());
        assertEquals(before, room.document());
        assertEquals(version, room.room().version());
        room.forgetOutputs();
        return RejectCode.of(answer.value()).wireName() + ": "
                + answer.buffer().getStringWithoutLengthUtf8(answer.refusedOffset(), answer.refusedLength());
    }

    @Test
    void shouldAckAndBroadcastWhatAPatchIs() {
        begin("{'a':{'b':1},'list':[1,2,3]}");
        room.patch(1, 1, 1, "[{'op':'replace','path':'/a/b','value':2}]");
        room.patch(1, 2, 2, "[{'op':'add','path':'/a/c','value':[]}]");
        room.patch(1, 3, NONE, "[{'op':'remove','path':'/a/b'},{'op':'add','path':'/list/-','value':4}]");
        assertEquals(
                List.of(
                        "all but 1: edit v2 a/user of a {'a':{'b':[1,2]}}",
                        "1 ack 1 v2",
                        "all but 1: edit v3 a/user of a {'a':{'c':[[]]}}",
                        "1 ack 2 v3",
                        "all but 1: edit v4 a/user of a {'a':{'b':[2,0,0]},'list':{'3':[4],'_t':'a'}}",
                        "1 ack 3 v4"),
                room.told());
        assertEquals("{'a':{'c':[]},'list':[1,2,3,4]}", room.document());
    }

    @Test
    void shouldMakeOneListChangeOfManyOperations() {
        begin("{'list':[1,2,{'x':3},4]}");
        room.patch(
                1,
                1,
                1,
                "[{'op':'add','path':'/list/0','value':'new'},{'op':'remove','path':'/list/1'},"
                        + "{'op':'replace','path':'/list/2/x','value':5},"
                        + "{'op':'replace','path':'/list/0','value':'n'}]");
        assertEquals(
                List.of(
                        "all but 1: edit v2 a/user of a {'list':{'0':['n'],'2':{'x':[3,5]},'_t':'a','_0':[1,0,0]}}",
                        "1 ack 1 v2"),
                room.told());
    }

    @Test
    void shouldMoveWithinAListAndAcross() {
        begin("{'list':[1,{'x':2},3],'o':{}}");
        room.patch(1, 1, 1, "[{'op':'move','from':'/list/1','path':'/list/2'}]");
        room.patch(1, 2, 2, "[{'op':'move','from':'/list/2','path':'/o/item'}]");
        assertEquals(
                List.of(
                        "all but 1: edit v2 a/user of a {'list':{'_t':'a','_1':['',2,3]}}",
                        "1 ack 1 v2",
                        "all but 1: edit v3 a/user of a {'list':{'_t':'a','_2':[{'x':2},0,0]},'o':{'item':[{'x':2}]}}",
                        "1 ack 2 v3"),
                room.told());
    }

    @Test
    void shouldKeepTheIntentionOfAMove() {
        begin("{'list':['a','b','c']}");
        room.edit(2, 2, 1, "{'list':{'_t':'a','0':['new']}}");
        room.patch(
                1,
                1,
                1,
                "[{'op':'move','from':'/list/0','path':'/list/2'},{'op':'add','path':'/list/-','value':'end'}]");
        assertEquals("{'list':['new','b','c','a','end']}", room.document());
        assertEquals(
                List.of(
                        "all but 1: edit v3 a/user of a {'list':{'4':['end'],'_t':'a','_1':['',3,3]}}",
                        "1 ack 1 v3 {'list':{'4':['end'],'_t':'a','_1':['',3,3]}}"),
                room.told().subList(2, 4));
    }

    @Test
    void shouldResolveIndicesAgainstTheBaseAndWithoutOneAgainstWhatIsThere() {
        begin("{'list':[1,2,3]}");
        room.edit(2, 2, 1, "{'list':{'_t':'a','_0':[1,0,0]}}");
        room.patch(1, 1, 1, "[{'op':'replace','path':'/list/1','value':'two'}]");
        assertEquals("{'list':['two',3]}", room.document());
        room.patch(1, 2, NONE, "[{'op':'replace','path':'/list/1','value':'three'}]");
        assertEquals("{'list':['two','three']}", room.document());
        // of the base it was the first
        assertEquals("conflict: nothing of it applies any more", rejectedAtOne("[{'op':'remove','path':'/list/0'}]"));
    }

    /** A third session, which has seen version 1 only. */
    private String rejectedAtOne(String patch) {
        room.join(3, "c", 3, NONE);
        room.forgetOutputs();
        room.patch(3, 1, 1, patch);
        Output answer = room.outputs().get(0);
        assertEquals(OutputType.REJECT, answer.type());
        return RejectCode.of(answer.value()).wireName() + ": "
                + answer.buffer().getStringWithoutLengthUtf8(answer.refusedOffset(), answer.refusedLength());
    }

    @Test
    void shouldTestAgainstTheBase() {
        begin("{'a':1,'b':2}");
        room.edit(2, 2, 1, "{'a':[1,7]}");
        room.patch(1, 1, 1, "[{'op':'test','path':'/a','value':1},{'op':'replace','path':'/b','value':3}]");
        assertEquals("{'a':7,'b':3}", room.document());
        assertEquals("conflict: operation 0: test failed", rejected(2, NONE, "[{'op':'test','path':'/a','value':1}]"));
    }

    @Test
    void shouldCopyWhatTheBaseHad() {
        begin("{'a':{'x':[1,2,{'y':'text'}],'z':1},'to':{}}");
        room.edit(2, 2, 1, "{'a':{'x':{'_t':'a','_0':[1,0,0],'1':{'y':['text','other']},'2':[9]},'z':[1,0,0]}}");
        room.patch(1, 1, 1, "[{'op':'copy','from':'/a','path':'/to/a'},{'op':'move','from':'/a/x/2','path':'/to/x'}]");
        assertEquals("{'a':{'x':[2,9]},'to':{'a':{'x':[1,2,{'y':'text'}],'z':1},'x':{'y':'text'}}}", room.document());
    }

    @Test
    void shouldBeAllOrNothingAndNameTheOperation() {
        begin("{'a':1,'list':[1]}");
        String first = "[{'op':'add','path':'/new','value':1},";
        assertEquals(
                "conflict: operation 1: test failed", rejected(1, 1, first + "{'op':'test','path':'/a','value':2}]"));
        assertEquals(
                "invalid: operation 1: nothing is there", rejected(2, 1, first + "{'op':'remove','path':'/gone/x'}]"));
        assertEquals(
                "conflict: operation 1: nothing is there",
                rejected(3, NONE, first + "{'op':'remove','path':'/gone/x'}]"));
        assertEquals(
                "invalid: operation 1: a list has no such member",
                rejected(4, NONE, first + "{'op':'replace','path':'/list/00','value':1}]"));
        assertEquals(
                "invalid: operation 1: nothing is there",
                rejected(5, 1, first + "{'op':'add','path':'/list/2','value':1}]"));
        assertEquals(
                "invalid: operation 1: nothing is there", rejected(6, 1, first + "{'op':'remove','path':'/list/-'}]"));
        assertEquals(
                "invalid: operation 1: nothing is there",
                rejected(7, 1, first + "{'op':'add','path':'/a/b','value':1}]"));
    }

    @Test
    void shouldTakeNumbersByWhatTheyAreWorth() {
        begin("{'a':1,'b':1e300,'c':[0.5,-0],'d':1000000000000000000}");
        room.patch(
                1,
                1,
                1,
                "[{'op':'test','path':'/a','value':1.0},{'op':'test','path':'/b','value':10e299},"
                        + "{'op':'test','path':'/c','value':[5e-1,0]},{'op':'test','path':'/d','value':1e18}]");
        assertEquals(List.of("all but 1: edit v2 a/user of a null", "1 ack 1 v2"), room.told());
        assertEquals(
                "conflict: operation 0: test failed",
                rejected(2, 2, "[{'op':'test','path':'/d','value':1000000000000000001}]"));
        assertEquals("conflict: operation 0: test failed", rejected(2, 2, "[{'op':'test','path':'/a','value':true}]"));
        assertEquals("conflict: operation 0: test failed", rejected(2, 2, "[{'op':'test','path':'/a','value':'1'}]"));
    }

    @Test
    void shouldTestWhatThePatchHasDoneSoFar() {
        begin("{'o':{'a':1,'b':[1,2]}}");
        room.patch(
                1,
                1,
                1,
                "[{'op':'remove','path':'/o/a'},{'op':'add','path':'/o/b/1','value':{'x':1,'y':2}},"
                        + "{'op':'test','path':'/o','value':{'b':[1,{'y':2,'x':1},2]}},"
                        + "{'op':'add','path':'/o/b/1/z','value':3},"
                        + "{'op':'test','path':'/o/b/1','value':{'z':3,'y':2,'x':1}}]");
        assertEquals("{'o':{'b':[1,{'x':1,'y':2,'z':3},2]}}", room.document());
        assertEquals(
                "conflict: operation 1: test failed",
                rejected(
                        2,
                        2,
                        "[{'op':'add','path':'/o/c','value':1},{'op':'test','path':'/o',"
                                + "'value':{'b':[1,{'x':1,'y':2,'z':3},2]}}]"));
    }

    @Test
    void shouldReplaceObjectsWhoseMembersNoDeltaCanName() {
        begin("{'o':{'_t':1,'k':[1]},'p':{}}");
        room.patch(
                1,
                1,
                1,
                "[{'op':'replace','path':'/o/_t','value':2},{'op':'add','path':'/o/k/-','value':2},"
                        + "{'op':'add','path':'/p/__proto__','value':{}}]");
        assertEquals(
                "all but 1: edit v2 a/user of a {'o':[{'_t':1,'k':[1]},{'_t':2,'k':[1,2]}],'p':[{},{'__proto__':{}}]}",
                room.told().get(0));
        room.patch(1, 2, 2, "[{'op':'add','path':'/o/_t','value':3}]");
        assertEquals("{'o':{'_t':3,'k':[1,2]},'p':{'__proto__':{}}}", room.document());
    }

    @Test
    void shouldReplaceTheWholeDocument() {
        begin("{'a':1}");
        room.patch(1, 1, 1, "[{'op':'add','path':'','value':[1]},{'op':'add','path':'/-','value':2}]");
        assertEquals(List.of("all but 1: edit v2 a/user of a [{'a':1},[1,2]]", "1 ack 1 v2"), room.told());
        room.patch(1, 2, 2, "[{'op':'copy','path':'','from':'/0'},{'op':'test','path':'','value':1}]");
        assertEquals("1", room.document());
    }

    @Test
    void shouldAckAgainWithWhatWasApplied() {
        begin("{'list':[1]}");
        String patch = "[{'op':'add','path':'/list/-','value':2}]";
        room.patch(1, 1, 1, patch);
        room.patch(1, 2, 2, "[]");
        room.forgetOutputs();
        room.patch(1, 1, 1, patch);
        room.patch(1, 2, 2, "[]");
        assertEquals(List.of("1 ack 1 v2 {'list':{'1':[2],'_t':'a'}}", "1 ack 2 v3 null"), room.told());
        assertEquals("{'list':[1,2]}", room.document());
    }

    @Test
    void shouldJournalWhatWasApplied() {
        begin("{'list':[1,2,3],'a':{}}");
        room.edit(2, 2, 1, "{'list':{'_t':'a','0':[0]}}");
        room.patch(1, 1, 1, "[{'op':'copy','from':'/list/2','path':'/a/b'},{'op':'remove','path':'/list/1'}]");
        room.patch(1, 2, NONE, "[{'op':'move','from':'/list/0','path':'/list/-'}]");
        String document = room.document();
        assertEquals("{'list':[1,3,0],'a':{'b':3}}", document);
        room.restart(0);
        assertEquals(document, room.document());
    }

    @Test
    void shouldUndoPatches() {
        begin("{'list':[1,{'x':'y'},3],'a':{'b':true}}");
        String before = room.document();
        room.patch(
                1,
                1,
                1,
                "[{'op':'remove','path':'/list/1'},{'op':'replace','path':'/a/b','value':[1]},"
                        + "{'op':'add','path':'/a/c','value':1},{'op':'move','from':'/list/1','path':'/list/0'}]");
        assertEquals("{'list':[3,1],'a':{'b':[1],'c':1}}", room.document());
        room.undo(1, true);
        assertEquals(before, room.document());
        room.patch(1, 2, NONE, "[{'op':'replace','path':'/a/b','value':7}]");
        room.undo(1, true);
        assertEquals(before, room.document());
    }

    @Test
    void shouldRefuseToNestTooDeep() {
        begin("{'o':{}}");
        String deep = "[".repeat(100) + "]".repeat(100);
        room.patch(1, 1, 1, "[{'op':'add','path':'/o/a','value':" + deep + "}]");
        String inner = "/o/a" + "/0".repeat(99);
        assertEquals(
                "invalid: operation 0: nested too deep: maxDepth=128",
                rejected(2, 2, "[{'op':'copy','from':'/o/a','path':'" + inner + "/0'}]"));
        assertEquals(
                "invalid: operation 0: nested too deep: maxDepth=128",
                rejected(2, 2, "[{'op':'add','path':'" + inner + "/-','value':[[" + deep + "]]}]"));
        room.patch(1, 2, 2, "[{'op':'add','path':'" + inner + "/-','value':" + "[".repeat(26) + "]".repeat(26) + "}]");
        assertEquals(3, room.room().version());
    }

    @Test
    void shouldRefuseToCopyTooMuch() {
        begin("{'a':['" + "x".repeat(100_000) + "']}");
        StringBuilder doubling = new StringBuilder("[");
        for (int i = 0; i < 20; i++) {
            doubling.append("{'op':'copy','from':'/a','path':'/a/-'},");
        }
        doubling.setLength(doubling.length() - 1);
        String answer = rejected(1, 1, doubling + "]");
        assertTrue(answer.startsWith("too-large: operation 6: copies too much"), answer);
    }

    @Test
    void shouldTellSoMuchOfOldValuesOnly() {
        StringBuilder items = new StringBuilder("0");
        StringBuilder removals = new StringBuilder("[");
        for (int i = 0; i < 600; i++) {
            items.append(",'").append("x".repeat(4000)).append('\'');
            removals.append("{'op':'remove','path':'/list/1'},");
        }
        begin("{'list':[" + items + "]}");
        room.patch(1, 1, 1, removals + "{'op':'remove','path':'/list/0'}]");
        assertEquals("{'list':[]}", room.document());
        int length = room.outputs().get(0).documentLength();
        assertTrue(length > 1_000_000 && length < 1_100_000, "length=" + length);
    }

    @Test
    void shouldRefuseADocumentThatWouldBeTooLarge() {
        room.close();
        room = new DocumentCoreRoom(HistoryLimits.DEFAULTS, 4096, false);
        begin("{'a':['" + "x".repeat(2000) + "']}");
        assertEquals(
                "too-large: the document would be too large",
                rejected(1, 1, "[{'op':'copy','from':'/a','path':'/b'}]"));
    }

    @Test
    void shouldRefuseWhatNobodyKnowsOfTheBase() {
        room.close();
        room = new DocumentCoreRoom(new HistoryLimits(2, 1 << 20), 1 << 20, false);
        begin("{'a':'" + "x".repeat(5000) + "'}");
        room.edit(2, 2, 1, "{'z':[1]}");
        room.edit(2, 3, 2, "{'z':[1,2]}");
        // too long to be told
        room.patch(2, 4, 3, "[{'op':'replace','path':'/a','value':{}}]");
        String tooOld = "too-old: operation 0: what stood there is not known any more";
        assertEquals(tooOld, rejected(1, 3, "[{'op':'test','path':'/a','value':{}}]"));
        assertEquals(tooOld, rejected(1, 3, "[{'op':'copy','from':'/a','path':'/b'}]"));
        assertEquals(tooOld, rejected(1, 3, "[{'op':'add','path':'/a/b','value':1}]"));
        assertEquals(tooOld, rejected(1, 3, "[{'op':'test','path':'','value':{'a':1,'z':2}}]"));
        room.patch(1, 1, 3, "[{'op':'replace','path':'/a','value':1},{'op':'test','path':'/a','value':1}]");
        assertEquals("{'a':1,'z':2}", room.document());
        room.patch(1, 2, 5, "[{'op':'remove','path':'/a'}]");
        assertEquals("{'z':2}", room.document());
    }

    @Test
    void shouldRefuseOfReadersAndWithoutJournal() {
        begin("{}");
        room.tell(-1, CommandType.JOURNAL_FULL, 1);
        assertEquals("unavailable: the journal is full", rejected(1, 1, "[{'op':'add','path':'/a','value':1}]"));
        room.tell(-1, CommandType.JOURNAL_FULL, 0);
        room.tell(1, CommandType.PERMISSION, Permission.READ_ONLY.code());
        room.forgetOutputs();
        assertEquals("read-only: may not write", rejected(1, 1, "[{'op':'add','path':'/a','value':1}]"));
    }
}
