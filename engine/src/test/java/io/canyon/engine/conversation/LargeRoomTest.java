package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Editors in a room whose state is encoded by other threads, at whatever speed these run. */
@Timeout(300)
class LargeRoomTest {
    private static final int KEYS = 3_000;
    private static final int SEEDS = 25;

    /** What an editor makes of its frames, and what it may not be sent. */
    private static final class Client {
        final TestEngine.Editor editor;
        final Map<String, Map<String, Object>> state = new TreeMap<>();
        final List<String> acked = new ArrayList<>();
        final String where;
        final String ownField;
        double lastSent;
        boolean isSynced;

        Client(TestEngine.Editor editor, String where) {
            this.editor = editor;
            this.where = where;
            this.ownField = where.substring(where.lastIndexOf(' ') + 1);
            editor.connection.take();
        }

        /** Sets what nobody else sets, and sees it at once. */
        void sends(int step) {
            editor.sends("{\"type\":\"patch\",\"messageId\":\"m" + step
                    + "\",\"documentPatches\":[{\"own\":{\"_exists\":true,\"" + ownField + "\":" + step + "}}]}");
            state.computeIfAbsent("own", any -> new TreeMap<>()).put(ownField, (double) step);
        }

        void takeFrames() {
            for (Map<String, Object> frame : editor.takeFrames()) {
                Object timestamp = frame.get("timestamp");
                double version = timestamp == null ? lastSent : (Double) timestamp;
                switch ((String) frame.get("type")) {
                    case "patch" -> {
                        assertTrue(version >= lastSent, () -> where + " went back: " + lastSent + " to " + version);
                        lastSent = version;
                        apply(frame);
                    }
                    case "ack" -> {
                        assertTrue(isSynced, where + " ack before synced");
                        acked.add((String) frame.get("messageId"));
                        lastSent = ownVersion(version);
                    }
                    case "synced" -> {
                        assertEquals(lastSent, version, where);
                        isSynced = true;
                    }
                    default -> {}
                }
            }
        }

        /** An ack may be of the version right after the last, the editor's own edit, and of no later one. */
        private double ownVersion(double version) {
            assertTrue(
                    version >= lastSent && version <= lastSent + 1,
                    () -> where + " ack " + version + " at " + lastSent);
            return version;
        }

        private void apply(Map<String, Object> frame) {
            if (frame.get("documentPatches") == null) {
                return;
            }
            for (Object patch : Json.list(frame.get("documentPatches"))) {
                Json.map(patch).forEach((key, component) -> {
                    Map<String, Object> fields = Json.map(component);
                    if (Boolean.FALSE.equals(fields.get("_exists"))) {
                        state.remove(key);
                    } else {
                        // Nobody else sets that.
                        fields.remove(ownField);
                        state.computeIfAbsent(key, any -> new TreeMap<>()).putAll(fields);
                        state.get(key).remove("_exists");
                    }
                });
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    void shouldBringEverybodyToTheSameStateWhateverHappensMeanwhile() {
        EngineConfig config = EngineConfig.of(folder).withIdleTimeout(Duration.ZERO);
        try (TestEngine engine = new TestEngine(config)) {
            for (long seed = 0; seed < SEEDS; seed++) {
                run(engine, "room " + seed, new Random(seed), "seed=" + seed);
                engine.runUntil(() ->
                        engine.engine().roomCount() == 0 && engine.engine().documentMemoryBytes() == 0);
            }
            assertTrue(engine.counter(EngineCounter.STATES_ENCODED) >= SEEDS);
        }
    }

    private static void run(TestEngine engine, String room, Random random, String where) {
        TestEngine.Editor author = engine.connect(room, "author", "");
        fill(engine, author);
        List<Client> clients = new ArrayList<>();
        List<List<String>> sent = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    String id = "client f" + step;
                    Client client = new Client(engine.connect(room, id, ""), where + " " + id);
                    clients.add(client);
                    sent.add(new ArrayList<>());
                    if (random.nextInt(4) == 0) {
                        client.editor.connection.stopNetwork();
                    }
                    client.editor.sends("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
                }
                case 1, 2 -> author.sends(edit(random, "a" + step));
                case 3 -> {
                    if (!clients.isEmpty()) {
                        int index = random.nextInt(clients.size());
                        clients.get(index).sends(step);
                        sent.get(index).add("m" + step);
                    }
                }
                case 4 -> engine.run();
                default -> {
                    if (random.nextInt(4) == 0 && !clients.isEmpty()) {
                        int index = random.nextInt(clients.size());
                        engine.close(clients.remove(index).editor);
                        sent.remove(index);
                    }
                }
            }
        }
        for (Client client : clients) {
            client.editor.connection.startNetwork();
            client.editor.session.onDrained();
        }
        checkAtTheEnd(engine, room, clients, sent, where);
        clients.forEach(client -> engine.close(client.editor));
        engine.close(author);
    }

    private static void checkAtTheEnd(
            TestEngine engine, String room, List<Client> clients, List<List<String>> sent, String where) {
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            int expected = sent.get(i).size();
            engine.runUntil(() -> {
                client.takeFrames();
                client.editor.session.onDrained();
                return client.isSynced && client.acked.size() == expected;
            });
        }
        engine.run();
        Client last = new Client(engine.connect(room, "last", ""), where + " last");
        last.editor.sends("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
        engine.runUntil(() -> {
            last.takeFrames();
            return last.isSynced;
        });
        engine.run();
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            engine.runUntil(() -> {
                client.takeFrames();
                return client.lastSent >= last.lastSent;
            });
            assertEquals(sent.get(i), client.acked, where);
            assertEquals(Map.of(), difference(last.state, client.state), client.where);
        }
        engine.close(last.editor);
    }

    private static Map<String, String> difference(Map<String, ?> expected, Map<String, ?> actual) {
        Map<String, String> difference = new TreeMap<>();
        TreeSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            if (!Objects.equals(expected.get(key), actual.get(key))) {
                difference.put(key, expected.get(key) + " but " + actual.get(key));
            }
        }
        return difference;
    }

    private static void fill(TestEngine engine, TestEngine.Editor author) {
        for (int from = 0; from < KEYS; from += 500) {
            StringBuilder patch = new StringBuilder();
            for (int i = from; i < from + 500; i++) {
                patch.append(i > from ? "," : "")
                        .append("\"key")
                        .append(i)
                        .append("\":{\"_exists\":true,\"x\":")
                        .append(i)
                        .append(",\"text\":\"so that it takes some room in memory\"}");
            }
            author.sends("{\"type\":\"patch\",\"messageId\":\"fill\",\"documentPatches\":[{" + patch + "}]}");
        }
        engine.run();
        author.connection.take();
    }

    private static String edit(Random random, String id) {
        StringBuilder patch = new StringBuilder();
        int first = random.nextInt(KEYS);
        for (int i = first; i < Math.min(KEYS, first + 1 + random.nextInt(400)); i++) {
            patch.append(i > first ? "," : "").append("\"key").append(i).append("\":{");
            patch.append(random.nextInt(50) == 0 ? "\"_exists\":false}" : "\"x\":\"" + id + "\"}");
        }
        return "{\"type\":\"patch\",\"messageId\":\"" + id + "\",\"documentPatches\":[{" + patch + "}]}";
    }
}
