package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.Handshake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An I/O thread that stands still costs its own sessions only, and those nothing that lasts. */
@Timeout(300)
class StuckIoThreadTest {
    private static final int EDITS = 20_000;
    private static final String TEXT = "x".repeat(700);

    @TempDir
    Path folder;

    private Engine engine;
    private Gateway stuck;
    private Gateway running;

    @Test
    void shouldGoOnForOthersAndBringItsSessionsUpToDateAfterwards() {
        engine = Engine.startInvoked(EngineConfig.of(folder));
        stuck = engine.openGateway(TextFrame.FACTORY, () -> {});
        running = engine.openGateway(TextFrame.FACTORY, () -> {});
        TestEngine.Editor sleeper = connect(stuck, "sleeper");
        TestEngine.Editor neighbour = connect(stuck, "neighbour");
        TestEngine.Editor writer = connect(running, "writer");
        TestEngine.Editor watcher = connect(running, "watcher");
        for (TestEngine.Editor editor : List.of(sleeper, neighbour, writer, watcher)) {
            editor.takeFrames();
        }
        List<Map<String, Object>> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sleeper.sends(edit("own" + i, "own" + i, i));
        }
        for (int i = 0; i < EDITS; i++) {
            writer.sends(edit("m" + i, "k" + i % 50, i));
            engine.doWork();
            running.deliver();
            assertEquals(
                    1,
                    writer.takeFrames().stream()
                            .filter(frame -> isAck(frame, "m"))
                            .count(),
                    "acked at once");
            watcher.takeFrames().forEach(seen::add);
        }
        assertEquals(EDITS + 3, seen.size());
        assertEquals(1, engine.counter(EngineCounter.OUTBOX_SHED));
        assertEquals(2, engine.counter(EngineCounter.SESSIONS_LAGGED));
        long kept = engine.counter(EngineCounter.OUTBOX_FULL);
        assertTrue(kept > 1000 && kept < EDITS / 2, "kept for the thread that stands still: " + kept);

        run();
        List<Map<String, Object>> frames = sleeper.takeFrames();
        List<Map<String, Object>> acks =
                frames.stream().filter(frame -> isAck(frame, "own")).toList();
        assertEquals(
                List.of("own0", "own1", "own2"),
                acks.stream().map(ack -> ack.get("messageId")).toList());
        assertTrue(frames.size() < EDITS / 2 + 10, "frames=" + frames.size());
        assertEquals(2, engine.counter(EngineCounter.CATCH_UPS));
        Map<String, Map<String, Object>> truth = new Replica().apply(seen).wholes();
        for (int i = 0; i < 3; i++) {
            truth.remove("own" + i);
        }
        assertEquals(truth, new Replica().apply(frames).wholes());

        writer.sends(edit("last", "k0", EDITS));
        run();
        assertEquals(List.of("patch"), types(sleeper), "it is like the others again");
        assertEquals(List.of("patch"), types(watcher));
        stuck.close();
        running.close();
        engine.doWork();
        engine.close();
    }

    private TestEngine.Editor connect(Gateway gateway, String clientId) {
        TestEngine.Editor editor = new TestEngine.Editor();
        String query = "roomId=r&clientId=" + clientId;
        editor.session = gateway.open(new Handshake("/", query, Map.of(), "test"), editor.connection);
        long before = engine.counter(EngineCounter.SESSIONS_OPENED);
        while (engine.counter(EngineCounter.SESSIONS_OPENED) == before) {
            run();
        }
        run();
        return editor;
    }

    private void run() {
        for (int quiet = 0; quiet < 3; quiet++) {
            if (engine.doWork() + stuck.deliver() + running.deliver() > 0) {
                quiet = 0;
            }
        }
    }

    private static boolean isAck(Map<String, Object> frame, String prefix) {
        return "ack".equals(frame.get("type")) && ((String) frame.get("messageId")).startsWith(prefix);
    }

    private static List<Object> types(TestEngine.Editor editor) {
        return editor.takeFrames().stream().map(frame -> frame.get("type")).toList();
    }

    private static String edit(String messageId, String key, int value) {
        return "{\"type\":\"patch\",\"messageId\":\"" + messageId + "\",\"documentPatches\":[{\"" + key
                + "\":{\"_exists\":true,\"x\":" + value + ",\"text\":\"" + TEXT + "\"}}]}";
    }
}
