package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.edit.SmileWriter;
import io.canyon.engine.spi.Permission;
import io.canyon.engine.spi.RefusalReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class LocalSessionTest {
    private static final Executor DIRECT = Runnable::run;

    @TempDir
    private Path folder;

    private EngineDriver driver;
    private Room room;
    private LocalSession session;

    @BeforeEach
    void start() {
        driver = new EngineDriver(EngineConfig.of(folder));
        room = driver.await(driver.engine.rooms().open("r"));
        session = driver.await(room.join("me"));
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldReadWhatItWrote() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", "ä\uD83D\uDE00 \uD800");
        fields.put("whole", 1L << 60);
        fields.put("real", 0.5);
        fields.put("no", null);
        fields.put("yes", true);
        fields.put("list", Arrays.asList(1L, "x", null, Map.of("deep", List.of())));
        EditResult result = edit(Edit.put("k", fields));
        assertEquals(new EditResult(1, Set.of(), Set.of()), result);
        assertTrue(result.isAccepted());
        assertEquals(new RoomValue(1, true, fields), driver.await(session.get("k")));
        assertEquals(new RoomValue(1, true, 0.5), driver.await(session.get("k", "real")));
        assertEquals(new RoomValue(1, true, null), driver.await(session.get("k", "no")));
        assertEquals(new RoomValue(1, false, null), driver.await(session.get("k", "other")));
        assertEquals(new RoomValue(1, false, null), driver.await(session.get("other")));
        assertEquals(new RoomValue(1, false, null), driver.await(session.get("other", "x")));
    }

    @Test
    void shouldViewTheRoomAtOneVersion() {
        edit(Edit.put("a", Map.of("x", 1)));
        edit(Edit.builder()
                .put("b", Map.of("y", List.of(1, 2)))
                .set("a", "z", Map.of("deep", Map.of("er", 1.5)))
                .build());
        edit(Edit.builder().remove("gone").put("b", Map.of("w", "q\"")).build());
        RoomView view = driver.await(session.view());
        assertEquals(3, view.version());
        assertEquals(List.of("a", "b"), List.copyOf(view.keys()));
        assertEquals(1L, view.get("a", "x"));
        assertEquals(Map.of("y", List.of(1L, 2L), "w", "q\""), view.record("b"));
        assertEquals(Map.of("a", Map.of("x", 1L, "z", 2L), "b", Map.of("y", 2L, "w", 3L)), view.versions());
        assertEquals(1, view.version("a"));
        assertEquals(3, view.version("b", "w"));
        assertEquals(0, view.version("gone"));
        assertFalse(view.has("gone"));
        assertEquals(
                "{\"a\":{\"x\":1,\"z\":{\"deep\":{\"er\":1.5}}},\"b\":{\"y\":[1,2],\"w\":\"q\\\"\"}}", view.toJson());
    }

    @Test
    void shouldShareOneEncodingAmongThoseWhoAskMeanwhile() {
        edit(Edit.put("a", Map.of("x", 1)));
        var first = room.snapshot();
        var second = room.snapshot();
        var third = session.view();
        assertEquals(1L, driver.await(first).get("a", "x"));
        assertEquals(driver.await(second).state(), driver.await(third).state());
    }

    @Test
    void shouldRefuseAnEditOfARecordThatIsNotThere() {
        EditResult result = edit(Edit.builder()
                .set("missing", "x", 1)
                .put("there", Map.of("x", 1))
                .build());
        assertEquals(new EditResult(1, Set.of("missing"), Set.of(RefusalReason.NO_RECORD)), result);
        assertFalse(result.isAccepted());
        assertEquals(Set.of("there"), driver.await(session.view()).keys());
    }

    @Test
    void shouldShowEditorsAFieldThatIsRemoved() {
        EngineDriver.Editor editor = driver.join("r");
        RoomCalls calls = new RoomCalls();
        room.addListener(calls, DIRECT);
        edit(Edit.put("k", Map.of("x", 1)));
        edit(Edit.builder().set("k", "y", 2).build());
        editor.received.clear();
        calls.take();
        edit(Edit.builder().removeField("k", "x").set("k", "z", 3).build());
        driver.runUntil(() -> !editor.received.isEmpty());
        assertEquals(
                List.of("{\"type\":\"patch\",\"clientId\":\"me\",\"documentPatches\":"
                        + "[{\"k\":{\"_exists\":true,\"y\":2,\"z\":3}},{\"k\":{\"z\":3}}],\"timestamp\":3}"),
                editor.received);
        assertEquals(List.of("change r v3 by me: PUT k{y=2, z=3} -[x], SET k{z=3}"), calls.take());
        assertEquals(Map.of("y", 2L, "z", 3L), driver.await(session.get("k")).value());
    }

    @Test
    void shouldShowEditorsARecordThatLosesAFieldAndIsThenReplaced() {
        EngineDriver.Editor editor = driver.join("r");
        edit(Edit.put("k", Map.of("a", 1, "c", 1)));
        editor.received.clear();
        edit(Edit.builder()
                .removeField("k", "a")
                .remove("k")
                .put("k", Map.of("b", 2))
                .build());
        driver.runUntil(() -> !editor.received.isEmpty());
        assertEquals(Map.of("b", 2L), driver.await(session.get("k")).value());
        assertTrue(driver.engine.isReady());
        String last = editor.received.get(editor.received.size() - 1);
        assertTrue(last.contains("{\"k\":{\"_exists\":true,\"b\":2}}"), last);
    }

    @Test
    void shouldNotLagForeverOnceItIsSentMoreThanFits() {
        LocalSession reader = driver.await(room.join("reader", Permission.READ_ONLY, null));
        Edit.Builder refused = Edit.builder();
        for (int i = 0; i < 20; i++) {
            edit(Edit.put("k" + i, Map.of("n", "x".repeat(100_000))));
            refused.put("k" + i, Map.of("n", 1));
        }
        for (int round = 1; round <= 2; round++) {
            assertEquals(
                    20, driver.await(reader.edit(refused.build())).refusedKeys().size());
            long lagged = round;
            driver.runUntil(() -> driver.engine.counter(EngineCounter.CATCH_UPS) == lagged);
            assertEquals(lagged, driver.engine.counter(EngineCounter.STATES_ENCODED));
        }
        // More names of presence keys than are remembered for those who lag.
        for (int i = 0; i < 200; i++) {
            String key = i + "p".repeat(8000);
            driver.await(session.setPresence(Edit.put(key, Map.of("x", 1))));
            driver.await(session.setPresence(Edit.builder().remove(key).build()));
        }
        assertFalse(reader.closed().isDone());
        assertEquals(0, driver.engine.counter(EngineCounter.LIMIT_REFUSALS));
    }

    @Test
    void shouldNotLagForeverWhenTheRoomHasChangedALotMeanwhile() {
        LocalSession reader = driver.await(room.join("reader", Permission.READ_ONLY, null));
        Edit.Builder refused = Edit.builder();
        for (int i = 0; i < 20; i++) {
            edit(Edit.put("k" + i, Map.of("n", "x".repeat(100_000))));
            refused.put("k" + i, Map.of("n", 1));
        }
        CompletableFuture<EditResult> answer = reader.edit(refused.build());
        List<CompletableFuture<EditResult>> edits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            edits.add(session.edit(Edit.put("k" + i, Map.of("n", "y".repeat(100_000)))));
        }
        assertEquals(20, driver.await(answer).refusedKeys().size());
        edits.forEach(driver::await);
        driver.runUntil(() -> driver.engine.counter(EngineCounter.CATCH_UPS) == 1);
        assertEquals(
                2, driver.engine.counter(EngineCounter.STATES_ENCODED), "what it had missed was a state of its own");
        assertFalse(reader.closed().isDone());
    }

    @Test
    void shouldTellTheValueOfAFieldAndThenEachChange() {
        edit(Edit.put("k", Map.of("x", 1, "y", 1)));
        List<RoomValue> values = new ArrayList<>();
        Registration registration = session.subscribe("k", "x", values::add, DIRECT);
        driver.await(session.get("k"));
        edit(Edit.builder().set("k", "y", 2).build());
        edit(Edit.builder().set("k", "x", 2).build());
        edit(Edit.builder().removeField("k", "x").build());
        edit(Edit.builder().set("k", "x", null).build());
        edit(Edit.builder().remove("k").build());
        edit(Edit.builder().remove("k").build());
        edit(Edit.put("k", Map.of("x", "again")));
        registration.close();
        edit(Edit.put("k", Map.of("x", "unheard")));
        assertEquals(
                List.of(
                        new RoomValue(1, true, 1L),
                        new RoomValue(3, true, 2L),
                        new RoomValue(4, false, null),
                        new RoomValue(5, true, null),
                        new RoomValue(6, false, null),
                        new RoomValue(8, true, "again")),
                values);
    }

    @Test
    void shouldTellTheValueOfARecordAndThenEachChange() {
        List<RoomValue> values = new ArrayList<>();
        session.subscribe("k", values::add, DIRECT);
        driver.await(session.get("k"));
        edit(Edit.put("k", Map.of("x", 1)));
        edit(Edit.put("other", Map.of("x", 1)));
        edit(Edit.builder().set("k", "y", 2).build());
        EngineDriver.Editor editor = driver.join("r");
        editor.countAndWait(0);
        edit(Edit.builder().remove("k").build());
        assertEquals(
                List.of(
                        new RoomValue(0, false, null),
                        new RoomValue(1, true, Map.of("x", 1L)),
                        new RoomValue(3, true, Map.of("x", 1L, "y", 2L)),
                        new RoomValue(4, true, Map.of("x", 1L, "y", 2L, "n", 1L, "p", "")),
                        new RoomValue(5, false, null)),
                values);
    }

    @Test
    void shouldTellAnArrayWhoseItemsAreSet() {
        edit(Edit.put("k", Map.of("a", List.of(1, 2, 3))));
        List<RoomValue> values = new ArrayList<>();
        session.subscribe("k", "a", values::add, DIRECT);
        RoomCalls calls = new RoomCalls();
        room.addListener(calls, DIRECT);
        driver.await(session.get("k"));
        EngineDriver.Editor editor = driver.join("r");
        calls.take();
        editor.sends("{\"type\":\"patch\",\"messageId\":\"1\",\"documentPatches\":"
                + "[{\"k\":{\"a\":{\"__buf\":1,\"len\":5,\"runs\":[[1,[7,8]],[4,[9]]]}}}]}");
        driver.runUntil(() -> values.size() == 2);
        assertEquals(new RoomValue(2, true, List.of(1L, 7L, 8L, 0L, 9L)), values.get(1));
        RoomChange.ArrayChange array = new RoomChange.ArrayChange(
                "a", 5, List.of(new RoomChange.Run(1, List.of(7L, 8L)), new RoomChange.Run(4, List.of(9L))));
        assertEquals(List.of("change r v2 by c: SET k{} " + List.of(array)), calls.take());
    }

    @Test
    void shouldShowPresenceAndSeeThatOfOthers() {
        EngineDriver.Editor editor = driver.join("r");
        editor.sends("{\"type\":\"patch\",\"messageId\":\"1\",\"ephemeralPatches\":"
                + "[{\"cursor-c\":{\"_exists\":true,\"x\":1}}]}");
        driver.runUntil(() -> editor.acked == 1);
        List<String> shown = new ArrayList<>();
        session.subscribePresence(change -> shown.add(change.clientId() + " " + RoomCalls.text(change)), DIRECT);
        driver.runUntil(() -> shown.size() == 1);
        editor.received.clear();
        assertTrue(driver.await(session.setPresence(Edit.put("cursor-me", Map.of("x", 5))))
                .isAccepted());
        driver.runUntil(() -> !editor.received.isEmpty());
        assertEquals(
                List.of("{\"type\":\"patch\",\"clientId\":\"me\",\"ephemeralPatches\":"
                        + "[{\"cursor-me\":{\"_exists\":true,\"x\":5}}]}"),
                editor.received);
        editor.leave();
        driver.runUntil(() -> shown.size() == 2);
        assertEquals(List.of(" PUT cursor-c{x=1}", "c REMOVED cursor-c{}"), shown);
        assertEquals(0, driver.await(session.view()).version(), "presence makes no version");
    }

    @Test
    void shouldCountAsASessionForEditors() {
        EngineDriver.Editor editor = driver.join("r");
        driver.runUntil(() -> editor.received.contains("{\"type\":\"clientCount\",\"count\":2}"));
        session.close();
        driver.runUntil(() -> editor.received.contains("{\"type\":\"clientCount\",\"count\":1}"));
        assertEquals("left", driver.await(session.closed()));
        assertEquals(
                List.of("c"),
                room.sessions().stream().map(SessionInfo::clientId).toList());
    }

    @Test
    void shouldAnswerEditsThatWentBeforeItLeft() {
        var before = session.edit(Edit.put("k", Map.of("x", 1)));
        session.close();
        var after = session.edit(Edit.put("k", Map.of("x", 2)));
        assertEquals(1, driver.await(before).version());
        assertEquals(RoomException.Code.CLOSED, codeOf(after));
        driver.await(session.closed());
        assertEquals(RoomException.Code.CLOSED, codeOf(session.view()));
        assertEquals(1L, driver.await(room.get("k", "x")).value());
    }

    @Test
    void shouldEndWhenItIsClosedByTheRoom() {
        List<RoomValue> values = new ArrayList<>();
        session.subscribe("k", values::add, DIRECT);
        assertTrue(driver.await(room.closeSession(session.id())));
        assertEquals("REMOVED", driver.await(session.closed()));
        LocalSession other = driver.await(room.join("other"));
        driver.await(other.edit(Edit.put("k", Map.of("x", 1))));
        assertEquals(List.of(new RoomValue(0, false, null)), values);
    }

    @Test
    void shouldTakeSmileAsItIs() {
        ExpandableArrayBuffer smile = new ExpandableArrayBuffer();
        SmileWriter writer = new SmileWriter().wrap(smile, 3);
        writer.startArray();
        writer.writeInteger(7);
        writer.endArray();
        edit(Edit.builder().put("k", Map.of()).setSmile("k", "x", smile, 3).build());
        assertEquals(List.of(7L), driver.await(session.get("k", "x")).value());
    }

    @Test
    void shouldRefuseWhatNoRoomHolds() {
        Edit.Builder builder = Edit.builder().put("k", Map.of("x", 1));
        Edit before = builder.build();
        assertThrows(IllegalArgumentException.class, () -> builder.set("k", "x", Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> builder.set("k", "x", new Object()));
        assertThrows(IllegalArgumentException.class, () -> builder.set("k", "_exists", true));
        assertThrows(IllegalArgumentException.class, () -> builder.remove("k".repeat(16 * 1024 + 1)));
        assertThrows(IllegalArgumentException.class, () -> builder.put("k", Map.of("x", Map.of(1, 2))));
        List<Object> deep = List.of();
        for (int i = 0; i < 121; i++) {
            deep = List.of(deep);
        }
        List<Object> tooDeep = deep;
        assertThrows(IllegalArgumentException.class, () -> builder.set("k", "x", tooDeep));
        assertEquals(before, builder.build(), "what was refused left nothing");
        Edit tooLong = Edit.put("k", Map.of("x", "x".repeat(5 << 20)));
        assertThrows(IllegalArgumentException.class, () -> session.edit(tooLong));
        assertThrows(IllegalArgumentException.class, () -> room.join(""));
        assertThrows(IllegalArgumentException.class, () -> driver.engine.rooms().open(""));
    }

    private EditResult edit(Edit edit) {
        return driver.await(session.edit(edit));
    }

    private RoomException.Code codeOf(CompletableFuture<?> future) {
        CompletionException failure = assertThrows(CompletionException.class, () -> driver.await(future));
        return ((RoomException) failure.getCause()).code();
    }
}
