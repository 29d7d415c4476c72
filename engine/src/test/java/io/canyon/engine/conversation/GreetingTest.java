package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What editors are told between their joining and their first frame. JSON has single quotes here. */
class GreetingTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String RECORD = "{'k':{'_exists':true,'x':1,'y':1}}";

    @TempDir
    private Path folder;

    private TestEngine engine;
    private TestEngine.Editor writer;
    private TestEngine.Editor editor;
    private int edits;

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldTellAnEditorWhatItHasMissedBeforeWhatHappens() {
        start(LONG);
        edits(RECORD);
        joins();
        edits("{'k':{'x':2}}");
        assertEquals(List.of(count(2)), editor.takeFrames());
        asks(0);
        assertEquals(List.of(changes(2, "{'k':{'_exists':true,'x':2,'y':1}}"), synced(2)), editor.takeFrames());
        edits("{'k':{'x':3}}");
        assertEquals(List.of(edit(3, "{'k':{'x':3}}")), editor.takeFrames());
    }

    @Test
    void shouldTellNothingBetweenTheQuestionAndTheAnswer() {
        start(LONG);
        edits(RECORD);
        joins();
        sends(writer, patch("{'k':{'x':2}}"));
        sends(editor, reconnect(1));
        engine.run();
        assertEquals(List.of(count(2), changes(2, "{'k':{'x':2}}"), synced(2)), editor.takeFrames());
    }

    @Test
    void shouldTellWhoSaysSomethingElseWhatHappenedInOrder() {
        start(LONG);
        edits(RECORD);
        joins();
        edits("{'k':{'x':2}}");
        edits("{'k':{'x':3}}");
        assertEquals(List.of(count(2)), editor.takeFrames());
        sends(editor, patch("{'k':{'y':2}}"));
        engine.run();
        assertEquals(
                List.of(
                        edit(2, "{'k':{'x':2}}"),
                        edit(3, "{'k':{'x':3}}"),
                        Json.frame(parse("{'type':'ack','messageId':'m" + edits + "','timestamp':4}"))),
                editor.takeFrames());
    }

    @Test
    void shouldTellWhoSaysNothingAfterAWhile() {
        start(Duration.ofMillis(50));
        edits(RECORD);
        joins();
        edits("{'k':{'x':2}}");
        engine.runUntil(() -> editor.connection.receivedCount() == 2);
        assertEquals(List.of(count(2), edit(2, "{'k':{'x':2}}")), editor.takeFrames());
        edits("{'k':{'x':3}}");
        assertEquals(List.of(edit(3, "{'k':{'x':3}}")), editor.takeFrames());
    }

    @Test
    void shouldTellAtOnceInARoomThatNobodyHasEdited() {
        start(LONG);
        joins();
        edits(RECORD);
        assertEquals(List.of(count(2), edit(1, RECORD)), editor.takeFrames());
    }

    @Test
    void shouldTellAtOnceWhenMoreHappensThanIsKept() {
        start(LONG);
        edits(RECORD);
        joins();
        String text = "x".repeat(10_000);
        for (int i = 0; i < 8; i++) {
            edits("{'k':{'x':'" + text + "'}}");
        }
        assertEquals(1 + 8, editor.takeFrames().size());
    }

    @Test
    void shouldShowNobodyWhoIsGone() {
        start(LONG);
        edits(RECORD);
        sends(writer, "{'type':'patch','messageId':'p','ephemeralPatches':[{'w':{'_exists':true,'at':1}}]}");
        engine.run();
        joins();
        sends(
                writer,
                "{'type':'patch','messageId':'p','documentPatches':[{'k':{'x':2}}],"
                        + "'ephemeralPatches':[{'w':{'_exists':false}}]}");
        engine.run();
        asks(1);
        assertEquals(List.of(count(2), changes(2, "{'k':{'x':2}}"), synced(2)), editor.takeFrames());
    }

    @Test
    void shouldShowWhoIsThereWithTheAnswer() {
        start(LONG);
        edits(RECORD);
        sends(writer, "{'type':'patch','messageId':'p','ephemeralPatches':[{'w':{'_exists':true,'at':1}}]}");
        engine.run();
        joins();
        asks(1);
        List<Map<String, Object>> frames = editor.takeFrames();
        assertEquals(
                List.of(
                        count(2),
                        Json.frame(parse(
                                "{'type':'patch','clientId':'','ephemeralPatches':[{'w':{'_exists':true,'at':1}}]}")),
                        synced(1)),
                frames);
    }

    @Test
    void shouldKeepNothingForAnEditorThatLeaves() {
        start(LONG);
        edits(RECORD);
        joins();
        edits("{'k':{'x':2}}");
        engine.close(editor);
        edits("{'k':{'x':3}}");
        assertEquals(List.of(count(2)), editor.takeFrames());
        assertTrue(writer.takeFrames().contains(count(1)));
    }

    private void start(Duration maxGreeting) {
        engine = new TestEngine(EngineConfig.of(folder), maxGreeting);
        writer = engine.connect("r", "writer", "");
        // The room has nothing that it could have missed.
        sends(writer, reconnect(0));
        engine.run();
        writer.takeFrames();
    }

    private void joins() {
        editor = engine.connect("r", "editor", "");
    }

    private void edits(String patch) {
        sends(writer, patch(patch));
        engine.run();
    }

    private void asks(long lastTimestamp) {
        sends(editor, reconnect(lastTimestamp));
        engine.run();
    }

    private String patch(String patch) {
        return "{'type':'patch','messageId':'m" + ++edits + "','documentPatches':[" + patch + "]}";
    }

    private static void sends(TestEngine.Editor from, String frame) {
        from.sends(frame.replace('\'', '"'));
    }

    private static String reconnect(long lastTimestamp) {
        return "{'type':'reconnect','lastTimestamp':" + lastTimestamp + ",'protocolVersion':2}";
    }

    private static Map<String, Object> edit(long version, String patch) {
        return frame("writer", version, patch);
    }

    private static Map<String, Object> changes(long version, String patch) {
        return frame("", version, patch);
    }

    private static Map<String, Object> frame(String author, long version, String patch) {
        return Json.frame(parse("{'type':'patch','clientId':'" + author + "','documentPatches':[" + patch
                + "],'timestamp':" + version + "}"));
    }

    private static Map<String, Object> synced(long version) {
        return Json.frame(parse("{'type':'synced','timestamp':" + version + "}"));
    }

    private static Map<String, Object> count(int sessions) {
        return Json.frame(parse("{'type':'clientCount','count':" + sessions + "}"));
    }

    private static Object parse(String json) {
        return Json.parse(json.replace('\'', '"'));
    }
}
