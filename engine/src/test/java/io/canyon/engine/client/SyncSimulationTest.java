package io.canyon.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.canyon.engine.client.SyncSimulation.Editor;
import io.canyon.engine.client.SyncSimulation.Troubles;
import io.canyon.engine.dialect.jsondiffpatch.RandomDocuments;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several clients against a server as the wire has it: all end with the same document, nothing lost, nothing twice. */
class SyncSimulationTest {
    private static final int RUNS = Integer.getInteger("canyon.runs", 60);

    private final long seed =
            Long.getLong("canyon.seed", ThreadLocalRandom.current().nextLong(1L << 32));

    @BeforeEach
    void printSeed() {
        System.out.println("SyncSimulationTest: canyon.seed=" + seed);
    }

    @Test
    void shouldEndWithTheSameDocumentWhateverHappens() {
        int rejected = 0;
        int carried = 0;
        int repeated = 0;
        int undone = 0;
        int late = 0;
        for (int run = 0; run < RUNS; run++) {
            Random random = random(run);
            RandomDocuments documents = new RandomDocuments(random);
            JsonNode scene = JsonText.plain(documents.scene());
            SyncSimulation simulation = simulation(
                    run,
                    scene,
                    (user, document) -> documents.edited(document),
                    new Troubles(true, true, run % 3 == 1, run % 3 == 2, true));
            rejected += simulation.room.edits().rejected;
            carried += simulation.room.edits().carried;
            repeated += simulation.room.edits().repeated;
            undone += simulation.undone;
            late += simulation.connections.lateFrames;
        }
        assertTrue(
                rejected > RUNS && carried > RUNS && repeated > RUNS / 2 && undone > RUNS && late > RUNS,
                () -> "seed=" + seed);
    }

    @Test
    void shouldKeepAllInsertionsAndRemoveEachItemOnce() {
        for (int run = 0; run < RUNS; run++) {
            Items items = new Items(random(run));
            SyncSimulation simulation =
                    simulation(run, items.first(), items, new Troubles(false, false, false, run % 2 == 0, false));
            List<String> ids = Items.ids(simulation.room.edits().document());
            assertEquals(items.expected, new HashSet<>(ids), "seed=" + seed + " run=" + run);
            assertEquals(items.expected.size(), ids.size(), "seed=" + seed + " run=" + run + " ids=" + ids);
        }
    }

    @Test
    void shouldTellOfEverythingThatIsNotInTheRoom() {
        int told = 0;
        for (int run = 0; run < RUNS; run++) {
            Items items = new Items(random(run));
            SyncSimulation simulation =
                    simulation(run, items.first(), items, new Troubles(false, true, true, run % 2 == 0, false));
            List<String> ids = Items.ids(simulation.room.edits().document());
            Set<String> untold = new HashSet<>(items.inserted);
            untold.removeAll(items.removed);
            for (SimulatedUser user : simulation.users) {
                for (SyncRejection rejection : user.rejections) {
                    told++;
                    untold.removeIf(id -> rejection.delta().toString().contains("\"" + id + "\""));
                }
            }
            assertTrue(ids.containsAll(untold), "seed=" + seed + " run=" + run + " ids=" + ids + " untold=" + untold);
            assertEquals(ids.size(), new HashSet<>(ids).size(), "seed=" + seed + " run=" + run + " ids=" + ids);
        }
        assertTrue(told > RUNS / 2, "told=" + told);
    }

    @Test
    void shouldHaveNothingTwiceWhenTheServerLosesWhatItHasAcknowledged() {
        for (int run = 0; run < RUNS; run++) {
            Items items = new Items(random(run));
            SyncSimulation simulation =
                    simulation(run, items.first(), items, new Troubles(true, false, false, run % 2 == 0, false));
            List<String> ids = Items.ids(simulation.room.edits().document());
            assertEquals(ids.size(), new HashSet<>(ids).size(), "seed=" + seed + " run=" + run + " ids=" + ids);
        }
    }

    private Random random(int run) {
        return new Random(seed + 31L * run);
    }

    private SyncSimulation simulation(int run, JsonNode document, Editor editor, Troubles troubles) {
        int historyLength = run % 3 == 0 ? 3 : 1000;
        SyncSimulation simulation = new SyncSimulation(random(RUNS + run), document, historyLength, editor, troubles);
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed=" + seed + " run=" + run, e);
        }
        return simulation;
    }
}
