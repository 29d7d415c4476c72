package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients of a timeline that was lost. Version 1 (k: x=1, y=1, and a tombstone) and 2 survive; the lost versions 3 and
 * 4 set x=3 and x=4. The engine then goes on from {@link #FIRST}.
 */
class LostTimelineTest {
    private static final long FIRST = 3L << 32;

    @TempDir
    Path folder;

    private TestEngine engine;

    @BeforeEach
    void loseVersions() {
        engine = new TestEngine(EngineConfig.of(folder.resolve("before"))
                .withAuthenticator(TestEngine.BY_TOKEN)
                .withDurability(DurabilityLevel.NONE));
        TestEngine.Editor before = join("before", "");
        patch(before, "1", "{'k':{'_exists':true,'x':1,'y':1},'gone':{'_exists':true}}");
        patch(before, "2", "{'gone':{'_exists':false}}");
        engine.restart();
        TestEngine.Editor lost = join("lost", "");
        patch(lost, "3", "{'k':{'x':3}}");
        patch(lost, "4", "{'k':{'x':4}}");
        engine.crash(folder.resolve("after"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldAskForWhatTheTimelinesDoNotShare() {
        TestEngine.Editor a = join("a", "");
        assertEquals(
                frames("{'type':'resync','since':2}", "{'type':'synced','timestamp':" + FIRST + "}"), reconnect(a, 4));
        assertEquals(
                frames("{'type':'ack','messageId':'a-resync-1','timestamp':" + (FIRST + 1) + "}"),
                patch(a, "a-resync-1", "{'k':{'x':4}}"));
        assertEquals("{k={_exists=true, x=4.0, y=1.0}, gone={_exists=false}}", document());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepTheNewestOfTheLostInWhateverOrderTheyCome(boolean isNewestFirst) {
        TestEngine.Editor newest = join("newest", "");
        TestEngine.Editor older = join("older", "");
        reconnect(newest, 4);
        reconnect(older, 3);
        newest.takeFrames();
        if (isNewestFirst) {
            patch(newest, "newest-resync-1", "{'k':{'x':4}}");
            older.takeFrames();
            assertEquals(
                    frames(
                            "{'type':'ack','messageId':'older-resync-1','timestamp':" + (FIRST + 2) + "}",
                            "{'type':'patch','clientId':'','documentPatches':[{'k':{'_exists':true,'x':4,'y':3}}],"
                                    + "'timestamp':" + (FIRST + 2) + "}"),
                    patch(older, "older-resync-1", "{'k':{'x':3,'y':3}}"));
        } else {
            patch(older, "older-resync-1", "{'k':{'x':3,'y':3}}");
            newest.takeFrames();
            assertEquals(
                    frames("{'type':'ack','messageId':'newest-resync-1','timestamp':" + (FIRST + 2) + "}"),
                    patch(newest, "newest-resync-1", "{'k':{'x':4}}"));
        }
        assertEquals("{k={_exists=true, x=4.0, y=3.0}, gone={_exists=false}}", document());
    }

    @Test
    void shouldNotLetAnAnswerReplaceWhatIsNew() {
        TestEngine.Editor editor = join("editor", "");
        reconnect(editor, 2);
        patch(editor, "m", "{'k':{'x':7},'gone':{'_exists':true,'z':1}}");
        TestEngine.Editor a = join("a", "");
        assertEquals(
                frames(
                        "{'type':'resync','since':2}",
                        "{'type':'patch','clientId':'','timestamp':" + (FIRST + 1)
                                + ",'documentPatches':[{'k':{'x':7},'gone':{'_exists':true,'z':1}}]}",
                        "{'type':'synced','timestamp':" + (FIRST + 1) + "}"),
                reconnect(a, 4));
        assertEquals(
                frames(
                        "{'type':'ack','messageId':'a-resync-1','timestamp':" + (FIRST + 2) + "}",
                        "{'type':'patch','clientId':'','timestamp':" + (FIRST + 2) + ",'documentPatches':["
                                + "{'k':{'_exists':true,'x':7,'y':4},'gone':{'_exists':true,'z':1}}]}"),
                patch(a, "a-resync-1", "{'k':{'x':4,'y':4},'gone':{'_exists':false}}"));
        assertEquals("{k={_exists=true, x=7.0, y=4.0}, gone={_exists=true, z=1.0}}", document());
    }

    @Test
    void shouldTakeAnAnswerOnlyFromTheLost() {
        TestEngine.Editor editor = join("editor", "");
        reconnect(editor, 2);
        patch(editor, "m", "{'k':{'x':7}}");
        patch(editor, "editor-resync-1", "{'k':{'x':8}}");
        assertEquals("{k={_exists=true, x=8.0, y=1.0}, gone={_exists=false}}", document());
    }

    @Test
    void shouldSendReadersTheWholeRoom() {
        TestEngine.Editor reader = join("reader", TestEngine.READ_ONLY);
        assertEquals(
                frames(
                        "{'type':'patch','clientId':'','timestamp':" + FIRST
                                + ",'documentPatches':[{'k':{'_exists':true,'x':1,'y':1},'gone':{'_exists':false}}]}",
                        "{'type':'synced','timestamp':" + FIRST + "}"),
                reconnect(reader, 4));
    }

    private TestEngine.Editor join(String clientId, String token) {
        TestEngine.Editor editor = engine.connect("r", clientId, token);
        editor.takeFrames();
        return editor;
    }

    private List<Map<String, Object>> reconnect(TestEngine.Editor editor, long version) {
        editor.takeFrames();
        editor.sends(Json.object("type", "reconnect", "lastTimestamp", version, "protocolVersion", 2));
        engine.run();
        return editor.takeFrames();
    }

    private List<Map<String, Object>> patch(TestEngine.Editor editor, String messageId, String keys) {
        editor.takeFrames();
        Object patch = Json.parse(keys.replace('\'', '"'));
        editor.sends(Json.object("type", "patch", "messageId", messageId, "documentPatches", List.of(patch)));
        engine.run();
        return editor.takeFrames();
    }

    private String document() {
        TestEngine.Editor reader = join("the last reader", "");
        return Json.list(reconnect(reader, 0).get(0).get("documentPatches"))
                .get(0)
                .toString();
    }

    private static List<Map<String, Object>> frames(String... frames) {
        return List.of(frames).stream()
                .map(frame -> Json.frame(Json.parse(frame.replace('\'', '"'))))
                .toList();
    }
}
