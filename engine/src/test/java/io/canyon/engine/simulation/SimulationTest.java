package io.canyon.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole engines, with their editors, under every fault at every time, in one thread. A seed that fails runs again with
 * {@code -Dcanyon.simulation.seed=N -Dcanyon.simulation.seeds=1}, and prints all that happened.
 */
@Timeout(300)
class SimulationTest {
    private static final long FIRST_SEED = 1;
    private static final int SEEDS = 50;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldLoseNothingAndConverge(Profile profile) {
        long first = Long.getLong("canyon.simulation.seed", FIRST_SEED);
        int seeds = Integer.getInteger("canyon.simulation.seeds", SEEDS);
        int crashes = 0;
        long edits = 0;
        long lost = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            Simulation simulation = new Simulation(seed, profile, folder.resolve("seed-" + seed));
            try {
                simulation.run();
            } catch (RuntimeException | Error e) {
                System.out.println(simulation.log());
                throw new AssertionError("profile=" + profile + " -Dcanyon.simulation.seed=" + seed + ": " + e, e);
            }
            crashes += simulation.crashes();
            edits += simulation.edits();
            lost += simulation.lost();
        }
        System.out.println("simulated: profile=" + profile + " first=" + first + " seeds=" + seeds + " edits=" + edits
                + " lost=" + lost + " crashes=" + crashes);
        assertTrue(crashes >= seeds, "crashes=" + crashes);
        assertTrue(edits >= 5L * seeds, "edits=" + edits);
        assertEquals(profile.losesTimelines(), lost > 0, "lost=" + lost);
    }

    @Test
    void shouldRunTheSameForTheSameSeed() {
        Simulation first = new Simulation(7, Profile.KILLED, folder.resolve("first"));
        Simulation second = new Simulation(7, Profile.KILLED, folder.resolve("second"));
        first.run();
        second.run();
        assertEquals(first.log(), second.log());
    }
}
