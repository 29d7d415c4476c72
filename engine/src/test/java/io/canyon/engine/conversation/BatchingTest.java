package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.FrameFactory;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.Handshake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a batch costs, counted: wake-ups, frames and flushes. */
@Timeout(300)
class BatchingTest {
    private static final int SESSIONS_PER_THREAD = 10;
    private static final int EDITS = 64;

    @TempDir
    Path folder;

    private Engine engine;
    private IoThread first;
    private IoThread second;

    /** One I/O thread, which counts what it is asked for. */
    private final class IoThread implements FrameFactory {
        final List<TestEngine.Editor> editors = new ArrayList<>();
        int wakeUps;
        int frames;
        int sharedFrames;
        final Gateway gateway = engine.openGateway(this, () -> wakeUps++);

        @Override
        public Frame frame(DirectBuffer text, int offset, int length) {
            frames++;
            return TextFrame.FACTORY.frame(text, offset, length);
        }

        @Override
        public Frame sharedFrame(DirectBuffer text, int offset, int length) {
            sharedFrames++;
            return TextFrame.FACTORY.frame(text, offset, length);
        }

        void open(String clientId) {
            TestEngine.Editor editor = new TestEngine.Editor();
            String query = "roomId=r&clientId=" + clientId;
            editor.session = gateway.open(new Handshake("/", query, Map.of(), "test"), editor.connection);
            editors.add(editor);
        }

        int[] flushes() {
            return editors.stream()
                    .mapToInt(editor -> editor.connection.flushes())
                    .toArray();
        }

        void forget() {
            wakeUps = 0;
            frames = 0;
            sharedFrames = 0;
            editors.forEach(TestEngine.Editor::takeFrames);
        }
    }

    @BeforeEach
    void connect() {
        engine = Engine.startInvoked(EngineConfig.of(folder));
        first = new IoThread();
        second = new IoThread();
        // The room comes into memory with its first session.
        first.open("a0");
        while (engine.sessionCount() == 0) {
            deliver();
        }
        deliver();
        first.forget();
    }

    @AfterEach
    void close() {
        first.gateway.close();
        second.gateway.close();
        engine.doWork();
        engine.close();
    }

    @Test
    void shouldTellTheNumberOfSessionsOncePerBatchOfJoinsAndLeaves() {
        connectAll();
        assertEquals(1, first.wakeUps);
        assertEquals(1, second.wakeUps);
        for (IoThread thread : List.of(first, second)) {
            assertEquals(1, thread.sharedFrames);
            assertEquals(0, thread.frames);
            for (TestEngine.Editor editor : thread.editors) {
                assertEquals(List.of("{\"type\":\"clientCount\",\"count\":20}"), editor.connection.take());
            }
            thread.forget();
        }
        for (int i = 0; i < 5; i++) {
            second.editors.get(i).session.onClosed();
        }
        engine.doWork();
        first.gateway.deliver();
        assertEquals(1, first.wakeUps);
        assertEquals(
                List.of("{\"type\":\"clientCount\",\"count\":15}"),
                first.editors.get(0).connection.take());
    }

    @Test
    void shouldWakeOnceBuildOnceAndFlushOnce() {
        connectAll();
        first.forget();
        second.forget();
        int[] flushesOfFirst = first.flushes();
        int[] flushesOfSecond = second.flushes();
        long built = engine.counter(EngineCounter.FRAMES_BUILT);
        long batches = engine.counter(EngineCounter.JOURNAL_BATCHES);
        for (int i = 0; i < EDITS; i++) {
            IoThread thread = i % 2 == 0 ? first : second;
            thread.editors
                    .get(i % 4)
                    .sends("{\"type\":\"patch\",\"messageId\":\"m" + i
                            + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"x\":" + i + "}}]}");
        }
        engine.doWork();
        assertEquals(1, engine.counter(EngineCounter.JOURNAL_BATCHES) - batches);
        for (IoThread thread : List.of(first, second)) {
            assertEquals(1, thread.wakeUps);
            thread.gateway.deliver();
            assertEquals(EDITS, thread.sharedFrames, "each broadcast once per I/O thread, whatever its sessions");
            assertEquals(EDITS / 2, thread.frames, "the acks of its own");
        }
        assertEquals(3 * EDITS, engine.counter(EngineCounter.FRAMES_BUILT) - built);
        for (int i = 0; i < SESSIONS_PER_THREAD; i++) {
            assertEquals(flushesOfFirst[i] + 1, first.flushes()[i]);
            assertEquals(flushesOfSecond[i] + 1, second.flushes()[i]);
            assertEquals(EDITS, second.editors.get(i).connection.take().size());
        }
        engine.doWork();
        assertEquals(1, first.wakeUps, "nothing further to tell");
    }

    private void connectAll() {
        for (int i = 1; i < SESSIONS_PER_THREAD; i++) {
            first.open("a" + i);
        }
        for (int i = 0; i < SESSIONS_PER_THREAD; i++) {
            second.open("b" + i);
        }
        engine.doWork();
        first.gateway.deliver();
        second.gateway.deliver();
    }

    private void deliver() {
        engine.doWork();
        first.gateway.deliver();
        second.gateway.deliver();
    }
}
