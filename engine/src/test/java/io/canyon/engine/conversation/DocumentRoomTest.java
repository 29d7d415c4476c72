package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.HistoryLimits;
import io.canyon.engine.room.Output;
import io.canyon.engine.spi.Permission;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of rooms that are one document. */
class DocumentRoomTest {
    private static final long NONE = Command.NONE;

    private DocumentCoreRoom room = new DocumentCoreRoom();

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void shouldBeginWithAnEmptyObject() {
        room.join(1, "a", 1, NONE);
        assertEquals(List.of("1 JOINED", "1 joined v0 seq 0 doc {} members []"), room.told());
    }

    @Test
    void shouldTellWhoIsThereAndWhoComesAndGoes() {
        room.join(1, "a", 1, NONE);
        room.show(1, "{'x':1}");
        room.told();
        room.join(2, "b", 2, NONE);
        assertEquals(
                List.of(
                        "2 JOINED",
                        "all but 2: entered b/user of b",
                        "2 joined v0 seq 0 doc {} members [['a','user of a',{'x':1}]]"),
                room.told());
        room.show(2, "{'y':[2]}");
        assertEquals(List.of("all but 2: shown b/user of b {'y':[2]}"), room.told());
        room.tell(2, CommandType.LEAVE);
        assertEquals(List.of("all but 2: left b/user of b", "2 LEFT"), room.told());
    }

