package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.document.SegmentPool;
import io.canyon.engine.room.Room;
import io.canyon.engine.room.RoomContext;
import io.canyon.engine.room.RoomLimits;
import io.canyon.engine.room.Timeline;
import io.canyon.engine.snapshot.FileSnapshotStore;
import io.canyon.engine.snapshot.RoomSnapshot;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All conversations that no rule mends, frame for frame. All are held in one engine, each in a room of its own; they
 * wait for each other at their restarts.
 */
class RecordedConversationsTest {
    /** The published server loses a field that is called {@code __proto__}; here it is a field like any other. */
    private static final Set<Integer> LOST_PROTOTYPE_FIELD = Set.of(80);

    /** Begins with a room that was loaded: nothing is in it, and its version is 3. */
    private static final int LOADED_AT_VERSION_3 = 169;

    @TempDir
    Path folder;

    @Test
    void shouldAnswerAsThePublishedServer() {
        List<Recorded> all = Recorded.load("canvas.jsonl");
        assertEquals(248, all.size());
        saveEmptyRoom(room(LOADED_AT_VERSION_3), 3);
        try (TestEngine engine = new TestEngine(EngineConfig.of(folder).withAuthenticator(TestEngine.BY_TOKEN))) {
            List<Replay> open = new ArrayList<>();
            all.forEach(conversation -> open.add(new Replay(engine, conversation)));
            int restarts = 0;
            while (!open.isEmpty()) {
                open.removeIf(Replay::isOverBeforeRestart);
                engine.restart();
                open.forEach(Replay::onRestart);
                restarts++;
            }
            assertEquals(4, restarts);
        }
    }

    private static String room(int conversation) {
        return "room " + conversation;
    }

    private void saveEmptyRoom(String name, long version) {
        try (SegmentPool segments = new SegmentPool(0)) {
            RoomContext context =
                    new RoomContext(new RoomLimits(1, Long.MAX_VALUE, 1), segments, new CollectedOutputs(), null, 1);
            try (Room room = new Room(context, 1, name, 1, 0)) {
                room.restore(version, new Timeline(0));
                new FileSnapshotStore(folder.resolve("rooms"), Runnable::run)
                        .save(name, RoomSnapshot.encode(room))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    /** One conversation under way. */
    private static final class Replay {
        private final TestEngine engine;
        private final Recorded conversation;
        private final Sessions sessions;
        private final ArrayDeque<Recorded.Step> rest;

        Replay(TestEngine engine, Recorded conversation) {
            this.engine = engine;
            this.conversation = conversation;
            this.sessions = new Sessions(engine, room(conversation.id()));
            this.rest = new ArrayDeque<>(conversation.steps());
        }

        boolean isOverBeforeRestart() {
            while (!rest.isEmpty() && !rest.peek().op().equals("restart")) {
                Recorded.Step step = rest.remove();
                sessions.perform(step);
                assertEquals(step.expected(), known(sessions.take()), () -> where(step));
            }
            if (rest.isEmpty()) {
                checkEnd();
                sessions.closeAll();
                return true;
            }
            return false;
        }

        void onRestart() {
            sessions.clear();
            assertEquals(Map.of(), rest.remove().expected());
        }

        private String where(Recorded.Step step) {
            return "conversation=" + conversation.id() + " step="
                    + (conversation.steps().size() - rest.size() - 1) + " " + step;
        }

        /** What is there now, and what changed since each version, which tells every field's version. */
        private void checkEnd() {
            String where = "end of conversation " + conversation.id();
            TestEngine.Editor reader = engine.connect(room(conversation.id()), "the last reader", "");
            List<Map<String, Object>> joined = reader.takeFrames();
            assertEquals(presence(), joined.size() == 1 ? Map.of() : patch(joined.get(0), "ephemeralPatches"), where);
            long version = ((Double) conversation.last().get("timestamp")).longValue();
            for (long since = 0; since <= version; since++) {
                reader.sends(Json.object("type", "reconnect", "lastTimestamp", since, "protocolVersion", 2));
                engine.run();
                List<Map<String, Object>> frames = reader.takeFrames();
                assertEquals(
                        Json.object("type", "synced", "timestamp", (double) version),
                        frames.get(frames.size() - 1),
                        where);
                assertEquals(
                        changes(since),
                        frames.size() == 1 ? Map.of() : known(patch(frames.get(0), "documentPatches")),
                        where);
            }
            engine.close(reader);
        }

        /** What the published server would know of it. */
        private <T> Map<String, T> known(Map<String, T> sent) {
            if (LOST_PROTOTYPE_FIELD.contains(conversation.id())) {
                sent.values().forEach(Replay::removePrototypeField);
            }
            return sent;
        }

        private static void removePrototypeField(Object value) {
            if (value instanceof Map<?, ?> map) {
                map.remove("__proto__");
                map.values().forEach(Replay::removePrototypeField);
            } else if (value instanceof List<?> list) {
                list.forEach(Replay::removePrototypeField);
            }
        }

        private static Map<String, Object> patch(Map<String, Object> frame, String list) {
            return frame.containsKey(list) ? Json.map(Json.list(frame.get(list)).get(0)) : Map.of();
        }

        private Map<String, Object> presence() {
            List<Object> shown = new ArrayList<>();
            Json.map(conversation.last().get("ephemeral")).values().forEach(keys -> {
                Map<String, Object> live = Json.map(keys);
                live.values()
                        .removeIf(
                                fields -> Boolean.FALSE.equals(Json.map(fields).get("_exists")));
                shown.add(live);
            });
            return Json.merged(shown);
        }

        private Map<String, Object> changes(long since) {
            Map<String, Object> changes = new LinkedHashMap<>();
            Map<String, Object> timestamps = Json.map(conversation.last().get("timestamps"));
            Json.map(conversation.last().get("state")).forEach((key, record) -> {
                Map<String, Object> fields = Json.map(record);
                Map<String, Object> versions = Json.map(timestamps.get(key));
                fields.keySet().removeIf(name -> (Double) versions.get(name) <= since);
                if (!fields.isEmpty()) {
                    changes.put(key, fields);
                }
            });
            return changes;
        }
    }
}
