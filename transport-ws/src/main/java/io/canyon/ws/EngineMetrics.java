package io.canyon.ws;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineCounter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Objects;

/**
 * Shows an engine's counters and sizes as meters of any registry. They are read whenever the registry asks, from any
 * thread, and hold the engine weakly.
 */
public final class EngineMetrics implements MeterBinder {
    private final Engine engine;

    public EngineMetrics(Engine engine) {
        this.engine = Objects.requireNonNull(engine, "engine");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EngineCounter counter : EngineCounter.values()) {
            FunctionCounter.builder(
                            "canyon_" + counter.name().toLowerCase(Locale.ROOT), engine, e -> e.counter(counter))
                    .description(counter.description())
                    .register(registry);
        }
        Gauge.builder("canyon_rooms", engine, Engine::roomCount)
                .description("rooms in memory")
                .register(registry);
        Gauge.builder("canyon_sessions", engine, Engine::sessionCount)
                .description("sessions that are members of a room")
                .register(registry);
        Gauge.builder("canyon_document_memory_bytes", engine, Engine::documentMemoryBytes)
                .description("memory that documents hold")
                .register(registry);
        Gauge.builder("canyon_durability", () -> 1)
                .description("always 1; its level is what an ack says")
                .tag("level", engine.durability().name().toLowerCase(Locale.ROOT))
                .register(registry);
        Gauge.builder("canyon_ready", engine, e -> e.isReady() ? 1 : 0)
                .description("1 when the engine has recovered and its journal is open")
                .register(registry);
    }
}
