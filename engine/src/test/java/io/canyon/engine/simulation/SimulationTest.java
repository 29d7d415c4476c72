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
 * Whole engines, with their editors, under every fault at every time, in one thread. A seed that fails runs again alone
 * with {@code -Dcanyon.simulation.seed}.
 */
@Timeout(300)
class SimulationTest {
    private static final long FIRST_SEED = 1;
    private static final int SEEDS = 70;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldLoseNothingAndConverge(Profile profile) {
        long only = Long.getLong("canyon.simulation.seed", 0);
        long first = only == 0 ? FIRST_SEED : only;
        long last = only == 0 ? FIRST_SEED + SEEDS - 1 : only;
        int crashes = 0;
        long edits = 0;
        for (long seed = first; seed <= last; seed++) {
            Simulation simulation = new Simulation(seed, profile, folder.resolve("seed-" + seed));
            try {
                simulation.run();
            } catch (RuntimeException | Error e) {
                System.out.println(simulation.log());
                throw new AssertionError("seed " + seed + " of " + profile + ": " + e, e);
            }
            crashes += simulation.crashes();
            edits += simulation.edits();
        }
        System.out.println("simulated: profile=" + profile + " seeds=" + first + ".." + last + " edits=" + edits
                + " crashes=" + crashes);
        assertTrue(only != 0 || crashes > SEEDS, "crashes=" + crashes);
        assertTrue(only != 0 || edits > 10L * SEEDS, "edits=" + edits);
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
