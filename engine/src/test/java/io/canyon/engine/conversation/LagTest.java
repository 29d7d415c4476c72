package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.spi.CloseReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session whose network takes nothing for a while. */
class LagTest {
    private static final String LARGE = "x".repeat(5000);

    @TempDir
    Path folder;

    private TestEngine engine;
    private TestEngine.Editor slow;
    private TestEngine.Editor writer;
    private TestEngine.Editor watcher;

    @BeforeEach
    void connect() {
        engine = new TestEngine(EngineConfig.of(folder).withLimits(Settings.SMALL_BUDGET));
        slow = engine.connect("r", "slow", "");
        writer = engine.connect("r", "writer", "");
        watcher = engine.connect("r", "watcher", "");
        patch(writer, "documentPatches", "{'k':{'_exists':true,'x':1},'old':{'_exists':true}}");
        patch(writer, "ephemeralPatches", "{'cursor':{'_exists':true,'x':1},'gone':{'_exists':true}}");
        slow.takeFrames();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldSendOneCatchUpAndThenGoOn() {
        slow.connection.stopNetwork();
        slow.sends(frame("own", "documentPatches", "{'own':{'_exists':true}}"));
        patch(writer, "documentPatches", "{'large':{'_exists':true,'x':'" + LARGE + "'}}");
        assertFalse(slow.connection.isReading());
        List<Map<String, Object>> before = slow.takeFrames();
        assertEquals(frame("{'type':'ack','messageId':'own','timestamp':2}"), before.get(0));
        assertEquals(3.0, before.get(1).get("timestamp"), "the last that it was sent");
        watcher.takeFrames();

        patch(writer, "documentPatches", "{'k':{'x':2},'large':{'_exists':false}}");
        slow.sends(frame("early", "documentPatches", "{'own':{'x':1}}"));
        patch(writer, "documentPatches", "{'k':{'x':3},'old':{'_exists':false}}");
        patch(writer, "ephemeralPatches", "{'cursor':{'x':2},'gone':{'_exists':false}}");
        engine.close(engine.connect("r", "passer-by", ""));
        assertEquals(List.of(), slow.takeFrames());
        assertEquals(5, watcher.takeFrames().size(), "others are not disturbed");

        slow.connection.startNetwork();
        slow.session.onDrained();
        engine.run();
        assertEquals(
                List.of(
                        frame("{'type':'patch','clientId':'','timestamp':5,'documentPatches':["
                                + "{'k':{'x':3},'large':{'_exists':false},'old':{'_exists':false}}],"
                                + "'ephemeralPatches':["
                                + "{'gone':{'_exists':false},'cursor':{'_exists':true,'x':2}}]}"),
                        frame("{'type':'clientCount','count':3}"),
                        frame("{'type':'ack','messageId':'early','timestamp':6}")),
                slow.takeFrames());
        assertTrue(slow.connection.isReading());
        patch(writer, "documentPatches", "{'k':{'x':4}}");
        assertEquals(
                List.of(frame("{'type':'patch','clientId':'writer','documentPatches':[{'k':{'x':4}}],'timestamp':7}")),
                slow.takeFrames());
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        assertEquals(1, engine.counter(EngineCounter.CATCH_UPS));
    }

    @Test
    void shouldSayNothingNewWhenNothingChanged() {
        slow.connection.stopNetwork();
        patch(writer, "documentPatches", "{'large':{'_exists':true,'x':'" + LARGE + "'}}");
        slow.takeFrames();
        slow.connection.startNetwork();
        slow.session.onDrained();
        engine.run();
        assertEquals(
                List.of(
                        frame("{'type':'patch','clientId':'','ephemeralPatches':["
                                + "{'cursor':{'_exists':true,'x':1},'gone':{'_exists':true}}]}"),
                        frame("{'type':'clientCount','count':3}")),
                slow.takeFrames());
    }

    @Test
    void shouldNotLagForThePresenceThatEndsTheLag() {
        slow.connection.stopNetwork();
        patch(writer, "ephemeralPatches", "{'cursor':{'x':'" + LARGE + "'}}");
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        slow.takeFrames();
        // It takes what there is, and then nothing of the catch-up.
        slow.connection.startNetwork();
        slow.connection.stopNetwork();
        slow.session.onDrained();
        engine.run();
        assertTrue(slow.takeFrames().get(0).containsKey("ephemeralPatches"));
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        patch(writer, "documentPatches", "{'k':{'x':2}}");
        assertEquals(2.0, slow.takeFrames().get(0).get("timestamp"));
        patch(writer, "documentPatches", "{'k':{'x':'" + LARGE + "'}}");
        assertEquals(2, engine.counter(EngineCounter.SESSIONS_LAGGED));
    }

    @Test
    void shouldEncodeALargeStateApartForWhoBeganToLagSinceItAsked() {
        for (int i = 0; i < 300; i++) {
            patch(writer, "documentPatches", "{'r" + i + "':{'_exists':true,'x':'" + LARGE + "'}}");
        }
        patch(writer, "documentPatches", "{'all':{'_exists':true,'x':'" + "x".repeat(700_000) + "'}}");
        TestEngine.Editor late = engine.connect("r", "late", "");
        late.takeFrames();
        long encoded = engine.counter(EngineCounter.STATES_ENCODED);
        // The true values of both together are more than it is sent at once.
        late.sends(frame("no", "documentPatches", "{'all':{'_exists':1}}"));
        late.sends(frame("no", "documentPatches", "{'all':{'_exists':1}}"));
        late.sends(frame("{'type':'reconnect','lastTimestamp':0,'protocolVersion':2}"));
        engine.runUntil(() -> engine.counter(EngineCounter.STATES_ENCODED) > encoded);
        engine.runUntil(() -> engine.counter(EngineCounter.CATCH_UPS) > 0);
        engine.run();
        List<Map<String, Object>> frames = late.takeFrames();
        assertEquals("ack", frames.get(0).get("type"));
        assertEquals(frame("{'type':'synced','timestamp':0}"), frames.get(4), "behind the true values");
        Map<String, Object> state = frames.get(5);
        assertEquals(302.0, state.get("timestamp"));
        assertEquals(
                303,
                Json.list(state.get("documentPatches")).stream()
                        .mapToInt(patch -> Json.map(patch).size())
                        .sum());
        assertEquals(encoded + 1, engine.counter(EngineCounter.STATES_ENCODED));
    }

    @Test
    void shouldRememberRemovalsOnlyOfWhatSomebodyShowed() {
        slow.connection.stopNetwork();
        patch(writer, "documentPatches", "{'large':{'_exists':true,'x':'" + LARGE + "'}}");
        for (int i = 0; i < 20; i++) {
            patch(writer, "ephemeralPatches", "{'never shown " + i + "':{'_exists':false}}");
            patch(watcher, "ephemeralPatches", "{'gone':{'_exists':false}}");
        }
        patch(writer, "ephemeralPatches", "{'gone':{'_exists':false}}");
        slow.takeFrames();
        slow.connection.startNetwork();
        slow.session.onDrained();
        engine.run();
        assertEquals(
                frame("{'type':'patch','clientId':'','ephemeralPatches':["
                        + "{'gone':{'_exists':false}},{'cursor':{'_exists':true,'x':1}}]}"),
                slow.takeFrames().get(0));
    }

    @Test
    void shouldEndSessionsThatLagWhileMoreGoesAwayThanIsRemembered() {
        slow.connection.stopNetwork();
        patch(writer, "documentPatches", "{'large':{'_exists':true,'x':'" + LARGE + "'}}");
        String name = "n".repeat(16_000);
        for (int i = 0; i < 66; i++) {
            assertEquals(null, slow.connection.closeReason(), "after " + i);
            patch(writer, "ephemeralPatches", "{'" + name + i + "':{'_exists':true}}");
            patch(writer, "ephemeralPatches", "{'" + name + i + "':{'_exists':false}}");
        }
        assertEquals(CloseReason.LIMIT, slow.connection.closeReason());
        assertEquals(null, watcher.connection.closeReason());
        assertEquals(1, engine.counter(EngineCounter.LIMIT_REFUSALS));
        assertEquals(2, engine.engine().sessionCount());
        TestEngine.Editor again = engine.connect("r", "slow", "");
        assertEquals(
                frame("{'type':'patch','clientId':'','ephemeralPatches':["
                        + "{'cursor':{'_exists':true,'x':1},'gone':{'_exists':true}}]}"),
                again.takeFrames().get(0));
    }

    @Test
    void shouldForgetALaggingSessionThatLeaves() {
        slow.connection.stopNetwork();
        patch(writer, "documentPatches", "{'large':{'_exists':true,'x':'" + LARGE + "'}}");
        watcher.takeFrames();
        engine.close(slow);
        assertEquals(List.of(frame("{'type':'clientCount','count':2}")), watcher.takeFrames());
        assertEquals(2, engine.engine().sessionCount());
    }

    /** A reader that only applies what it is sent ends with what a newcomer is sent. */
    @Test
    void shouldConvergeHoweverOftenItLags() {
        Replica replica = new Replica();
        TestEngine.Editor reader = engine.connect("r", "reader", "");
        reader.sends(Json.object("type", "reconnect", "lastTimestamp", 0, "protocolVersion", 2));
        engine.run();
        Random random = new Random(7);
        for (int i = 0; i < 400; i++) {
            String key = "k" + random.nextInt(5);
            String fields = random.nextInt(4) == 0
                    ? "'_exists':false"
                    : "'_exists':true,'f" + random.nextInt(3) + "':'" + "y".repeat(random.nextInt(900)) + "'";
            patch(writer, "documentPatches", "{'" + key + "':{" + fields + "}}");
            if (random.nextInt(8) == 0) {
                reader.connection.stopNetwork();
            } else if (random.nextInt(8) == 0) {
                drain(reader);
            }
            replica.apply(reader.takeFrames());
        }
        drain(reader);
        replica.apply(reader.takeFrames());
        TestEngine.Editor newcomer = engine.connect("r", "newcomer", "");
        newcomer.takeFrames();
        newcomer.sends(Json.object("type", "reconnect", "lastTimestamp", 0, "protocolVersion", 2));
        engine.run();
        Replica truth = new Replica().apply(newcomer.takeFrames());
        assertEquals(truth.version(), replica.version());
        assertEquals(truth.wholes(), replica.wholes());
        assertTrue(engine.counter(EngineCounter.CATCH_UPS) > 5);
    }

    private void drain(TestEngine.Editor editor) {
        editor.connection.startNetwork();
        editor.session.onDrained();
        engine.run();
    }

    private void patch(TestEngine.Editor editor, String list, String keys) {
        editor.sends(frame("m", list, keys));
        engine.run();
    }

    private static String frame(String messageId, String list, String keys) {
        String lists = "'" + list + "':[" + keys + "]";
        return ("{'type':'patch','messageId':'" + messageId + "'," + lists + "}").replace('\'', '"');
    }

    private static Map<String, Object> frame(String json) {
        return Json.frame(Json.parse(json.replace('\'', '"')));
    }
}
