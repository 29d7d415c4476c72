package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.spi.CloseReason;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What canvas editors and echo clients of one room see of each other's edits. */
class MixedRoomTest {
    @TempDir
    private Path folder;

    private MixedRoom room;

    @BeforeEach
    void open() {
        EngineLimits limits = EngineLimits.DEFAULTS.withHistoryEdits(8);
        room = new MixedRoom(EngineConfig.of(folder.resolve("data")).withLimits(limits));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void shouldShowTheLiveRecordsAsOneDocument() {
        room.canvas("c");
        room.patches("c", "{'s/1':{'_exists':true,'x':1,'list':[1,2]},'s/2':{'_exists':true}}");
        room.patches("c", "{'s/2':{'_exists':false},'s/3':{'_exists':true}}");
        room.echo("e");
        assertEquals(
                List.of("{'event':'joined','room':'r','version':2,'seq':0,'permission':'readwrite',"
                        + "'doc':{'s/1':{'x':1,'list':[1,2]},'s/3':{}},'members':[{'id':'c','userId':'c'}],"
                        + "'asked':true}"),
                room.hears("e"));
    }

    @Test
    void shouldTellEchoClientsWhatCanvasEditorsDo() {
        begin("{'s/1':{'_exists':true,'x':1}}");
        room.patches("c", "{'s/2':{'_exists':true,'y':{'z':[1]}}}");
        assertEquals(List.of(edit(2, "'delta':{'s/2':[{'y':{'z':[1]}}]}")), room.hears("e"));
        room.patches("c", "{'s/1':{'x':2,'w':null},'s/2':{'_exists':true,'y':3}}");
        assertEquals(List.of(edit(3, "'delta':{'s/1':{'x':[0,2],'w':[null]},'s/2':{'y':[0,3]}}")), room.hears("e"));
        room.patches("c", "{'s/1':{'_exists':false}}");
        assertEquals(List.of(edit(4, "'delta':{'s/1':[0,0,0]}")), room.hears("e"));
        room.patches("c", "{'s/1':{'_exists':true,'v':1}}");
        assertEquals(List.of(edit(5, "'delta':{'s/1':[{'v':1}]}")), room.hears("e"));
    }

    @Test
    void shouldTellEchoClientsOfVersionsThatChangeNothingForThem() {
        begin("{'s/1':{'_exists':true,'x':1}}");
        room.patches("c", "{'s/1':{'_exists':true},'gone':{'_exists':false}}");
        assertEquals(List.of("{'event':'edit','room':'r','version':2,'id':'c','userId':'c'}"), room.hears("e"));
        room.says("c", "{'type':'patch','messageId':'m','ephemeralPatches':[{'p':{'_exists':true}}]}");
        room.patches("c", "{'none':{'x':1}}");
        assertEquals(List.of(), room.hears("e"), "presence and refused edits take no version");
    }

    @Test
    void shouldTellOfBufferRunsAsItemsOfAList() {
        begin("{'s/1':{'_exists':true,'b':[0,0,0,0]}}");
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':4,'runs':[[1,[7]],[3,[9,10]]]}}}");
        assertEquals(List.of(edit(2, "'delta':{'s/1':{'b':{'1':[0,7],'3':[0,9],'_t':'a'}}}")), room.hears("e"));
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':6,'runs':[[0,[1]],[3,[2,3]]]}}}");
        assertEquals(
                List.of(edit(3, "'delta':{'s/1':{'b':{'0':[0,1],'3':[0,2],'4':[3],'5':[0],'_t':'a'}}}")),
                room.hears("e"));
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':4,'runs':[[0,[5]]]}}}");
        assertEquals(
                List.of(edit(4, "'delta':{'s/1':{'b':{'0':[0,5],'_t':'a','_4':[0,0,0],'_5':[0,0,0]}}}")),
                room.hears("e"));
        // Runs that do not ascend, an array that is short now, no array: the whole comes.
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':4,'runs':[[2,[5]],[0,[6]]]}}}");
        assertEquals(List.of(edit(5, "'delta':{'s/1':{'b':[0,[6,7,5,2]]}}")), room.hears("e"));
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':1,'runs':[]},'n':{'__buf':1,'len':1,'runs':[]}}}");
        assertEquals(List.of(edit(6, "'delta':{'s/1':{'b':[0,[6]],'n':[[0]]}}")), room.hears("e"));
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':1,'runs':[]}}}");
        assertEquals(List.of("{'event':'edit','room':'r','version':7,'id':'c','userId':'c'}"), room.hears("e"));
    }

    @Test
    void shouldMakeOneEditOfPatchesForTheSameKey() {
        begin("{'s/1':{'_exists':true,'x':1}}");
        room.patches("c", "{'s/1':{'x':2}}", "{'s/2':{'_exists':true,'y':1}}", "{'s/1':{'x':3,'z':4}}");
        assertEquals(List.of(edit(2, "'delta':{'s/1':{'x':[0,3],'z':[4]},'s/2':[{'y':1}]}")), room.hears("e"));
        room.patches("c", "{'s/1':{'_exists':false}}", "{'s/1':{'_exists':true,'q':1}}");
        assertEquals(List.of(edit(3, "'delta':{'s/1':[0,{'q':1}]}")), room.hears("e"));
    }

    @Test
    void shouldTellCanvasEditorsWhatEchoClientsDo() {
        begin("{'s/1':{'_exists':true,'x':1,'t':{'u':[1,2]}}}");
        room.edits("e", 1, 1, "{'s/1':{'x':[1,2],'y':['new']}}");
        assertEquals(List.of(patch(2, "{'s/1':{'x':2,'y':'new'}}")), room.hears("c"));
        assertEquals(List.of("{'event':'ack','room':'r','seq':1,'version':2}"), room.hears("e"));
        room.edits("e", 2, 2, "{'s/1':{'t':{'u':{'_t':'a','_0':[1,0,0],'1':[3]}}}}");
        assertEquals(List.of(patch(3, "{'s/1':{'t':{'u':[2,3]}}}")), room.hears("c"));
        room.edits("e", 3, 3, "{'s/2':[{'a':1}]}");
        assertEquals(List.of(patch(4, "{'s/2':{'_exists':true,'a':1}}")), room.hears("c"));
        room.edits("e", 4, 4, "{'s/1':[{},0,0]}");
        assertEquals(List.of(patch(5, "{'s/1':{'_exists':false}}")), room.hears("c"));
    }

    @Test
    void shouldSendARecordWholeThatHasLostAField() {
        begin("{'s/1':{'_exists':true,'x':1,'y':2,'z':3}}");
        room.edits("e", 1, 1, "{'s/1':{'x':[1,0,0],'y':[2,4]}}");
        assertEquals(List.of(patch(2, "{'s/1':{'_exists':true,'y':4,'z':3}}")), room.hears("c"));
        room.edits("e", 2, 2, "{'s/1':[{},{'z':5,'v':6}]}");
        assertEquals(List.of(patch(3, "{'s/1':{'_exists':true,'z':5,'v':6}}")), room.hears("c"));
        room.canvas("d", 1);
        assertEquals(
                List.of(
                        "{'type':'clientCount','count':3}",
                        "{'type':'patch','clientId':'','documentPatches':[{'s/1':{'_exists':true,'z':5,'v':6}}],"
                                + "'timestamp':3}",
                        "{'type':'synced','timestamp':3}"),
                room.hears("d"));
    }

    @Test
    void shouldRefuseWhatWouldBreakRecords() {
        begin("{'s/1':{'_exists':true,'x':1}}");
        for (String delta : List.of(
                "[{},{}]",
                "[{}]",
                "{'_t':'a','0':[1]}",
                "{'s/1':[{},5]}",
                "{'s/2':[[1]]}",
                "{'s/2':[null]}",
                "{'s/1':{'_t':'a','0':[1]}}",
                "{'s/1':['@@ -1 +1 @@\n-a\n+b\n',0,2]}",
                "{'s/2':[{'_exists':true}]}",
                "{'s/1':{'_exists':[true]}}",
                "{'s/1':{'_exists':[true,0,0]}}",
                "{'s/1':{'x':[{'__buf':1,'len':1,'runs':[]}]}}",
                "{'s/2':[{'x':{'__buf':1}}]}",
                "{'s/1':{'x':{'__buf':[1]}}}",
                "{'s/1':{'x':[1,2]},'s/2':[1]}")) {
            room.says("e", "{'event':'edit','room':'r','seq':1,'delta':" + delta.replace("\n", "\\n") + "}");
            List<String> answers = room.hears("e");
            assertEquals(1, answers.size(), delta);
            assertEquals("invalid", answers.get(0).replaceAll(".*'code':'([^']*)'.*", "$1"), delta);
        }
        assertEquals(List.of(), room.hears("c"));
    }

    @Test
    void shouldTakeEditsOfNothingAndOfWhatIsGone() {
        begin("{'s/1':{'_exists':true,'x':1}}");
        room.edits("e", 1, 1, "{'s/2':[{},0,0],'s/1':{'y':[1,0,0]}}");
        assertEquals(List.of("{'event':'ack','room':'r','seq':1,'version':2,'delta':null}"), room.hears("e"));
        assertEquals(List.of(), room.hears("c"), "it has changed nothing");
        room.edits("e", 2, 2, "{'s/2':{'x':[1]}}");
        assertEquals(
                List.of("{'event':'reject','room':'r','seq':2,'code':'conflict',"
                        + "'message':'nothing of it applies any more','version':2}"),
                room.hears("e"));
        room.edits("e", 3, 2, "{'s/2':{'x':[1]},'s/1':{'x':[1,2]}}");
        assertEquals(
                List.of("{'event':'ack','room':'r','seq':3,'version':3,'delta':{'s/1':{'x':[1,2]}}}"), room.hears("e"));
        assertEquals(List.of(patch(3, "{'s/1':{'x':2}}")), room.hears("c"));
    }

    @Test
    void shouldCarryStaleEditsOverThoseOfCanvasEditors() {
        begin("{'s/1':{'_exists':true,'x':1,'l':[1,2,3]},'s/2':{'_exists':true}}");
        room.patches("c", "{'s/1':{'l':[9,1,2,3]},'s/2':{'_exists':false}}");
        room.patches("c", "{'s/1':{'x':5}}");
        room.forget();
        room.edits("e", 1, 1, "{'s/1':{'x':[1,2],'l':{'_t':'a','3':[4]}},'s/2':{'n':[1]}}");
        assertEquals(
                List.of("{'event':'ack','room':'r','seq':1,'version':4,"
                        + "'delta':{'s/1':{'x':[1,2],'l':{'4':[4],'_t':'a'}}}}"),
                room.hears("e"));
        assertEquals(List.of(patch(4, "{'s/1':{'x':2,'l':[9,1,2,3,4]}}")), room.hears("c"));
        room.edits("e", 2, 1, "{'s/1':{'x':[1,2]}}");
        assertTrue(room.hears("e").get(0).contains("out-of-order"));
    }

    @Test
    void shouldApplyWhatComesTwiceOnce() {
        begin("{'s/1':{'_exists':true,'n':[]}}");
        room.edits("e", 1, 1, "{'s/1':{'n':{'_t':'a','0':[1]}}}");
        room.edits("e", 1, 1, "{'s/1':{'n':{'_t':'a','0':[1]}}}");
        String ack = "{'event':'ack','room':'r','seq':1,'version':2}";
        assertEquals(List.of(ack, ack), room.hears("e"));
        assertEquals(List.of(patch(2, "{'s/1':{'n':[1]}}")), room.hears("c"));
    }

    @Test
    void shouldTellWhoComesBackWhatHasChanged() {
        begin("{'s/1':{'_exists':true,'x':1}}");
        room.leaves("e");
        room.patches("c", "{'s/1':{'x':2}}");
        room.patches("c", "{'s/2':{'_exists':true}}");
        room.echo("e", ",'version':1");
        String members = "'members':[{'id':'c','userId':'c'}],'asked':true}";
        assertEquals(
                List.of("{'event':'joined','room':'r','version':3,'seq':0,'permission':'readwrite','from':1,"
                        + "'delta':{'s/1':{'x':[0,2]},'s/2':[{}]}," + members),
                room.hears("e"));
        // From before the first document session on there is no history.
        room.echo("f", ",'version':0");
        assertTrue(room.hears("f").get(0).contains("'doc':{'s/1':{'x':2},'s/2':{}}"));
        for (int i = 0; i < 9; i++) {
            room.patches("c", "{'s/1':{'x':" + i + "}}");
        }
        room.forget();
        room.edits("e", 1, 3, "{'s/1':{'x':[1,2]}}");
        assertEquals(
                List.of("{'event':'reject','room':'r','seq':1,'code':'too-old',"
                        + "'message':'the base is before the history','version':12}"),
                room.hears("e"));
    }

    @Test
    void shouldTellEchoClientsOfCanvasEditors() {
        begin("{'s/1':{'_exists':true}}");
        room.canvas("d1", "d", 0);
        room.canvas("d2", "d", 0);
        assertEquals(List.of("{'event':'entered','room':'r','id':'d','userId':'d'}"), room.hears("e"));
        room.echo("f");
        assertEquals(
                true,
                room.hears("f")
                        .get(0)
                        .contains("'members':[{'id':'c','userId':'c'},{'id':'e','userId':'user of e'},"
                                + "{'id':'d','userId':'d'}]"));
        room.hears("e");
        room.leaves("d1");
        assertEquals(List.of(), room.hears("e"), "the client is still there");
        room.leaves("d2");
        assertEquals(List.of("{'event':'left','room':'r','id':'d','userId':'d'}"), room.hears("e"));
    }

    @Test
    void shouldCountAllAndKeepPresenceToEachWire() {
        begin("{'s/1':{'_exists':true}}");
        room.echo("f");
        room.forget();
        room.says("f", "{'event':'presence','room':'r','presence':{'x':1}}");
        assertEquals(
                List.of("{'event':'presence','room':'r','id':'f','userId':'user of f','presence':{'x':1}}"),
                room.hears("e"));
        assertEquals(List.of(), room.hears("c"));
        room.leaves("f");
        assertEquals(List.of("{'type':'clientCount','count':2}"), room.hears("c"));
        room.canvas("d");
        room.says("d", "{'type':'patch','messageId':'m','ephemeralPatches':[{'p':{'_exists':true}}]}");
        assertEquals(
                List.of(
                        "{'event':'left','room':'r','id':'f','userId':'user of f'}",
                        "{'event':'entered','room':'r','id':'d','userId':'d'}"),
                room.hears("e"));
    }

    @Test
    void shouldKeepNamesFromEchoClientsThatNoDeltaHas() {
        begin("{'_t':{'_exists':true,'x':1},'s/1':{'_exists':true,'_t':1,'__proto__':2,'x':3}}");
        room.hears("e");
        room.echo("f");
        assertTrue(room.hears("f").get(0).contains("'doc':{'s/1':{'x':3}}"));
        room.patches("c", "{'_t':{'x':2},'__proto__':{'_exists':true},'s/1':{'_t':4}}");
        assertEquals(List.of("{'event':'edit','room':'r','version':2,'id':'c','userId':'c'}"), room.hears("f"));
    }

    @Test
    void shouldTellNothingOfPatchesThatCancelEachOther() {
        begin("{'s/1':{'_exists':true,'b':[1,2,3,4]}}");
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':5,'runs':[]}}}", "{'s/1':{'b':{'__buf':1,'len':4,'runs':[]}}}");
        assertEquals(List.of("{'event':'edit','room':'r','version':2,'id':'c','userId':'c'}"), room.hears("e"));
        room.patches("c", "{'s/1':{'b':{'__buf':1,'len':4,'runs':[[0,[9]]]}}}");
        assertEquals(List.of(edit(3, "'delta':{'s/1':{'b':{'0':[0,9],'_t':'a'}}}")), room.hears("e"));
    }

    @Test
    void shouldNotCopyAllOfAnEditForEachOfItsPatches() {
        begin("{'s/1':{'_exists':true,'x':0}}");
        int count = 2000;
        String[] patches = new String[count];
        patches[0] = IntStream.range(0, count)
                .mapToObj(i -> "'k" + i + "':{'_exists':true}")
                .collect(Collectors.joining(",", "{", "}"));
        for (int i = 1; i < count; i++) {
            patches[i] = "{'s/1':{'x':" + i + "}}";
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        room.patches("c", patches);
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        // a map of all keys for each patch would be over 200 MB
        assertTrue(bytes < 50_000_000, "bytes=" + bytes);
        String told = room.hears("e").get(0);
        assertTrue(told.contains("'delta':{'k0':[{}],'k1':[{}],"), told.substring(0, 200));
        assertTrue(told.contains("'s/1':{'x':[0," + (count - 1) + "]}"), told.substring(told.length() - 200));
    }

    @Test
    void shouldKeepCanvasEditorsFromARoomThatIsOneDocument() {
        room.echo("e");
        room.canvas("c", 0);
        assertEquals(CloseReason.OTHER_KIND, room.closeReason("c"));
        room.edits("e", 1, 0, "[{},5]");
        assertEquals(
                List.of("{'event':'ack','room':'r','seq':1,'version':1}"),
                room.hears("e").subList(1, 2));
    }

    /** A canvas editor c makes this version 1, and an echo client e has joined. */
    private void begin(String records) {
        room.canvas("c");
        room.patches("c", records);
        room.echo("e");
        room.forget();
    }

    private static String edit(long version, String delta) {
        return "{'event':'edit','room':'r','version':" + version + ",'id':'c','userId':'c'," + delta + "}";
    }

    private static String patch(long version, String patch) {
        return "{'type':'patch','clientId':'e','documentPatches':[" + patch + "],'timestamp':" + version + "}";
    }
}
