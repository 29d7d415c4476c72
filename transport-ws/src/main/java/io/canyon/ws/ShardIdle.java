package io.canyon.ws;

import io.canyon.engine.EngineConfig;
import org.agrona.concurrent.BusySpinIdleStrategy;

/** What shard threads do while they have nothing to do. */
enum ShardIdle {
    /** Pause, longer and longer. */
    BACKOFF,
    /** Look again at once: takes a processor each, and answers soonest. */
    SPIN;

    EngineConfig in(EngineConfig config) {
        return switch (this) {
            case BACKOFF -> config;
            case SPIN -> config.withIdleStrategies(BusySpinIdleStrategy::new);
        };
    }
}
