package io.canyon.engine;

import io.canyon.engine.gateway.IoGateway;
import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.shard.CheckpointStep;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Connection;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/** Drives an engine with hooks from one thread, with editors that count up a number in their room. */
final class EngineDriver implements AutoCloseable {
    /** Journals that take little space. */
    static final JournalSettings SMALL = new JournalSettings(1 << 20, 64 << 10, 0, 0);

    private static final long TIMEOUT_NS = 60_000_000_000L;
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    final Engine engine;
    /** Held whenever the engine's shards run; fair, or whoever drives the engine would let nobody else have it. */
    final ReentrantLock turn = new ReentrantLock(true);

    final Gateway gateway;
    private final List<Editor> editors = new ArrayList<>();

    EngineDriver(EngineConfig config) {
        this(config, kind -> JournalStorage.of(kind, SMALL), step -> {});
    }

    EngineDriver(EngineConfig config, Function<JournalKind, JournalStorage> journals, Consumer<CheckpointStep> onStep) {
        this(config, new EngineHooks(journals, onStep));
    }

    EngineDriver(EngineConfig config, EngineHooks hooks) {
        engine = Engine.start(config, false, hooks);
        gateway = engine.openGateway(TextFrame.FACTORY, () -> {});
    }

    Editor join(String room) {
        long before = engine.counter(EngineCounter.SESSIONS_OPENED);
        Editor editor = open("roomId=" + room + "&clientId=c");
        runUntil(() -> engine.counter(EngineCounter.SESSIONS_OPENED) > before);
        return editor;
    }

    /** Opens a session, and waits for nothing. */
    Editor open(String query) {
        Editor editor = new Editor();
        editors.add(editor);
        editor.session = gateway.open(new Handshake("/", query, Map.of("x-header", "v"), "test"), editor);
        return editor;
    }

    /** The number that a room shows to somebody who comes new, 0 if there is none. */
    long read(String room) {
        Editor reader = join(room);
        reader.sends("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
        runUntil(() -> reader.isSynced);
        reader.leave();
        return reader.number;
    }

    int run() {
        turn.lock();
        try {
            return engine.doWork() + gateway.deliver();
        } finally {
            turn.unlock();
        }
    }

    void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within " + TIMEOUT_NS + " ns");
            }
            if (run() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** Runs the engine until the future has completed. */
    <T> T await(CompletableFuture<T> future) {
        runUntil(future::isDone);
        return future.join();
    }

    @Override
    public void close() {
        editors.forEach(editor -> editor.session.onClosed());
        runUntil(() -> run() == 0 && (((IoGateway) gateway).sessionCount() == 0 || !engine.isReady()));
        gateway.close();
        engine.close();
    }

    /** An editor of one room. */
    final class Editor implements Connection {
        GatewaySession session;
        long sent;
        long acked;
        long number;
        boolean isSynced;
        CloseReason closeReason;
        final List<String> received = new ArrayList<>();

        /** Counts up, with {@code padding} bytes more. */
        void count(int padding) {
            sent++;
            sends("{\"type\":\"patch\",\"messageId\":\"" + sent
                    + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"n\":" + sent + ",\"p\":\""
                    + "x".repeat(padding) + "\"}}]}");
        }

        void countAndWait(int padding) {
            count(padding);
            runUntil(() -> acked == sent);
        }

        void leave() {
            session.onClosed();
            EngineDriver.this.run();
        }

        void sends(String frame) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        }

        @Override
        public void send(Frame frame) {
            String text = TextFrame.textOf(frame);
            received.add(text);
            if (text.startsWith("{\"type\":\"ack\"")) {
                acked++;
            }
            Matcher matcher = NUMBER.matcher(text);
            if (matcher.find()) {
                number = Long.parseLong(matcher.group(1));
            }
            isSynced |= text.startsWith("{\"type\":\"synced\"");
        }

        @Override
        public void flush() {}

        @Override
        public long unsentBytes() {
            return 0;
        }

        @Override
        public void setReading(boolean reading) {}

        @Override
        public void close(CloseReason reason, String text) {
            closeReason = reason;
        }
    }
}
