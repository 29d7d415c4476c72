package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.journal.JournalSettings;
import io.canyon.engine.journal.JournalStorage;
import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RefusalReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RoomListenerTest {
    private static final Executor DIRECT = Runnable::run;

    @TempDir
    private Path folder;

    private EngineDriver driver;
    private final RoomCalls calls = new RoomCalls();

    @BeforeEach
    void start() {
        driver = new EngineDriver(
                EngineConfig.of(folder).withIdleTimeout(Duration.ZERO),
                kind -> JournalStorage.of(kind, JournalSettings.DEFAULTS),
                step -> {});
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldTellOfChangesOfTheOnlySession() {
        open("r").addListener(calls, DIRECT);
        driver.run();
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(1);
        assertEquals(List.of("added c, 1 of 1", "change r v1 by c: PUT k{n=1, p=x}"), calls.take());
        editor.leave();
        driver.runUntil(() -> !calls.calls.isEmpty());
        assertEquals(List.of("removed c, 0"), calls.take());
    }

    @Test
    void shouldTellOfChangesExactlyOnceWithManySessions() {
        EngineDriver.Editor first = driver.join("r");
        driver.join("r");
        Room room = open("r");
        room.addListener(calls, DIRECT);
        driver.await(room.get("k"));
        first.countAndWait(0);
        first.countAndWait(0);
        assertEquals(List.of("change r v1 by c: PUT k{n=1, p=}", "change r v2 by c: PUT k{n=2, p=}"), calls.take());
        assertEquals(2, room.sessionCount());
    }

    @Test
    void shouldSeeEverythingThatIsNotYetInASnapshotAskedForLater() {
        Room room = open("r");
        LocalSession session = driver.await(room.join("me"));
        List<Long> versions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            session.edit(Edit.put("k", Map.of("n", i)));
        }
        room.addListener(
                new RoomListener() {
                    @Override
                    public void onChange(Room of, RoomChange change) {
                        versions.add(change.version());
                    }
                },
                DIRECT);
        var snapshot = room.snapshot();
        EditResult last = null;
        for (int i = 20; i < 40; i++) {
            var edit = session.edit(Edit.put("k", Map.of("n", i)));
            last = driver.await(edit);
        }
        long seen = driver.await(snapshot).version();
        List<Long> later = versions.stream().filter(version -> version > seen).toList();
        assertEquals(last.version() - seen, later.size());
        assertEquals(seen + 1, later.get(0));
    }

    @Test
    void shouldKeepOnListeningWhenTheRoomLeavesMemoryAndComesBack() {
        Room room = open("r");
        room.addListener(calls, DIRECT);
        driver.runUntil(() -> driver.engine.roomCount() == 0);
        assertTrue(driver.engine.rooms().get("r").isEmpty());
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(0);
        assertEquals("change r v1 by c: PUT k{n=1, p=}", calls.take().get(1));
        assertEquals(List.of("r"), driver.engine.rooms().names());
    }

    @Test
    void shouldHearNothingAfterItsRegistrationIsClosed() {
        Room room = open("r");
        Registration registration = room.addListener(calls, DIRECT);
        driver.run();
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(0);
        calls.take();
        registration.close();
        long broadcasts = driver.engine.counter(EngineCounter.BROADCASTS);
        driver.await(room.get("k"));
        editor.countAndWait(0);
        assertEquals(List.of(), calls.take());
        assertEquals(broadcasts, driver.engine.counter(EngineCounter.BROADCASTS), "nobody watches any more");
    }

    @Test
    void shouldGoOnBehindAListenerThatThrows() {
        Room room = open("r");
        room.addListener(
                new RoomListener() {
                    @Override
                    public void onChange(Room of, RoomChange change) {
                        throw new IllegalStateException("thrown by the test");
                    }
                },
                DIRECT);
        room.addListener(calls, DIRECT);
        driver.run();
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(0);
        editor.countAndWait(0);
        assertEquals(3, calls.take().size());
        assertEquals(2, driver.engine.counter(EngineCounter.LISTENER_FAILURES));
        assertTrue(driver.engine.isReady());
    }

    @Test
    void shouldRemoveAListenerWhoseExecutorTakesNoCalls() {
        Room room = open("r");
        room.addListener(calls, task -> {
            throw new RejectedExecutionException("rejected by the test");
        });
        driver.run();
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(0);
        assertEquals(List.of(), calls.take());
        assertEquals(1, driver.engine.counter(EngineCounter.LISTENER_FAILURES));
    }

    @Test
    void shouldRemoveOnlyTheListenerWhoseExecutorFails() {
        Room room = open("r");
        room.addListener(calls, task -> {
            throw new IllegalStateException("thrown by the test");
        });
        RoomCalls others = new RoomCalls();
        room.addListener(new RoomListener() {}, task -> {
            throw new AssertionError("thrown by the test");
        });
        room.addListener(others, DIRECT);
        driver.run();
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(0);
        assertEquals(List.of(), calls.take());
        assertEquals(List.of("added c, 1 of 1", "change r v1 by c: PUT k{n=1, p=}"), others.take());
        assertEquals(2, driver.engine.counter(EngineCounter.LISTENER_FAILURES));
        assertTrue(driver.engine.isReady());
    }

    @Test
    void shouldTellASlowListenerWhatItMissed() {
        List<Runnable> tasks = new ArrayList<>();
        Room room = open("r");
        room.addListener(calls, tasks::add);
        LocalSession session = driver.await(room.join("me"));
        int edits = 9000;
        EditResult last = null;
        for (int i = 0; i < edits; i += 100) {
            for (int j = 1; j < 100; j++) {
                session.edit(Edit.put("k", Map.of("n", j)));
            }
            last = driver.await(session.edit(Edit.put("k", Map.of("n", 0))));
        }
        assertEquals(edits, last.version());
        assertEquals(1, tasks.size(), "one task at a time");
        tasks.remove(0).run();
        // The session's coming was the first call.
        assertEquals(8192 + 1, calls.calls.size());
        assertEquals("missed " + (edits + 1 - 8192), calls.calls.get(8192));
        assertEquals(edits + 1 - 8192, driver.engine.counter(EngineCounter.LISTENER_CALLS_MISSED));
        calls.take();
        driver.await(session.edit(Edit.put("k", Map.of("n", 1))));
        tasks.remove(0).run();
        assertEquals(List.of("change r v9001 by me: PUT k{n=1}"), calls.take());
    }

    @Test
    void shouldListSessionsAndChangeThemLive() {
        Room room = open("r");
        room.addListener(calls, DIRECT);
        driver.run();
        EngineDriver.Editor editor = driver.join("r");
        LocalSession me = driver.await(room.join("me", Permission.READ_ONLY, "mine"));
        List<SessionInfo> sessions = room.sessions();
        assertEquals(2, sessions.size());
        SessionInfo first = sessions.stream()
                .filter(session -> session.clientId().equals("c"))
                .findFirst()
                .orElseThrow();
        assertEquals(new SessionInfo(first.id(), "c", Permission.READ_WRITE, null), first);
        assertEquals(
                new SessionInfo(me.id(), "me", Permission.READ_ONLY, "mine"),
                room.session(me.id()).orElseThrow());

        assertTrue(room.setMetadata(first.id(), Map.of("name", "Ann")));
        assertTrue(driver.await(room.setPermission(first.id(), Permission.READ_ONLY)));
        assertEquals(
                new SessionInfo(first.id(), "c", Permission.READ_ONLY, Map.of("name", "Ann")),
                room.session(first.id()).orElseThrow());
        editor.countAndWait(0);
        assertTrue(editor.received.stream().anyMatch(frame -> frame.contains("\"rejected\":[\"k\"]")));
        assertTrue(driver.await(room.setPermission(first.id(), Permission.READ_WRITE)));
        editor.countAndWait(0);
        assertEquals(2L, driver.await(room.get("k", "n")).value());

        calls.take();
        assertTrue(driver.await(room.closeSession(first.id())));
        driver.runUntil(() -> editor.closeReason != null);
        assertEquals(CloseReason.REMOVED, editor.closeReason);
        assertEquals(List.of("removed c, 1"), calls.take());
        assertEquals(Map.of("name", "Ann"), calls.removed.get(0).metadata());
        assertEquals(
                List.of("me"),
                room.sessions().stream().map(SessionInfo::clientId).toList());
        assertEquals(false, driver.await(room.closeSession(first.id())));
        assertEquals(false, driver.await(room.setPermission(first.id(), Permission.READ_WRITE)));
        assertEquals(false, room.setMetadata(first.id(), "late"));
        assertNull(driver.await(me.setPresence(Edit.put("cursor", Map.of()))).isAccepted() ? "shown" : null);
    }

    @Test
    void shouldNotTakeBackWhatItHasSetWhenASessionShowsOtherCredentials() {
        Room room = open("r");
        EngineDriver.Editor editor = driver.join("r");
        EngineDriver.Editor document = driver.open("id=d");
        document.sends("{\"event\":\"join\",\"room\":\"r\",\"userId\":\"u\"}");
        driver.runUntil(() -> room.sessionCount() == 2);
        for (SessionInfo session : room.sessions()) {
            assertTrue(room.setMetadata(session.id(), "known"));
            assertTrue(driver.await(room.setPermission(session.id(), Permission.READ_ONLY)));
        }
        editor.sends("{\"type\":\"auth-refresh\",\"token\":\"other\"}");
        editor.sends("{\"type\":\"patch\",\"messageId\":\"m\",\"documentPatches\":[{\"k\":{\"_exists\":true}}]}");
        document.sends("{\"event\":\"auth\",\"room\":\"r\",\"credentials\":\"other\"}");
        document.sends("{\"event\":\"join\",\"room\":\"r\",\"userId\":\"another\"}");
        document.sends("{\"event\":\"edit\",\"room\":\"r\",\"seq\":1,\"delta\":{\"k\":[{}]}}");
        driver.runUntil(() -> editor.received.stream().anyMatch(frame -> frame.contains("\"rejected\":[\"k\"]")));
        driver.runUntil(() -> document.received.stream().anyMatch(frame -> frame.contains("\"read-only\"")));
        for (SessionInfo session : room.sessions()) {
            assertEquals(Permission.READ_ONLY, session.permission());
            assertEquals("known", session.metadata());
        }
    }

    @Test
    void shouldSayWhatAReadOnlySessionIsRefusedFor() {
        Room room = open("r");
        LocalSession me = driver.await(room.join("me", Permission.READ_ONLY, null));
        EditResult result = driver.await(me.edit(Edit.put("k", Map.of("n", 1))));
        assertEquals(Set.of("k"), result.refusedKeys());
        assertEquals(Set.of(RefusalReason.READ_ONLY), result.reasons());
        assertEquals(0, result.version());
    }

    @Test
    void shouldHaveABoundOfListenersAndSubscriptions() {
        Room room = open("r");
        LocalSession me = driver.await(room.join("me"));
        Registration subscription = me.subscribe("k", value -> {}, DIRECT);
        me.subscribePresence(change -> {}, DIRECT);
        List<Registration> added = new ArrayList<>();
        for (int i = 2; i < 1 << 16; i++) {
            added.add(room.addListener(new RoomListener() {}, DIRECT));
        }
        assertNoMoreRegistrations(() -> room.addListener(calls, DIRECT));
        assertNoMoreRegistrations(() -> me.subscribe("k", "n", value -> {}, DIRECT));
        assertEquals(2, driver.engine.counter(EngineCounter.LOCAL_CALLS_REFUSED));
        subscription.close();
        subscription.close();
        room.addListener(calls, DIRECT);
        assertNoMoreRegistrations(() -> room.addListener(calls, DIRECT));
        driver.run();
        me.close();
        driver.runUntil(() -> me.closed().isDone());
        added.get(0).close();
        // of the session's two one was closed before
        room.addListener(calls, DIRECT);
        room.addListener(calls, DIRECT);
        assertNoMoreRegistrations(() -> room.addListener(calls, DIRECT));
    }

    private static void assertNoMoreRegistrations(Executable call) {
        RoomException refused = assertThrows(RoomException.class, call);
        assertEquals(RoomException.Code.LIMIT, refused.code());
    }

    private Room open(String name) {
        return driver.await(driver.engine.rooms().open(name));
    }
}
