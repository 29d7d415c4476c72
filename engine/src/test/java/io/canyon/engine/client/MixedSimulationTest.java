package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.RoomOptions;
import io.canyon.engine.spi.RoomKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canvas editors and echo clients edit one room, on connections that take their time, lag and break, and with an engine
 * that is killed: they end with the same document.
 */
class MixedSimulationTest {
    private static final int RUNS = Integer.getInteger("canyon.runs", 8);
    private static final int USERS = 3;
    private static final int EDITORS = 3;
    private static final int STEPS = 700;
    private static final int SETTLING_ROUNDS = 3_000;
    private static final SyncOptions OPTIONS =
            SyncOptions.DEFAULTS.withBackoff(Duration.ofMillis(20), Duration.ofMillis(500));

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));

    private final List<SimulatedUser> users = new ArrayList<>();
    private final List<CanvasUser> editors = new ArrayList<>();
    private Random random;
    private EngineUnderTest engine;
    private Connections connections;
    private RecordEdits edits;
    private long nowMs;
    private int restarts;
    private int lags;
    private int canvasEdits;

    @TempDir
    private Path folder;

    @BeforeEach
    void printSeed() {
        System.out.println("MixedSimulationTest: canyon.seed=" + seed);
    }

    @Test
    void shouldEndWithTheSameDocumentOnBothWires() {
        for (int run = 0; run < RUNS; run++) {
            simulate(run);
        }
        assertTrue(restarts > 0 && lags > RUNS && canvasEdits > 10 * RUNS, restarts + " " + lags + " " + canvasEdits);
    }

    private void simulate(int run) {
        random = new Random(seed + 31L * run);
        edits = new RecordEdits(new Random(seed + run));
        users.clear();
        editors.clear();
        engine = new EngineUnderTest(
                folder.resolve(Integer.toString(run)),
                DurabilityLevel.PROCESS,
                run % 3 == 0 ? 3 : 1000,
                RoomOptions.DEFAULTS.withKind(RoomKind.RECORDS));
        connections = new Connections(engine, random);
        try (EngineUnderTest closing = engine) {
            for (int i = 0; i < USERS; i++) {
                SimulatedUser user = new SimulatedUser("u" + i, OPTIONS, new Random(random.nextLong()));
                users.add(user);
                user.protocol.join("user" + i, null, nowMs);
            }
            for (int i = 0; i < EDITORS; i++) {
                editors.add(new CanvasUser("c" + i));
            }
            for (int step = 0; step < STEPS; step++) {
                nowMs += random.nextInt(60);
                step();
                users.forEach(SimulatedUser::check);
            }
            settle();
            check(JsonText.plain(closing.document()));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed=" + seed + " run=" + run, e);
        }
    }

    private void check(JsonNode document) {
        for (CanvasUser editor : editors) {
            editor.requireSame(document);
        }
        for (SimulatedUser user : users) {
            assertEquals(document, user.document(), user.name);
            assertEquals(USERS - 1 + EDITORS, user.protocol.members().size(), user.name);
            user.rejections.forEach(rejection -> assertFalse(rejection.code().equals("invalid"), rejection::toString));
        }
    }

    private void step() {
        if (random.nextInt(40) == 0 && random.nextInt(8) == 0) {
            engine.restart(random.nextInt(4) > 0);
            restarts++;
        }
        if (random.nextBoolean()) {
            step(users.get(random.nextInt(USERS)));
        } else {
            step(editors.get(random.nextInt(EDITORS)));
        }
    }

    private void step(SimulatedUser user) {
        switch (random.nextInt(36)) {
            case 0 -> connections.breakDown(user, nowMs);
            case 1, 2 -> lag(user.link(), random.nextBoolean());
            case 3, 4, 5, 6, 7, 8, 9 -> user.edit(edits, nowMs);
            case 10 -> undo(user);
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 -> connections.deliverToServer(user);
            default -> connections.deliverToClient(user, nowMs);
        }
        if (random.nextInt(4) == 0) {
            connections.open(user, random.nextInt(5) > 0, nowMs);
        }
        user.protocol.tick(nowMs);
    }

    private void undo(SimulatedUser user) {
        if (user.document() != null) {
            if (random.nextInt(3) > 0) {
                user.protocol.undo(nowMs);
            } else {
                user.protocol.redo(nowMs);
            }
        }
    }

    private void step(CanvasUser editor) {
        EchoLink link = editor.link();
        switch (random.nextInt(36)) {
            case 0 -> breakDown(editor);
            case 1, 2 -> lag(link, random.nextBoolean());
            case 3, 4, 5, 6, 7, 8, 9 -> {
                if (link == null || editor.isSynced()) {
                    editor.edit(edits.patch(editor.records()));
                    canvasEdits++;
                }
            }
            case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> deliverToServer(editor);
            default -> deliverToClient(editor);
        }
        if (link == null && random.nextInt(8) == 0) {
            engine.accept(editor.connect());
        }
    }

    private void breakDown(CanvasUser editor) {
        EchoLink link = editor.link();
        if (link != null) {
            link.isAbandoned = true;
        }
    }

    /** What the editor has given up may still come, before what it sends over the next connection. */
    private void deliverToServer(CanvasUser editor) {
        for (EchoLink link : editor.links) {
            String frame = link.isEnded ? null : link.toServer.poll();
            if (frame != null) {
                engine.receive(link, frame);
                return;
            }
            if (!link.isEnded && link.isAbandoned) {
                engine.closed(link);
            }
        }
    }

    private void deliverToClient(CanvasUser editor) {
        EchoLink link = editor.link();
        if (link == null) {
            return;
        }
        String frame = link.toClient.poll();
        if (frame != null) {
            editor.receive(frame);
        } else if (link.closeCode != 0) {
            link.isAbandoned = true;
        }
    }

    private void lag(EchoLink link, boolean isLagging) {
        if (link != null && link.isOpen && !link.isEnded) {
            engine.lag(link, isLagging);
            lags += isLagging ? 1 : 0;
        }
    }

    /** No more trouble; everything arrives. */
    private void settle() {
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            nowMs += 500;
            for (SimulatedUser user : users) {
                connections.open(user, true, nowMs);
                lag(user.link(), false);
                connections.deliverToServer(user);
                engine.run();
                connections.deliverToClient(user, nowMs);
                user.protocol.tick(nowMs);
                user.check();
            }
            editors.forEach(this::settle);
            if (users.stream().allMatch(Connections::isIdle) && editors.stream().allMatch(CanvasUser::isIdle)) {
                return;
            }
        }
        throw new AssertionError("never idle: " + users + editors);
    }

    private void settle(CanvasUser editor) {
        if (editor.link() == null) {
            engine.accept(editor.connect());
        }
        lag(editor.link(), false);
        deliverToServer(editor);
        engine.run();
        deliverToClient(editor);
    }
}
