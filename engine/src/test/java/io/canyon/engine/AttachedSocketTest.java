package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Handshake;
import io.canyon.engine.spi.SocketSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets of other frameworks, in an engine that its test drives. */
@Timeout(300)
class AttachedSocketTest {
    private static final int MAX_FRAME_BYTES = 2048;
    private static final int BUDGET_BYTES = 4096;
    private static final int MAX_PENDING_BYTES = 4096;
    private static final long TIMEOUT_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    private CompletableFuture<Admission> answer = CompletableFuture.completedFuture(Admission.READ_WRITE);
    private Engine engine;

    @BeforeEach
    void start() {
        EngineLimits defaults = EngineLimits.DEFAULTS;
        EngineLimits limits = defaults.withMaxFrameBytes(MAX_FRAME_BYTES)
                .withSessionBudgetBytes(BUDGET_BYTES)
                .withMaxPendingFrameBytes(MAX_PENDING_BYTES);
        engine = Engine.startInvoked(EngineConfig.of(folder).withLimits(limits).withAuthenticator(request -> answer));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldConverse() {
        FakeSocket a = new FakeSocket();
        FakeSocket b = new FakeSocket();
        SocketSession sessionA = join("a", a);
        SocketSession sessionB = join("b", b);
        run();
        a.take();
        b.take();
        sessionA.onText(edit("m1", 1));
        run();
        assertEquals(List.of("{\"type\":\"ack\",\"messageId\":\"m1\",\"timestamp\":1}"), a.take());
        assertEquals(1, b.sent.size());
        assertTrue(b.take().get(0).contains("\"clientId\":\"a\""));
        ByteBuffer utf8 = ByteBuffer.wrap(("??" + edit("é", 2)).getBytes(StandardCharsets.UTF_8));
        utf8.position(2);
        assertTrue(sessionB.onText(utf8).toCompletableFuture().isDone());
        assertEquals(2, utf8.position());
        run();
        assertEquals(List.of("{\"type\":\"ack\",\"messageId\":\"é\",\"timestamp\":2}"), b.take());
        assertTrue(a.take().get(0).contains("\"clientId\":\"b\""));

        sessionB.onClose();
        run();
        assertEquals(List.of("{\"type\":\"clientCount\",\"count\":1}"), a.take());
        assertEquals(List.of(), b.take());
        assertEquals(0, b.closes);
        assertEquals(1, engine.sessionCount());
    }

    @Test
    void shouldKeepMessagesUntilTheSessionIsReady() {
        answer = new CompletableFuture<>();
        FakeSocket socket = new FakeSocket();
        SocketSession session = attach("a", socket);
        session.onText(edit("m1", 1));
        run();
        session.onText(edit("m2", 2));
        run();
        assertEquals(List.of(), socket.take());
        answer.complete(Admission.READ_WRITE);
        runUntil(() -> acks(socket) == 2);
    }

    @Test
    void shouldSendNothingToASocketThatIsNotWritableAndThenCatchUp() {
        FakeSocket slow = new FakeSocket();
        FakeSocket writer = new FakeSocket();
        SocketSession slowSession = join("slow", slow);
        SocketSession writerSession = join("writer", writer);
        run();
        slow.take();
        slow.isWritable = false;
        for (int i = 1; i <= 20; i++) {
            writerSession.onText(edit("m" + i, i));
            run();
        }
        assertEquals(20, acks(writer));
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        assertEquals(List.of(), slow.take());

        slow.isWritable = true;
        slowSession.onWritable();
        run();
        assertEquals(1, engine.counter(EngineCounter.CATCH_UPS));
        List<String> received = slow.take();
        String caughtUp = received.get(received.size() - 2);
        assertTrue(caughtUp.contains("\"timestamp\":20") && caughtUp.contains("\"n\":20"), caughtUp);
        assertEquals("{\"type\":\"clientCount\",\"count\":2}", received.get(received.size() - 1));
        writerSession.onText(edit("last", 21));
        run();
        assertTrue(slow.take().get(0).contains("\"n\":21"));
    }

    @Test
    void shouldCountWhatTheSocketHasNotSent() {
        FakeSocket slow = new FakeSocket();
        SocketSession slowSession = join("slow", slow);
        SocketSession writerSession = join("writer", new FakeSocket());
        slow.unsentBytes = BUDGET_BYTES + 1;
        writerSession.onText(edit("m1", 1));
        run();
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
        slow.take();
        writerSession.onText(edit("m2", 2));
        run();
        assertEquals(List.of(), slow.take());
        slow.unsentBytes = 0;
        slowSession.onWritable();
        run();
        assertTrue(slow.take().get(0).contains("\"n\":2"));
    }

    @Test
    void shouldAskForMoreOnlyWhenItIsRead() {
        FakeSocket socket = new FakeSocket();
        SocketSession session = join("a", socket);
        lag(session, socket);
        CompletableFuture<Void> next = session.onText(edit("m2", 2)).toCompletableFuture();
        run();
        assertFalse(next.isDone());
        socket.unsentBytes = 0;
        session.onWritable();
        run();
        assertTrue(next.isDone());
        assertEquals(2, acks(socket));
        assertTrue(session.onText(edit("m3", 3)).toCompletableFuture().isDone());
    }

    @Test
    void shouldEndWhoSendsOnWhileItIsNotRead() {
        FakeSocket socket = new FakeSocket();
        SocketSession session = join("a", socket);
        lag(session, socket);
        String message = edit("m2", 2);
        int most = (MAX_PENDING_BYTES + 2 * MAX_FRAME_BYTES) / (message.length() + 64);
        CompletableFuture<Void> next = null;
        for (int i = 0; i < most; i++) {
            next = session.onText(message).toCompletableFuture();
        }
        run();
        assertEquals(0, socket.closes);
        session.onText(message);
        run();
        assertEquals(1013, socket.closeCode);
        assertEquals("Too many messages wait", socket.closeReason);
        assertTrue(next.isDone());
        assertEquals(1, engine.counter(EngineCounter.SOCKETS_OVERRUN));
        assertEquals(0, engine.sessionCount());
        assertTrue(session.onText(message).toCompletableFuture().isDone());
        session.onClose();
        run();
        assertEquals(1, socket.closes);
    }

    @Test
    void shouldEndWhoSendsAMessageThatIsTooLarge() {
        byte[] most = edit("m", 1, MAX_FRAME_BYTES).getBytes(StandardCharsets.UTF_8);
        assertEquals(MAX_FRAME_BYTES, most.length);
        FakeSocket fitting = new FakeSocket();
        SocketSession session = join("a", fitting);
        session.onText(ByteBuffer.wrap(most));
        run();
        assertEquals(1, acks(fitting));
        assertEquals(0, fitting.closes);
        session.onText(edit("m", 2, MAX_FRAME_BYTES + 1));
        assertTooLarge(fitting, 1);

        FakeSocket bytes = new FakeSocket();
        join("b", bytes).onText(ByteBuffer.allocate(MAX_FRAME_BYTES + 1));
        assertTooLarge(bytes, 2);

        FakeSocket wide = new FakeSocket();
        join("c", wide).onText("é".repeat(MAX_FRAME_BYTES / 2 + 1));
        assertTooLarge(wide, 3);
        assertEquals(0, engine.sessionCount());
    }

    @Test
    void shouldEndWhatFails() {
        FakeSocket throwing = new FakeSocket();
        FakeSocket failing = new FakeSocket();
        SocketSession throwingSession = join("throwing", throwing);
        SocketSession failingSession = join("failing", failing);
        FakeSocket other = new FakeSocket();
        SocketSession otherSession = join("other", other);
        throwing.isThrowing = true;
        otherSession.onText(edit("m1", 1));
        run();
        assertEquals(1011, throwing.closeCode);
        assertEquals(1, acks(other));
        assertEquals(1, engine.counter(EngineCounter.SOCKETS_FAILED));

        failingSession.onError(new IllegalStateException("asked to fail"));
        run();
        assertEquals(1011, failing.closeCode);
        assertEquals(2, engine.counter(EngineCounter.SOCKETS_FAILED));
        assertEquals(1, engine.sessionCount());
        throwingSession.onClose();
        failingSession.onClose();
        run();
        assertEquals(1, throwing.closes);
        assertEquals(1, failing.closes);
    }

    @Test
    void shouldCloseWhatIsRefused() {
        FakeSocket malformed = new FakeSocket();
        engine.attach(Handshake.of("/", Map.of(), "test"), malformed);
        run();
        assertEquals(1008, malformed.closeCode);
        assertEquals("Missing clientId", malformed.closeReason);

        answer = CompletableFuture.completedFuture(null);
        FakeSocket refused = new FakeSocket();
        attach("a", refused);
        runUntil(() -> refused.closes == 1);
        assertEquals(1008, refused.closeCode);
        assertEquals(2, engine.counter(EngineCounter.SESSIONS_REFUSED));
    }

    @Test
    void shouldCloseSocketsBehindTheirLastAckWhenTheEngineCloses() {
        FakeSocket socket = new FakeSocket();
        FakeSocket stuck = new FakeSocket();
        SocketSession session = join("a", socket);
        join("b", stuck);
        run();
        stuck.isWritable = false;
        session.onText(edit("m1", 1));
        engine.doWork();
        engine.close();
        assertTrue(engine.isClosedCleanly());
        assertEquals(1, acks(socket));
        assertEquals(1001, socket.closeCode);
        assertEquals(1001, stuck.closeCode);
        assertEquals(1, socket.closes);
        assertEquals(1, stuck.closes);
        session.onClose();
        assertTrue(session.onText(edit("m2", 2)).toCompletableFuture().isDone());

        FakeSocket late = new FakeSocket();
        attach("c", late);
        assertEquals(1001, late.closeCode);
    }

    @Test
    void shouldWaitForASocketBeforeItClosesItButNotForEver() {
        FakeSocket slow = new FakeSocket();
        FakeSocket stuck = new FakeSocket();
        SocketSession slowSession = join("slow", slow);
        SocketSession stuckSession = join("stuck", stuck);
        run();
        slow.take();
        slow.isWritable = false;
        stuck.isWritable = false;
        slowSession.onText(edit("m1", 1));
        stuckSession.onText(edit("m2", 1));
        run();
        slowSession.onText("x".repeat(MAX_FRAME_BYTES + 1));
        stuckSession.onText("x".repeat(MAX_FRAME_BYTES + 1));
        run();
        assertEquals(0, slow.closes);
        assertEquals(0, stuck.closes);
        assertEquals(0, engine.sessionCount());
        slow.isWritable = true;
        slowSession.onWritable();
        run();
        assertEquals(1, acks(slow));
        assertEquals(1009, slow.closeCode);
        runUntil(() -> stuck.closes == 1);
        assertEquals(1009, stuck.closeCode);
    }

    private void lag(SocketSession session, FakeSocket socket) {
        socket.unsentBytes = BUDGET_BYTES + 1;
        session.onText(edit("m1", 1));
        run();
        assertEquals(1, engine.counter(EngineCounter.SESSIONS_LAGGED));
    }

    private void assertTooLarge(FakeSocket socket, int count) {
        run();
        assertEquals(1009, socket.closeCode);
        assertEquals("Message too large", socket.closeReason);
        assertEquals(count, engine.counter(EngineCounter.SOCKET_MESSAGES_TOO_LARGE));
    }

    private SocketSession attach(String clientId, FakeSocket socket) {
        return engine.attach(Handshake.of("/?roomId=r&clientId=" + clientId, Map.of(), "test"), socket);
    }

    private SocketSession join(String clientId, FakeSocket socket) {
        int before = engine.sessionCount();
        SocketSession session = attach(clientId, socket);
        runUntil(() -> engine.sessionCount() > before);
        return session;
    }

    private static long acks(FakeSocket socket) {
        return socket.sent.stream()
                .filter(text -> text.startsWith("{\"type\":\"ack\""))
                .count();
    }

    private static String edit(String id, int number) {
        return edit(id, number, 500);
    }

    private static String edit(String id, int number, int lengthBytes) {
        String start = "{\"type\":\"patch\",\"messageId\":\"" + id
                + "\",\"documentPatches\":[{\"k\":{\"_exists\":true,\"n\":" + number + ",\"p\":\"";
        String end = "\"}}]}";
        return start + "x".repeat(lengthBytes - start.length() - end.length()) + end;
    }

    private void run() {
        int quiet = 0;
        while (quiet < 3) {
            quiet = engine.doWork() == 0 ? quiet + 1 : 0;
        }
    }

    private void runUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
            if (engine.doWork() == 0) {
                Thread.onSpinWait();
            }
        }
    }
}
