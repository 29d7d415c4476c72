package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.client.SyncSimulation.Editor;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several clients on connections that take their time, lag, break and are replaced, and a whole engine that is killed,
 * all in one thread: they end with the same document, with nothing that was acknowledged lost, and nothing twice.
 */
class EngineSimulationTest {
    private static final int RUNS = Integer.getInteger("canyon.runs", 5);
    private static final int USERS = 4;
    private static final int STEPS = 600;
    private static final int SETTLING_ROUNDS = 3_000;
    private static final SyncOptions OPTIONS =
            SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(20), Duration.ofMillis(500));

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));

    private final List<SimulatedUser> users = new ArrayList<>();
    private Random random;
    private EngineUnderTest engine;
    private Connections connections;
    private Editor editor;
    private long nowMs;
    private int restarts;
    private int lags;

    @TempDir
    private Path folder;

    @BeforeEach
    void printSeed() {
        System.out.println("EngineSimulationTest: canyon.seed=" + seed);
    }

    @Test
    void shouldEndWithTheSameDocumentWhateverHappens() {
        for (int run = 0; run < RUNS; run++) {
            RandomDocuments documents = new RandomDocuments(new Random(seed + run));
            JsonNode scene = JsonText.plain(documents.scene());
            simulate(run, scene, (user, document) -> documents.edited(document), DurabilityLevel.PROCESS);
        }
        assertTrue(restarts > 0 && lags > RUNS, "restarts=" + restarts + " lags=" + lags);
    }

    @Test
    void shouldKeepAllInsertionsAndRemoveEachItemOnce() {
        for (int run = 0; run < RUNS; run++) {
            Items items = new Items(new Random(seed + run));
            JsonNode document = simulate(run, items.first(), items, DurabilityLevel.PROCESS);
            List<String> ids = Items.ids(document);
            assertEquals(items.expected, new HashSet<>(ids), "seed=" + seed + " run=" + run);
            assertEquals(items.expected.size(), ids.size(), "seed=" + seed + " run=" + run + " ids=" + ids);
        }
    }

    @Test
    void shouldHaveNothingTwiceWhenTheServerLosesWhatItHasAcknowledged() {
        for (int run = 0; run < RUNS; run++) {
            Items items = new Items(new Random(seed + run));
            List<String> ids = Items.ids(simulate(run, items.first(), items, DurabilityLevel.NONE));
            assertEquals(ids.size(), new HashSet<>(ids).size(), "seed=" + seed + " run=" + run + " ids=" + ids);
        }
    }

    private JsonNode simulate(int run, JsonNode initial, Editor by, DurabilityLevel durability) {
        random = new Random(seed + 31L * run);
        editor = by;
        users.clear();
        Path data = folder.resolve(durability + "-" + restarts + "-" + run);
        engine = new EngineUnderTest(data, durability, run % 3 == 0 ? 3 : 1000, initial);
        connections = new Connections(engine, random);
        try (EngineUnderTest closing = engine) {
            for (int i = 0; i < USERS; i++) {
                SimulatedUser user = new SimulatedUser("u" + i, OPTIONS, new Random(random.nextLong()));
                users.add(user);
                user.protocol.join("user" + i, null, nowMs);
            }
            for (int step = 0; step < STEPS; step++) {
                nowMs += random.nextInt(60);
                step(users.get(random.nextInt(USERS)));
                users.forEach(SimulatedUser::check);
            }
            settle();
            JsonNode document = JsonText.plain(closing.document());
            for (SimulatedUser user : users) {
                assertEquals(document, user.document(), user.name);
                assertEquals(USERS - 1, user.protocol.members().size(), user.name);
            }
            return document;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed=" + seed + " run=" + run, e);
        }
    }

    private void step(SimulatedUser user) {
        switch (random.nextInt(40)) {
            case 0 -> connections.breakDown(user, nowMs);
            case 1, 2 -> lag(user, random.nextBoolean());
            case 3 -> {
                if (random.nextInt(8) == 0) {
                    engine.restart(random.nextInt(4) > 0);
                    restarts++;
                }
            }
            case 4, 5, 6, 7, 8, 9 -> user.edit(editor, nowMs);
            case 10 -> undo(user);
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> connections.deliverToServer(user);
            case 25 -> repeat(user);
            default -> connections.deliverToClient(user, nowMs);
        }
        if (random.nextInt(4) == 0) {
            connections.open(user, random.nextInt(5) > 0, nowMs);
        }
        user.protocol.tick(nowMs);
    }

    private void undo(SimulatedUser user) {
        if (user.document() != null && !(editor instanceof Items)) {
            if (random.nextInt(3) > 0) {
                user.protocol.undo(nowMs);
            } else {
                user.protocol.redo(nowMs);
            }
        }
    }

    private void lag(SimulatedUser user, boolean isLagging) {
        EchoLink link = user.link();
        if (link != null && link.isOpen && !link.isEnded) {
            engine.lag(link, isLagging);
            lags += isLagging ? 1 : 0;
        }
    }

    /** The last frame that waits arrives twice. */
    private void repeat(SimulatedUser user) {
        EchoLink link = user.link();
        String frame = link == null ? null : link.toServer.peekLast();
        if (frame != null && frame.contains("\"event\":\"edit\"")) {
            link.toServer.add(frame);
        }
    }

    /** No more trouble; everything arrives. */
    private void settle() {
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            nowMs += 500;
            boolean isIdle = true;
            for (SimulatedUser user : users) {
                connections.open(user, true, nowMs);
                lag(user, false);
                connections.deliverToServer(user);
                engine.run();
                connections.deliverToClient(user, nowMs);
                user.protocol.tick(nowMs);
                user.check();
                isIdle &= Connections.isIdle(user);
            }
            if (isIdle && users.stream().allMatch(SimulatedUser::isIdle)) {
                return;
            }
        }
        throw new AssertionError("never idle: " + users);
    }
}
