package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.spi.CloseReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens at the bounds. */
class LimitsTest {
    private static final int ROUNDS = 300;

    @TempDir
    Path folder;

    @Test
    void shouldRefuseSessionsBeyondThoseOfARoom() {
        try (TestEngine engine = start(Settings.limits(2, 10, 1 << 20))) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            TestEngine.Editor b = engine.connect("r", "b", "");
            TestEngine.Editor c = engine.connect("r", "c", "");
            assertEquals(CloseReason.LIMIT, c.connection.closeReason());
            assertEquals(List.of(), c.takeFrames());
            assertNull(engine.connect("another", "d", "").connection.closeReason());
            engine.close(b);
            assertNull(engine.connect("r", "e", "").connection.closeReason());
            assertNull(a.connection.closeReason());
            assertEquals(3, engine.engine().sessionCount());
        }
    }

    @Test
    void shouldRefuseRoomsBeyondThoseOfTheEngine() {
        try (TestEngine engine = start(Settings.limits(10, 2, 1 << 20))) {
            TestEngine.Editor a = engine.connect("1", "a", "");
            engine.connect("2", "a", "");
            assertEquals(
                    CloseReason.LIMIT, engine.connect("3", "a", "").connection.closeReason());
            assertNull(engine.connect("2", "b", "").connection.closeReason());
            engine.close(a);
            engine.runUntil(() -> engine.engine().roomCount() == 1);
            assertNull(engine.connect("3", "a", "").connection.closeReason());
        }
    }

    @Test
    void shouldRefuseWhatMakesADocumentTooLarge() {
        try (TestEngine engine = start(Settings.limits(10, 10, 4096))) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            int records = 0;
            Object rejected = null;
            while (rejected == null) {
                rejected = edit(engine, a, "k" + records, Json.object("_exists", true, "x", "a".repeat(200)));
                records++;
            }
            assertTrue(records > 8 && records < 22, "records=" + records);
            assertEquals(List.of("k" + (records - 1)), rejected);
            assertNull(edit(engine, a, "k0", Json.object("x", "b".repeat(200))), "of the same size");
            assertEquals(List.of("k0"), edit(engine, a, "k0", Json.object("x", "b".repeat(2000))));
            assertEquals(List.of("k0"), edit(engine, a, "k0", Json.object("x", delta(4000))));
            assertNull(edit(engine, a, "k1", Json.object("_exists", false)), "a deletion");
            assertNull(edit(engine, a, "new", Json.object("_exists", true)), "there is room again");
            assertTrue(engine.counter(EngineCounter.LIMIT_REFUSALS) >= 3);
        }
    }

    @Test
    void shouldBoundTheArrayItemsThatOneCommandCreatesAndRemoves() {
        try (TestEngine engine = start(EngineLimits.DEFAULTS)) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            a.takeFrames();
            List<Object> patches = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                patches.add(Json.object("k", Json.object("_exists", true, "x", delta(i % 2 == 0 ? 1 << 20 : 0))));
            }
            a.sends(Json.object("type", "patch", "messageId", "1", "documentPatches", patches));
            engine.run();
            Map<String, Object> ack = a.takeFrames().get(0);
            assertEquals(List.of("k"), ack.get("rejected"));
            assertEquals(249, engine.counter(EngineCounter.LIMIT_REFUSALS), "2 Mi items are one array to and fro");
            assertNull(edit(engine, a, "k", Json.object("x", delta(1 << 20))), "the next command");

            patches.replaceAll(patch -> Json.object("p", Json.map(patch).get("k")));
            a.sends(Json.object("type", "patch", "messageId", "2", "ephemeralPatches", patches));
            engine.run();
            assertEquals(List.of("p"), a.takeFrames().get(0).get("rejected"));
            assertEquals(2 * 249, engine.counter(EngineCounter.LIMIT_REFUSALS));
        }
    }

    @Test
    void shouldShowWhatFitsIntoASmallLimit() {
        try (TestEngine engine = start(Settings.limits(10, 10, 4096))) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            a.takeFrames();
            assertNull(show(engine, a, "x".repeat(3000)));
            assertNull(show(engine, a, "y".repeat(3500)), "in place of the other");
            assertEquals(List.of("p"), show(engine, a, "z".repeat(4000)));
            assertEquals(1, engine.counter(EngineCounter.LIMIT_REFUSALS));
        }
    }

    @Test
    void shouldBoundWhatAllShowThoughADocumentMayBeLarger() {
        try (TestEngine engine = start(EngineLimits.DEFAULTS.withMaxBufferLength(1024))) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            TestEngine.Editor b = engine.connect("r", "b", "");
            assertNull(show(engine, a, "x".repeat(4_000_000)));
            assertNull(show(engine, b, "y".repeat(4_000_000)));
            assertEquals(List.of("p"), show(engine, engine.connect("r", "c", ""), "z".repeat(1_000_000)));
            assertEquals(1, engine.counter(EngineCounter.LIMIT_REFUSALS));
            assertNull(show(engine, a, "x"), "less than before");
        }
    }

    @Test
    void shouldCloseAfterAHundredMalformedFrames() {
        try (TestEngine engine = start(EngineLimits.DEFAULTS)) {
            TestEngine.Editor a = engine.connect("r", "a", "");
            TestEngine.Editor b = engine.connect("r", "b", "");
            b.takeFrames();
            for (int i = 0; i < 100; i++) {
                a.sends("{}");
            }
            engine.run();
            assertNull(a.connection.closeReason());
            assertNull(edit(engine, a, "k", Json.object("_exists", true)));
            a.sends("{}");
            engine.run();
            assertEquals(CloseReason.MALFORMED, a.connection.closeReason());
            List<Map<String, Object>> frames = b.takeFrames();
            assertEquals(Json.object("type", "clientCount", "count", 1.0), frames.get(frames.size() - 1));
            assertEquals(101, engine.counter(EngineCounter.FRAMES_MALFORMED));
        }
    }

    @Test
    void shouldKeepFramesThatComeBeforeTheSessionIsReady() {
        try (TestEngine engine = start(EngineLimits.DEFAULTS)) {
            TestEngine.Editor a = engine.open("r", "a", "");
            for (int i = 0; i < 50; i++) {
                Object patch = Json.object("k", Json.object("_exists", true, "x", i));
                a.sends(Json.object("type", "patch", "messageId", "m" + i, "documentPatches", List.of(patch)));
            }
            engine.runUntil(() -> engine.counter(EngineCounter.EDITS_APPLIED) == 50);
            engine.run();
            List<Map<String, Object>> frames = new ArrayList<>(a.takeFrames());
            assertEquals(Json.object("type", "clientCount", "count", 1.0), frames.remove(0));
            for (int i = 0; i < 50; i++) {
                assertEquals(Json.object("type", "ack", "messageId", "m" + i, "timestamp", i + 1.0), frames.get(i));
            }
            assertEquals(50, frames.size());
        }
    }

    @Test
    void shouldReadNoMoreEmptyFramesThanAreBounded() {
        EngineLimits limits = EngineLimits.DEFAULTS.withMaxFrameBytes(1024).withMaxPendingFrameBytes(1024);
        try (TestEngine engine = start(limits)) {
            TestEngine.Editor a = engine.open("r", "a", "");
            int sent = 0;
            while (a.connection.isReading() && sent < 1024) {
                a.sends("");
                sent++;
            }
            assertEquals(1024 / 64, sent);
            while (a.connection.closeReason() == null && sent < 4096) {
                a.sends("");
                sent++;
            }
            assertEquals(CloseReason.LIMIT, a.connection.closeReason());
            assertEquals(3 * 1024 / 64 + 1, sent);
        }
    }

    @Test
    void shouldOpenOneRoomForTwoJoinsAtTheSameMoment() {
        try (TestEngine engine = start(EngineLimits.DEFAULTS)) {
            TestEngine.Editor a = engine.open("r", "a", "");
            TestEngine.Editor b = engine.open("r", "b", "");
            engine.runUntil(() -> engine.counter(EngineCounter.SESSIONS_OPENED) == 2);
            engine.run();
            assertEquals(1, engine.counter(EngineCounter.ROOMS_OPENED));
            List<Map<String, Object>> count = List.of(Json.object("type", "clientCount", "count", 2.0));
            assertEquals(count, a.takeFrames());
            assertEquals(count, b.takeFrames());
        }
    }

    @Test
    void shouldLoseNoJoinDuringAnEviction() {
        try (TestEngine engine = start(EngineLimits.DEFAULTS)) {
            for (int i = 1; i <= ROUNDS; i++) {
                TestEngine.Editor a = engine.connect("r", "a", "");
                assertNull(edit(engine, a, "k" + i % 7, Json.object("_exists", true, "x", i)), "round " + i);
                a.session.onClosed();
                // The next join comes at another point of the eviction each time, now and then behind its end.
                for (int j = 0; j < i % 10 * 20; j++) {
                    engine.engine().doWork();
                    Thread.onSpinWait();
                }
                if (i % 10 == 9) {
                    engine.runUntil(() -> engine.engine().roomCount() == 0);
                }
                TestEngine.Editor b = engine.connect("r", "b", "");
                b.takeFrames();
                b.sends(Json.object("type", "reconnect", "lastTimestamp", i - 1, "protocolVersion", 2));
                engine.run();
                assertEquals(
                        Json.object("type", "synced", "timestamp", (double) i),
                        b.takeFrames().get(1),
                        "round " + i);
                b.session.onClosed();
            }
            assertTrue(engine.counter(EngineCounter.ROOMS_CLOSED) >= ROUNDS / 10);
        }
    }

    private TestEngine start(EngineLimits limits) {
        return new TestEngine(EngineConfig.of(folder).withLimits(limits).withIdleTimeout(Duration.ZERO));
    }

    /** Returns the keys that were rejected, null if none. */
    private static Object edit(TestEngine engine, TestEngine.Editor editor, String key, Map<String, Object> component) {
        editor.takeFrames();
        Object patch = Json.object(key, component);
        editor.sends(Json.object("type", "patch", "messageId", "m", "documentPatches", List.of(patch)));
        engine.run();
        Map<String, Object> ack = editor.takeFrames().get(0);
        assertEquals("ack", ack.get("type"));
        return ack.get("rejected");
    }

    private static Object show(TestEngine engine, TestEngine.Editor editor, String text) {
        Object patch = Json.object("p", Json.object("_exists", true, "x", text));
        editor.sends(Json.object("type", "patch", "messageId", "m", "ephemeralPatches", List.of(patch)));
        engine.run();
        return editor.takeFrames().stream()
                .filter(frame -> "ack".equals(frame.get("type")))
                .findFirst()
                .orElseThrow()
                .get("rejected");
    }

    private static Map<String, Object> delta(int length) {
        return Json.object("__buf", 1, "len", length, "runs", List.of());
    }
}