    @Test
    void shouldAckAndBroadcastWhatIsApplied() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1],'b':[{'c':[1,2]}]}");
        assertEquals(List.of("all but 1: edit v1 a/user of a {'a':[1],'b':[{'c':[1,2]}]}", "1 ack 1 v1"), room.told());
    }

    @Test
    void shouldTakeListsThatDoNotTellTheirLengths() {
        joinTwo();
        room.edit(1, 1, 0, "{'list':[[1,{'c':2},3]]}");
        room.told();
        room.edit(1, 2, 1, "{'list':{'_t':'a','_0':[1,0,0],'0':{'c':[2,4]},'2':[5]}}");
        assertEquals("{'list':[{'c':4},3,5]}", room.document());
        assertEquals(
                List.of(
                        "all but 1: edit v2 a/user of a {'list':{'0':{'c':[2,4]},'2':[5],'_t':'a','_0':[1,0,0]}}",
                        "1 ack 2 v2"),
                room.told());
        // the length is in the history: an index past the end of that list is found out
        room.edit(2, 1, 1, "{'list':{'_t':'a','7':[5]}}");
        assertEquals(List.of("2 reject 1 invalid v2"), room.told());
    }

    @Test
    void shouldRefuseAnIndexPastTheEndWhole() {
        joinTwo();
        room.edit(1, 1, 0, "{'list':[[1,2]]}");
        room.told();
        room.edit(2, 1, 1, "{'a':[1],'list':{'_t':'a','2':[3],'_0':[1,0,0]}}");
        assertEquals(List.of("2 reject 1 invalid v1"), room.told());
        assertEquals("{'list':[1,2]}", room.document());
    }

    @Test
    void shouldCarryAStaleEditForward() {
        joinTwo();
        room.edit(1, 1, 0, "{'list':[['x']]}");
        room.told();
        room.edit(1, 2, 1, "{'list':{'_t':'a','0':['one']}}");
        room.edit(2, 1, 1, "{'list':{'_t':'a','1':['two']}}");
        assertEquals(
                List.of(
                        "all but 1: edit v2 a/user of a {'list':{'0':['one'],'_t':'a'}}",
                        "1 ack 2 v2",
                        "all but 2: edit v3 b/user of b {'list':{'2':['two'],'_t':'a'}}",
                        "2 ack 1 v3 {'list':{'2':['two'],'_t':'a'}}"),
                room.told());
        assertEquals("{'list':['one','x','two']}", room.document());
    }

    @Test
    void shouldAckAgainWhatIsSentAgain() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.told();
        room.edit(1, 1, 0, "{'a':[1]}");
        assertEquals(List.of("1 ack 1 v1"), room.told());
        assertEquals(1, room.room().version());
    }

    @Test
    void shouldTellAgainWhatWasAppliedOtherwiseThanItWasSent() {
        joinTwo();
        room.edit(1, 1, 0, "{'list':[['x']]}");
        room.edit(1, 2, 1, "{'list':{'_t':'a','0':['one']}}");
        room.edit(2, 1, 1, "{'list':{'_t':'a','1':['two']}}");
        room.edit(2, 2, 3, "{'gone':[1,0,0]}");
        room.told();
        room.edit(2, 1, 1, "{'list':{'_t':'a','1':['two']}}");
        room.edit(2, 2, 3, "{'gone':[1,0,0]}");
        room.edit(1, 2, 1, "{'list':{'_t':'a','0':['one']}}");
        assertEquals(
                List.of("2 ack 1 v3 {'list':{'2':['two'],'_t':'a'}}", "2 ack 2 v4 null", "1 ack 2 v2"), room.told());
    }

    @Test
    void shouldAnswerAQuestionOfALaggingSessionAsItWasAsked() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.tell(2, CommandType.LAGGING);
        room.edit(1, 2, 1, "{'a':[1,2]}");
        room.rejoin(2, NONE);
        room.told();
        room.tell(2, CommandType.DRAINED);
        assertEquals(List.of("2 joined v2 seq 0 doc {'a':2} members [['a','user of a']]"), room.told());
    }

    @Test
    void shouldAckPipelinedEditsAgainEachWithItsVersion() {
        joinTwo();
        for (int i = 1; i <= 20; i++) {
            room.edit(1, i, NONE, "{'a':[" + i + "]}");
            room.edit(2, i, NONE, "{'b':[" + i + "]}");
        }
        room.told();
        room.edit(1, 3, NONE, "{'a':[3]}");
        room.edit(2, 3, NONE, "{'b':[3]}");
        assertEquals(List.of("1 ack 3 v5", "2 ack 3 v6"), room.told());
    }

    @Test
    void shouldRejectWhatWasMadeWithoutSeeingTheAuthorsLastEdit() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.told();
        room.edit(1, 2, 0, "{'b':[1]}");
        assertEquals(List.of("1 reject 2 out-of-order v1"), room.told());
        room.edit(1, 3, 1, "{'b':[1]}");
        assertEquals("1 ack 3 v2", room.told().get(1));
    }

    @Test
    void shouldRejectABaseBeforeTheHistory() {
        room.close();
        room = new DocumentCoreRoom(new HistoryLimits(2, 4096), 1 << 20, false);
        joinTwo();
        for (int i = 1; i <= 3; i++) {
            room.edit(1, i, i - 1, "{'a':[" + i + "]}");
        }
        room.told();
        room.edit(2, 1, 0, "{'b':[1]}");
        room.edit(2, 2, 1, "{'b':[1]}");
        room.edit(2, 3, 9, "{'b':[1]}");
        assertEquals(
                List.of(
                        "2 reject 1 too-old v3",
                        "all but 2: edit v4 b/user of b {'b':[1]}",
                        "2 ack 2 v4",
                        "2 reject 3 too-old v4"),
                room.told());
    }

    @Test
    void shouldRejectALargeEditThatIsTooStaleToCarry() {
        joinTwo();
        String list = "[" + "0,".repeat(40_000) + "0]";
        for (int i = 1; i <= 500; i++) {
            room.edit(1, i, NONE, "{'n':[" + i + "]}");
        }
        room.told();
        room.edit(2, 1, 0, "{'list':[" + list + "]}");
        assertEquals(List.of("2 reject 1 too-old v500"), room.told());
        room.edit(2, 2, 400, "{'list':[" + list + "]}");
        assertEquals("2 ack 2 v501", room.told().get(1));
    }

    @Test
    void shouldTellThatAnotherUserHasCome() {
        joinTwo();
        room.show(1, "{'x':1}");
        room.told();
        room.rejoin(1, "somebody else", 0);
        assertEquals(
                List.of(
                        "all but 1: left a/user of a",
                        "all but 1: entered a/somebody else",
                        "all but 1: shown a/somebody else {'x':1}",
                        "1 joined v0 seq 0 from 0 members [['b','user of b']]"),
                room.told());
    }

    @Test
    void shouldBoundWhatAllShow() {
        String shown = "{'x':'" + "y".repeat(60_000) + "'}";
        for (int i = 1; i <= 80; i++) {
            room.join(i, "c" + i, i, NONE);
            room.show(i, shown);
        }
        room.forgetOutputs();
        room.join(81, "d", 81, NONE);
        int lengthBytes =
                room.outputs().stream().mapToInt(Output::presenceLength).sum();
        assertTrue(lengthBytes > 4_000_000 && lengthBytes < 4_300_000, "lengthBytes=" + lengthBytes);
        room.tell(1, CommandType.LEAVE);
        room.show(80, "{'x':2}");
        room.told();
        room.show(79, shown);
        assertEquals(1, room.told().size(), "there is room again");
    }

    @Test
    void shouldReplaceAConnectionInAFullRoom() {
        for (int i = 1; i <= 100; i++) {
            room.join(i, "c" + i, i, NONE);
        }
        room.told();
        room.join(101, "d", 101, NONE);
        assertEquals(List.of("101 close LIMIT"), room.told());
        room.join(102, "c7", 102, NONE);
        assertEquals("7 close REPLACED", room.told().get(0));
        assertEquals(100, room.room().memberCount());
    }

    @Test
    void shouldBoundTheWorkOfAllTextsOfAnEdit() {
        joinTwo();
        String text = "abcdefgh".repeat(1 << 14);
        room.edit(1, 1, 0, "{'a':['T'],'b':['T'],'c':['T']}".replace("T", text));
        StringBuilder backwards = new StringBuilder();
        for (int i = 1000; i > 0; i--) {
            backwards.append("@@ -" + (8 * i + 1) + ",8 +" + (8 * i + 1) + ",9 @@\\n abcd\\n+z\\n efgh\\n");
        }
        String patch = "['" + backwards + "',0,2]";
        room.told();
        room.edit(1, 2, 1, "{'a':P,'b':P,'c':P}".replace("P", patch));
        assertEquals(List.of("1 reject 2 conflict v1"), room.told());
        room.edit(1, 3, 1, "{'a':P}".replace("P", patch));
        assertEquals("1 ack 3 v2", room.told().get(1));
    }

    @Test
    void shouldRejectOfReaders() {
        room.join(1, "a", 1, NONE, Permission.READ_ONLY);
        room.told();
        room.edit(1, 1, 0, "{'a':[1]}");
        assertEquals(List.of("1 reject 1 read-only v0"), room.told());
        room.tell(1, CommandType.PERMISSION, Permission.READ_WRITE.code());
        room.edit(1, 1, 0, "{'a':[1]}");
        assertEquals(List.of("1 PERMISSION", "1 ack 1 v1"), room.told());
    }

    @Test
    void shouldRejectWhileTheJournalIsFull() {
        joinTwo();
        room.tell(-1, CommandType.JOURNAL_FULL, 1);
        room.edit(1, 1, 0, "{'a':[1]}");
        room.tell(-1, CommandType.JOURNAL_FULL, 0);
        room.edit(1, 1, 0, "{'a':[1]}");
        assertEquals("1 reject 1 unavailable v0", room.told().get(0));
        assertEquals("{'a':1}", room.document());
    }

    @Test
    void shouldRejectADocumentThatWouldBeTooLarge() {
        room.close();
        room = new DocumentCoreRoom(HistoryLimits.DEFAULTS, 1024, false);
        joinTwo();
        room.edit(1, 1, 0, "{'a':['" + "x".repeat(2000) + "']}");
        assertEquals(List.of("1 reject 1 too-large v0"), room.told());
        assertEquals("{}", room.document());
    }

    @Test
    void shouldTellWhatWasLeftOfAnEditAndWhatWasNot() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[{'b':1}],'c':['text']}");
        room.told();
        room.edit(1, 2, 1, "{'a':[{'b':1},0,0],'missing':[0,0,0]}");
        room.edit(2, 1, 1, "{'a':{'b':[1,2]},'d':[1]}");
        room.edit(2, 2, 3, "{'gone':[5,0,0]}");
        room.edit(2, 3, 4, "{'c':{'deeper':[1]}}");
        assertEquals(
                List.of(
                        "all but 1: edit v2 a/user of a {'a':[{'b':1},0,0]}",
                        "1 ack 2 v2 {'a':[{'b':1},0,0]}",
                        "all but 2: edit v3 b/user of b {'d':[1]}",
                        "2 ack 1 v3 {'d':[1]}",
                        "all but 2: edit v4 b/user of b null",
                        "2 ack 2 v4 null",
                        "2 reject 3 conflict v4"),
                room.told());
    }

    @Test
    void shouldReplaceTheWholeDocumentByAnyValue() {
        joinTwo();
        room.edit(1, 1, 0, "[{},[1,2,3]]");
        assertEquals("[1,2,3]", room.document());
        room.edit(1, 2, 1, "{'_t':'a','_0':[1,0,0]}");
        assertEquals("[2,3]", room.document());
        room.edit(1, 3, 2, "[[2,3],7]");
        assertEquals("7", room.document());
    }

    @Test
    void shouldResumeWithWhatChanged() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1],'b':[[1,2]]}");
        room.tell(2, CommandType.LEAVE);
        room.edit(1, 2, 1, "{'a':[1,2]}");
        room.edit(1, 3, 2, "{'b':{'_t':'a','2':[3]}}");
        room.told();
        room.join(3, "b", 3, 1);
        room.join(4, "c", 4, 3);
        room.join(5, "d", 5, 99);
        assertEquals(
                List.of(
                        "3 JOINED",
                        "all but 3: entered b/user of b",
                        "3 joined v3 seq 0 from 1 {'a':[1,2],'b':{'2':[3],'_t':'a'}} members [['a','user of a']]",
                        "4 JOINED",
                        "all but 4: entered c/user of c",
                        "4 joined v3 seq 0 from 3 members [['a','user of a'],['b','user of b']]"),
                room.told().subList(0, 6));
        assertTrue(room.document().contains("'b':[1,2,3]"));
    }

    @Test
    void shouldGoOnAfterARestartWithoutApplyingTwice() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.edit(1, 2, 1, "{'a':[1,2]}");
        room.save();
        room.edit(2, 1, 2, "{'b':[1]}");
        room.restart(0);
        room.openRange(1);
        room.join(1, "a", 1, 2);
        assertEquals(
                "1 joined v4294967296 seq 2 from 2 {'b':[1]} members []",
                room.told().get(1));
        room.edit(1, 2, 1, "{'a':[1,2]}");
        room.edit(1, 3, 2, "{'c':[1]}");
        assertEquals(List.of("1 ack 2 v2", "1 ack 3 v4294967297"), room.told());
    }

    @Test
    void shouldSendTheDocumentToAClientOfALostTimeline() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.edit(1, 2, 1, "{'a':[1,2]}");
        room.restart(1);
        room.openRange(1);
        room.join(1, "a", 1, 2);
        assertEquals(
                "1 joined v4294967296 seq 1 doc {'a':1} members []", room.told().get(1));
        room.edit(1, 2, 1, "{'a':[1,3]}");
        assertEquals(List.of("1 ack 2 v4294967297"), room.told());
    }

    @Test
    void shouldReplaceAnOlderConnectionAndDropOneThatIsLate() {
        room.join(1, "a", 1, NONE);
        room.told();
        room.join(2, "a", 3, NONE);
        assertEquals(
                List.of("1 close REPLACED", "1 LEFT", "2 JOINED", "2 joined v0 seq 0 doc {} members []"), room.told());
        room.join(3, "a", 2, NONE);
        room.edit(1, 1, 0, "{'a':[1]}");
        assertEquals(List.of("3 close REPLACED"), room.told());
    }

    @Test
    void shouldDropALateConnectionWhenTheNewerOneHasLeft() {
        room.join(1, "a", 5, NONE);
        room.edit(1, 1, 0, "{'a':[1]}");
        room.tell(1, CommandType.LEAVE);
        room.told();
        room.join(2, "a", 4, NONE);
        assertEquals(List.of("2 close REPLACED"), room.told());
        room.join(3, "a", 6, NONE);
        assertEquals("3 joined v1 seq 1 doc {'a':1} members []", room.told().get(1));
    }

    @Test
    void shouldEndALagWithWhatChangedMeanwhile() {
        joinTwo();
        room.tell(2, CommandType.LAGGING);
        room.edit(1, 1, 0, "{'a':[1]}");
        room.told();
        room.tell(2, CommandType.DRAINED);
        assertEquals(List.of("2 joined v1 seq 0 unasked from 0 {'a':[1]} members [['a','user of a']]"), room.told());
    }

    @Test
    void shouldSendALargeDocumentApart() {
        room.close();
        room = new DocumentCoreRoom(HistoryLimits.DEFAULTS, 64 << 20, true);
        room.join(1, "a", 1, NONE);
        String large = "x".repeat(300_000);
        room.edit(1, 1, 0, "{'a':['" + large + "']}");
        room.told();
        room.join(2, "b", 2, NONE);
        room.edit(1, 2, 1, "{'b':[1]}");
        assertEquals(
                List.of(
                        "2 JOINED",
                        "all but 2: entered b/user of b",
                        "2 WAITING",
                        "2 joined v1 seq 0 pending 1 at 1",
                        "1 ack 2 v2"),
                room.told());
        room.encode();
        assertEquals(
                List.of("state 1 v1 {'a':'" + large + "'} members [['a','user of a'],['b','user of b']]"), room.told());
        room.tell(2, CommandType.DRAINED);
        assertEquals(List.of("2 joined v2 seq 0 unasked from 1 {'b':[1]} members [['a','user of a']]"), room.told());
    }

    @Test
    void shouldTakeBackASessionsOwnEditsOverThoseOfOthers() {
        joinTwo();
        room.edit(1, 1, 0, "{'list':[['x']],'n':[1]}");
        room.edit(1, 2, 1, "{'list':{'_t':'a','1':['mine']}}");
        room.edit(1, 3, 2, "{'n':[1,2]}");
        room.edit(2, 1, 3, "{'list':{'_t':'a','0':['theirs']}}");
        room.told();
        room.undo(1, true);
        assertEquals(List.of("all but 0: edit v5 a/user of a {'n':[2,1]}", "77 done v5"), room.told());
        room.undo(1, true);
        assertEquals("{'list':['theirs','x'],'n':1}", room.document());
        room.undo(1, false);
        room.undo(1, false);
        room.undo(1, false);
        assertEquals("{'list':['theirs','x','mine'],'n':2}", room.document());
        assertEquals("77 not done v8", room.told().get(6));
        room.undo(1, true);
        assertEquals("{'list':['theirs','x','mine'],'n':1}", room.document(), "what was done again is undone again");
    }

    @Test
    void shouldNotDoAgainOnceTheSessionHasEdited() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.undo(1, true);
        room.edit(1, 2, 2, "{'b':[1]}");
        room.told();
        room.undo(1, false);
        assertEquals(List.of("77 not done v3"), room.told());
    }

    @Test
    void shouldNotTakeBackWhatDoesNotTellWhatWasThere() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[{'b':1}]}");
        room.edit(2, 1, 1, "{'a':[0,0,0]}");
        room.edit(1, 2, 2, "[{},7]");
        room.told();
        room.undo(2, true);
        assertEquals(1, room.told().size());
        assertEquals("7", room.document());
    }

    @Test
    void shouldCountAnUndoAsNobodysEdit() {
        joinTwo();
        room.edit(1, 1, 0, "{'a':[1]}");
        room.undo(1, true);
        room.restart(0);
        room.join(1, "a", 1, 2);
        assertEquals("1 joined v2 seq 1 from 2 members []", room.told().get(1));
    }

    private void joinTwo() {
        room.join(1, "a", 1, NONE);
        room.join(2, "b", 2, NONE);
        room.told();
    }
}
