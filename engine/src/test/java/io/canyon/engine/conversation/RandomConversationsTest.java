package io.canyon.engine.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random conversations: the engine says what the model says. One seed is replayed with {@code -Dcanyon.seed=n}. */
class RandomConversationsTest {
    private static final int SEEDS = 200;
    private static final int SEEDS_WITH_RESTARTS = 15;
    private static final int STEPS = 60;

    @TempDir
    Path folder;

    @Test
    void shouldSayWhatTheModelSays() {
        try (TestEngine engine = start("shared")) {
            seeds(SEEDS).forEach(seed -> {
                RandomConversation conversation = new RandomConversation(engine, seed);
                conversation.hold(STEPS);
                conversation.end();
                requireEmpty(engine, seed);
            });
        }
    }

    @Test
    void shouldSayWhatTheModelSaysThroughRestartsAndCrashes() {
        seeds(SEEDS_WITH_RESTARTS).forEach(seed -> {
            try (TestEngine engine = start("before crash " + seed)) {
                RandomConversation conversation = new RandomConversation(engine, seed);
                conversation.hold(STEPS / 2);
                conversation.restart();
                conversation.hold(STEPS / 2);
                conversation.crash(folder.resolve("after crash " + seed));
                conversation.hold(STEPS / 2);
                conversation.restart();
                conversation.hold(STEPS / 2);
                conversation.crash(folder.resolve("after second crash " + seed));
                conversation.end();
                requireEmpty(engine, seed);
            }
        });
    }

    @Test
    void shouldSayWhatTheModelSaysToTheClientsOfLostTimelines() {
        seeds(SEEDS_WITH_RESTARTS).forEach(seed -> {
            EngineConfig config = EngineConfig.of(folder.resolve("before loss " + seed))
                    .withAuthenticator(TestEngine.BY_TOKEN)
                    .withDurability(DurabilityLevel.NONE);
            try (TestEngine engine = new TestEngine(config)) {
                RandomConversation conversation = new RandomConversation(engine, seed);
                conversation.hold(STEPS / 2);
                conversation.restart();
                conversation.hold(STEPS / 2);
                conversation.crashLosing(folder.resolve("after loss " + seed));
                conversation.hold(STEPS);
                conversation.restart();
                conversation.hold(STEPS / 2);
                conversation.crashLosing(folder.resolve("after second loss " + seed));
                conversation.hold(STEPS);
                conversation.end();
            }
        });
    }

    @Test
    void shouldSayWhatTheModelSaysToSlowClients() {
        EngineConfig config = EngineConfig.of(folder.resolve("slow"))
                .withAuthenticator(TestEngine.BY_TOKEN)
                .withLimits(Settings.SMALL_BUDGET);
        try (TestEngine engine = new TestEngine(config)) {
            seeds(SEEDS / 2).forEach(seed -> {
                RandomConversation conversation = new RandomConversation(engine, seed);
                conversation.holdWithSlowNetworks(2 * STEPS);
                conversation.end();
            });
            assertTrue(engine.counter(EngineCounter.CATCH_UPS) > 0);
        }
    }

    /** Nobody is in any room, so that all leave memory. */
    private static void requireEmpty(TestEngine engine, long seed) {
        engine.runUntil(() -> engine.engine().roomCount() == 0);
        assertEquals(0, engine.engine().documentMemoryBytes(), () -> "seed=" + seed);
    }

    private TestEngine start(String name) {
        return new TestEngine(EngineConfig.of(folder.resolve(name))
                .withAuthenticator(TestEngine.BY_TOKEN)
                .withIdleTimeout(Duration.ZERO));
    }

    private static LongStream seeds(int count) {
        Long seed = Long.getLong("canyon.seed");
        return seed == null ? LongStream.rangeClosed(1, count) : LongStream.of(seed);
    }
}
