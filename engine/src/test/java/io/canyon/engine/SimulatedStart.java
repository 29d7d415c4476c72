package io.canyon.engine;

import io.canyon.engine.journal.JournalStorage;
import java.util.concurrent.ExecutorService;
import org.agrona.concurrent.NanoClock;

/** Starts engines in which nothing happens that their caller does not decide. */
public final class SimulatedStart {
    private SimulatedStart() {}

    public static Engine start(
            EngineConfig config, JournalStorage journals, ExecutorService executor, NanoClock clock, long hashSeed) {
        EngineHooks hooks = new EngineHooks(
                kind -> journals,
                step -> {},
                name -> executor,
                clock,
                () -> hashSeed,
                EngineHooks.ROOM_STORE_TIMEOUT_NS);
        return Engine.start(config, false, hooks);
    }
}
