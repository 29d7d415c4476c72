package io.canyon.engine.conversation;

import io.canyon.engine.DataCopy;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.TextFrame;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine driven by its test's thread, with one gateway. The token {@link #READ_ONLY} gives just that. */
final class TestEngine implements AutoCloseable {
    static final String READ_ONLY = "readonly";
    static final Authenticator BY_TOKEN = request -> CompletableFuture.completedFuture(
            READ_ONLY.equals(request.credentials().string()) ? Admission.READ_ONLY : Admission.READ_WRITE);

    private static final long TIMEOUT_NS = 60_000_000_000L;
    private static final int QUIET_ROUNDS = 3;
    private static final int VERSION_RANGE_SHIFT = 32;

    /** One editor. */
    static final class Editor {
        final TestConnection connection = new TestConnection();
        GatewaySession session;

        void sends(String frame) {
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            session.onFrame(new UnsafeBuffer(bytes), 0, bytes.length);
        }

        void sends(Map<String, Object> frame) {
            sends(Json.write(frame));
        }

        /** Frames since the last call, in the form in which they are compared. */
        List<Map<String, Object>> takeFrames() {
            return connection.take().stream()
                    .map(text -> Json.frame(Json.parse(text)))
                    .toList();
        }
    }

    private final Duration maxGreeting;
    private EngineConfig config;
    private Engine engine;
    private Gateway gateway;
    private long delivered;
    private long generation;
    private long firstVersion;

    /** One that tells editors at once what happens, whether they have said something or not. */
    TestEngine(EngineConfig config) {
        this(config, Duration.ZERO);
    }

    TestEngine(EngineConfig config, Duration maxGreeting) {
        this.config = config;
        this.maxGreeting = maxGreeting;
        start();
    }

    Engine engine() {
        return engine;
    }

    Path folder() {
        return config.dataFolder();
    }

    long counter(EngineCounter counter) {
        return engine.counter(counter);
    }

    long sessionBudgetBytes() {
        return config.limits().sessionBudgetBytes();
    }

    /** The version that a room without edits has: the generation's, if an engine before this one was killed. */
    long firstVersion() {
        return firstVersion;
    }

    /** Opens a session, and lets nothing run. */
    Editor open(String room, String clientId, String token) {
        Editor editor = new Editor();
        String query = "roomId=" + encode(room) + "&clientId=" + encode(clientId) + "&token=" + encode(token);
        editor.session = gateway.open(new Handshake("/", query, Map.of(), "test"), editor.connection);
        return editor;
    }

    /** Connects a client that speaks echo. */
    Editor openEcho(String id) {
        Editor editor = new Editor();
        editor.session = gateway.open(new Handshake("/echo", "id=" + id, Map.of(), "test"), editor.connection);
        return editor;
    }

    /** Connects, and waits until the session is a member or refused. */
    Editor connect(String room, String clientId, String token) {
        long before = counter(EngineCounter.SESSIONS_OPENED);
        Editor editor = open(room, clientId, token);
        runUntil(() -> counter(EngineCounter.SESSIONS_OPENED) > before || editor.connection.closeReason() != null);
        run();
        return editor;
    }

    void close(Editor editor) {
        editor.session.onClosed();
        run();
    }

    /** The editor presents new credentials; waits for the authenticator. Nothing else may be under way. */
    void refresh(Editor editor, String token) {
        editor.sends(Json.object("type", "auth-refresh", "token", token));
        long before = delivered;
        runUntil(() -> delivered > before);
        run();
    }

    /** Runs until there is nothing to do at once. */
    void run() {
        int quiet = 0;
        while (quiet < QUIET_ROUNDS) {
            quiet = work() == 0 ? quiet + 1 : 0;
        }
    }

    void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not within " + TIMEOUT_NS + " ns");
            }
            if (work() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** Stops cleanly and starts again on the same data. */
    void restart() {
        restart(config);
    }

    void restart(EngineConfig newConfig) {
        stop();
        config = newConfig;
        start();
    }

    /** Copies the data as a crash would leave it, and starts again on the copy. No room may be on its way out. */
    void crash(Path copy) {
        crash(copy, config);
    }

    /** Like {@link #crash(Path)}, to go on with another configuration. */
    void crash(Path copy, EngineConfig next) {
        copy(config.dataFolder(), copy);
        stop();
        config = next.withDataFolder(copy);
        start();
        firstVersion = generation << VERSION_RANGE_SHIFT;
    }

    @Override
    public void close() {
        stop();
    }

    private int work() {
        int deliveredNow = gateway.deliver();
        delivered += deliveredNow;
        return engine.doWork() + deliveredNow;
    }

    private void start() {
        generation++;
        EngineLimits limits = config.limits();
        engine = Engine.startInvoked(
                config.withLimits(limits.withSession(limits.session().withMaxGreeting(maxGreeting))));
        gateway = engine.openGateway(TextFrame.FACTORY, () -> {});
    }

    private void stop() {
        gateway.close();
        run();
        engine.close();
    }

    static void copy(Path from, Path to) {
        try {
            DataCopy.of(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
