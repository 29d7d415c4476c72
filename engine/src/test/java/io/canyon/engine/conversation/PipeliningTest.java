package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.EngineConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames that a session sends without waiting for answers. */
class PipeliningTest {
    @TempDir
    Path folder;

    @Test
    void shouldAnswerInTheOrderOfTheFrames() {
        try (TestEngine engine = new TestEngine(EngineConfig.of(folder))) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            a.takeFrames();
            a.sends(edit("1"));
            a.sends(edit("2"));
            a.sends(Json.object("type", "reconnect", "lastTimestamp", 2, "protocolVersion", 2));
            engine.run();
            assertEquals(
                    List.of(
                            Json.frame(Json.object("type", "ack", "messageId", "1", "timestamp", 1)),
                            Json.frame(Json.object("type", "ack", "messageId", "2", "timestamp", 2)),
                            Json.frame(Json.object("type", "synced", "timestamp", 2))),
                    a.takeFrames());
        }
    }

    @Test
    void shouldTellTheNumberOfSessionsOncePerBatch() {
        try (TestEngine engine = new TestEngine(EngineConfig.of(folder))) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            a.takeFrames();
            TestEngine.Editor b = engine.open("r", "b", "");
            engine.open("r", "c", "");
            engine.open("r", "d", "").session.onClosed();
            engine.run();
            List<?> count = List.of(Json.frame(Json.object("type", "clientCount", "count", 3)));
            assertEquals(count, a.takeFrames());
            assertEquals(count, b.takeFrames());
        }
    }

    private static Map<String, Object> edit(String messageId) {
        Object patch = Json.object("k", Json.object("_exists", true, "x", messageId));
        return Json.object("type", "patch", "messageId", messageId, "documentPatches", List.of(patch));
    }
}
