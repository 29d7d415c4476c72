package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DataAdapters;
import io.canyon.engine.DataInspector;
import io.canyon.engine.Edit;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.LocalSession;
import io.canyon.engine.Room;
import io.canyon.engine.RoomChange;
import io.canyon.engine.RoomListener;
import io.canyon.engine.RoomOptions;
import io.canyon.engine.RoomView;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.RoomKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms of canvas editors and echo clients over their time: saved, recovered, lagging, large, and seen from inside. */
class MixedRoomLifeTest {
    private static final int BUDGET_BYTES = 4096;

    @TempDir
    private Path folder;

    private MixedRoom room;

    @BeforeEach
    void open() {
        open(RoomOptions.DEFAULTS);
    }

    private void open(RoomOptions options) {
        room = new MixedRoom(EngineConfig.of(folder.resolve("data"))
                .withLimits(EngineLimits.DEFAULTS.withSessionBudgetBytes(BUDGET_BYTES))
                .withRoomOptions(name -> options));
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void shouldKnowAfterARestartWhatWasAppliedAndCarryOverIt() {
        begin();
        room.edits("e", 1, 1, "{'s':{'x':[1,2]}}");
        room.patches("c", "{'s':{'l':[0,1]}}");
        room.restart();
        shouldGoOn("");
    }

    @Test
    void shouldKnowAfterACrashWhatWasAppliedAndCarryOverIt() {
        begin();
        room.edits("e", 1, 1, "{'s':{'x':[1,2]}}");
        room.patches("c", "{'s':{'l':[0,1]}}");
        room.crash(folder.resolve("crashed"));
        shouldGoOn("8589934592");
    }

    /** @param range first version of the range that the room is in; empty: 0 */
    private void shouldGoOn(String range) {
        long version = range.isEmpty() ? 3 : Long.parseLong(range);
        room.echo("e", ",'version':1");
        assertEquals(
                List.of("{'event':'joined','room':'r','version':" + version + ",'seq':1,'permission':'readwrite',"
                        + "'from':1,'delta':{'s':{'x':[1,2],'l':[0,[0,1]]}},'members':[],'asked':true}"),
                room.hears("e"));
        room.edits("e", 1, 1, "{'s':{'x':[1,2]}}");
        assertEquals(List.of("{'event':'ack','room':'r','seq':1,'version':2}"), room.hears("e"));
        room.edits("e", 2, 2, "{'s':{'l':{'_t':'a','1':[5]}}}");
        // The list was set by somebody else meanwhile: what is inserted goes to its end.
        assertEquals(
                List.of("{'event':'ack','room':'r','seq':2,'version':" + (version + 1)
                        + ",'delta':{'s':{'l':{'2':[5],'_t':'a'}}}}"),
                room.hears("e"));
        room.canvas("c", 1);
        assertTrue(room.hears("c")
                .contains("{'type':'patch','clientId':'','documentPatches':[{'s':{'x':2,'l':[0,1,5]}}],'timestamp':"
                        + (version + 1) + "}"));
    }

    @Test
    void shouldForgetNothingWhenOnlyCanvasEditorsEditBetweenAJoinAndACrash() {
        begin();
        room.patches("c", "{'s':{'x':7}}");
        room.crash(folder.resolve("crashed"));
        room.echo("e", ",'version':1");
        assertTrue(room.hears("e").get(0).contains("'from':1,'delta':{'s':{'x':[0,7]}}"));
    }

    /** An adapter has no word for records: a room that became one of them could never be saved. */
    @Test
    void shouldKeepARoomThatAnAdapterDoesNotKnowOneDocument() {
        room.close();
        open(RoomOptions.DEFAULTS.withAdapter(DataAdapters.inMemory()));
        room.canvas("c", 0);
        room.run();
        assertEquals(CloseReason.OTHER_KIND, room.closeReason("c"));
        room.echo("e");
        assertTrue(room.hears("e").get(0).contains("'doc':{}"));
    }

    @Test
    void shouldCatchUpEchoClientsThatLag() {
        begin();
        // What is larger than the document would not be told as a change.
        room.patches("c", "{'pad':{'_exists':true,'text':'" + "p".repeat(9000) + "'}}");
        room.forget();
        room.stopNetwork("e");
        for (int i = 0; i < 50; i++) {
            room.patches("c", "{'s':{'x':" + i + ",'text':'" + "x".repeat(200) + "'}}");
        }
        long heard = room.hears("e").size();
        assertTrue(heard < 50, "frames=" + heard);
        room.startNetwork("e");
        List<String> frames = room.hears("e");
        assertEquals(1, frames.size());
        assertTrue(frames.get(0).startsWith("{'event':'joined','room':'r','version':52,'seq':0,"), frames.get(0));
        assertTrue(frames.get(0).contains("'delta':{'s':{'x':[0,49],'text':[0,'xx"), frames.get(0));
        assertTrue(frames.get(0).endsWith("'asked':false}"), frames.get(0));
        room.patches("c", "{'s':{'x':50}}");
        assertTrue(room.hears("e").get(0).contains("'version':53"));
    }

    @Test
    void shouldCatchUpCanvasEditorsThatLag() {
        begin();
        room.stopNetwork("c");
        for (int i = 0; i < 50; i++) {
            room.edits("e", i + 1, i + 1, "{'s':{'x':[0," + i + "],'text':[0,'" + "x".repeat(200) + "']}}");
        }
        room.edits("e", 51, 51, "{'t':[{'new':1}],'s':{'l':[0,0,0]}}");
        assertTrue(room.hears("c").size() < 50);
        room.startNetwork("c");
        String whole = "{'type':'patch','clientId':'','documentPatches':[{'s':{'_exists':true,'x':49," + "'text':'"
                + "x".repeat(200) + "'},'t':{'_exists':true,'new':1}}],'timestamp':52}";
        assertEquals(List.of(whole, "{'type':'clientCount','count':2}"), room.hears("c"));
    }

    @Test
    void shouldUndoWhatAnEchoClientHasDoneForAll() {
        begin();
        room.edits("e", 1, 1, "{'s':{'x':[1,2]},'t':[{'a':1}]}");
        room.patches("c", "{'s':{'l':[5]}}");
        room.forget();
        Room inside = await(room.engine().rooms().open("r"));
        long session = inside.sessions().stream()
                .filter(info -> info.clientId().equals("e"))
                .findFirst()
                .orElseThrow()
                .id();
        assertTrue(await(inside.undo(session)));
        room.run();
        assertEquals(
                List.of("{'type':'patch','clientId':'e','documentPatches':[{'s':{'x':1},'t':{'_exists':false}}],"
                        + "'timestamp':4}"),
                room.hears("c"));
        assertEquals(
                List.of("{'event':'edit','room':'r','version':4,'id':'e','userId':'user of e',"
                        + "'delta':{'s':{'x':[2,1]},'t':[{'a':1},0,0]}}"),
                room.hears("e"));
    }

    @Test
    void shouldNotUndoIntoWhatIsNoRecord() {
        begin();
        // What it says was there was not, and cannot be.
        room.edits("e", 1, 1, "{'s':[5,{'x':3}]}");
        Room inside = await(room.engine().rooms().open("r"));
        long session = inside.sessions().get(1).id();
        assertFalse(await(inside.undo(session)));
        assertEquals("{\"s\":{\"x\":3}}", await(inside.snapshot()).toJson());
    }

    @Test
    void shouldSendLargeStatesToBothAtOnce() {
        begin();
        String text = "y".repeat(3000);
        for (int i = 0; i < 60; i++) {
            room.patches("c", "{'k" + i + "':{'_exists':true,'t':'" + text + "'}}");
        }
        room.echo("f");
        room.canvas("d", 0);
        room.echo("g");
        room.runUntil(() -> {
            room.poll("d");
            room.poll("f");
            room.poll("g");
            return room.polled("d").contains("'k59'")
                    && room.polled("f").contains("'k59'")
                    && room.polled("g").contains("'k59'");
        });
        assertTrue(room.polled("f").contains("'doc':{'s':{'x':1,'l':[1]},'k0':{'t':'yy"));
        assertTrue(room.polled("d").contains("'documentPatches':[{'s':{'_exists':true,'x':1,'l':[1]},'k0':{'_exists'"));
        room.forget();
        room.edits("g", 1, 61, "{'s':{'x':[1,2]}}");
        assertEquals(
                List.of("{'type':'patch','clientId':'g','documentPatches':[{'s':{'x':2}}],'timestamp':62}"),
                room.hears("d"));
    }

    @Test
    void shouldHaveCanvasEditorsCatchUpWithSmallChangesOfALargeField() {
        begin();
        String text = "z".repeat(20_000);
        for (int i = 0; i < 60; i++) {
            String change = i == 0 ? "[{'t':'" + text + "'}]" : "{'t" + i + "':['" + text + "']}";
            room.edits("e", i + 1, i + 1, "{'s':{'large':" + change + "}}");
        }
        room.runUntil(() -> {
            room.poll("c");
            return room.polled("c").contains("'timestamp':61}");
        });
        room.forget();
        for (int i = 0; i < 20; i++) {
            room.edits("e", 61 + i, 61 + i, "{'s':{'large':{'n':[" + i + "]}}}");
        }
        room.runUntil(() -> {
            room.poll("c");
            return room.polled("c").contains("'n':19}}}],'timestamp':81}");
        });
        room.run();
        room.forget();
        room.edits("e", 81, 81, "{'s':{'x':[1,2]}}");
        assertEquals(
                List.of("{'type':'patch','clientId':'e','documentPatches':[{'s':{'x':2}}],'timestamp':82}"),
                room.hears("c"));
    }

    @Test
    void shouldTellRecordsWholeThatAreCreatedAgain() {
        begin();
        room.canvas("d");
        room.forget();
        room.patches("c", "{'s':{'_exists':true,'x':5}}");
        assertEquals(
                List.of("{'type':'patch','clientId':'c','documentPatches':[{'s':{'_exists':true,'x':5,'l':[1]}}],"
                        + "'timestamp':2}"),
                room.hears("d"));
        String text = "z".repeat(1_100_000);
        room.patches("c", "{'s':{'large':'" + text + "'}}");
        room.forget();
        // As large a record is not told again and again: who lags gets it once.
        for (int i = 0; i < 5; i++) {
            room.patches("c", "{'s':{'_exists':true,'x':" + i + "}}");
        }
        room.runUntil(() -> {
            room.poll("d");
            return room.polled("d").contains("'timestamp':8}");
        });
        assertEquals(5, room.hears("c").size(), "the author has its acks, and no more");
        room.run();
        room.forget();
        room.patches("c", "{'s':{'x':9}}");
        assertEquals(
                List.of("{'type':'patch','clientId':'c','documentPatches':[{'s':{'x':9}}],'timestamp':9}"),
                room.hears("d"));
    }

    @Test
    void shouldTellTheCodeOfThisJvmWhatEchoClientsDo() {
        begin();
        Room inside = await(room.engine().rooms().open("r"));
        List<String> changes = new ArrayList<>();
        inside.addListener(
                new RoomListener() {
                    @Override
                    public void onChange(Room changed, RoomChange change) {
                        changes.add(change.version() + " " + change.clientId() + " " + change.records());
                    }
                },
                Runnable::run);
        LocalSession local = await(inside.join("local"));
        List<Object> values = new ArrayList<>();
        local.subscribe("s", "x", value -> values.add(value.value()), Runnable::run);
        room.runUntil(() -> values.size() == 1);
        room.edits("e", 1, 1, "{'s':[0,{'x':2,'y':[1]}],'t':[{}]}");
        room.runUntil(() -> values.size() == 2);
        assertEquals(
                List.of(1L, 2L),
                values.stream().map(value -> ((Number) value).longValue()).toList());
        assertEquals(
                List.of("2 e [RecordChange[key=s, kind=PUT, fields={x=2, y=[1]}, arrays=[], removedFields=[l]], "
                        + "RecordChange[key=t, kind=PUT, fields={}, arrays=[], removedFields=[]]]"),
                changes);
        await(local.edit(Edit.builder()
                .removeField("s", "y")
                .put("t", Map.of("n", 1))
                .remove("no")
                .build()));
        room.run();
        assertTrue(room.hears("e")
                .contains("{'event':'edit','room':'r','version':3,'id':'local','userId':'local',"
                        + "'delta':{'s':{'y':[0,0,0]},'t':{'n':[1]}}}"));
        RoomView view = await(inside.snapshot());
        assertEquals("{\"s\":{\"x\":2},\"t\":{\"n\":1}}", view.toJson());
        assertEquals(Map.of("x", 2L), view.versions().get("s"));
    }

    @Test
    void shouldTellWhatStandsInTheJournal() throws IOException {
        begin();
        room.edits("e", 1, 1, "{'s':{'x':[1,2],'l':{'_t':'a','0':[3]}}}");
        room.restart();
        room.close();
        try (DataInspector inspector = DataInspector.open(folder.resolve("data"))) {
            assertEquals("{\"s\":{\"x\":2,\"l\":[3,1]}}", inspector.export("r").orElseThrow());
        }
        open();
    }

    @Test
    void shouldMakeARoomOfTheKindThatItsOptionsSay() {
        room.close();
        open(RoomOptions.DEFAULTS.withKind(RoomKind.RECORDS));
        room.echo("e");
        room.edits("e", 1, 0, "{'s':[{'x':1}]}");
        room.edits("e", 2, 1, "{'s':[{},5]}");
        assertTrue(room.hears("e").get(2).contains("invalid"));
        room.restart();
        room.canvas("c", 0);
        assertNull(room.closeReason("c"));
        assertTrue(room.hears("c").get(1).contains("{'s':{'_exists':true,'x':1}}"));
        room.close();
        open(RoomOptions.DEFAULTS.withKind(RoomKind.DOCUMENT));
        // The room is there already, and stays what it is.
        room.canvas("c", 0);
        assertNull(room.closeReason("c"));
    }

    @Test
    void shouldRefuseCanvasEditorsInARoomThatIsToBeADocument() {
        room.close();
        open(RoomOptions.DEFAULTS.withKind(RoomKind.DOCUMENT));
        room.canvas("c", 0);
        assertEquals(CloseReason.OTHER_KIND, room.closeReason("c"));
    }

    /** A canvas editor c makes version 1, and an echo client e has joined. */
    private void begin() {
        room.canvas("c");
        room.patches("c", "{'s':{'_exists':true,'x':1,'l':[1]}}");
        room.echo("e");
        room.forget();
    }

    private <T> T await(CompletableFuture<T> future) {
        room.runUntil(future::isDone);
        return future.join();
    }
}
