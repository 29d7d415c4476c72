package io.canyon.ws;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineCounter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Shows an engine's counters and sizes as meters. */
final class EngineMetrics {
    private EngineMetrics() {}

    static void bind(Engine engine, MeterRegistry registry) {
        for (EngineCounter counter : EngineCounter.values()) {
            FunctionCounter.builder(
                            "canyon_" + counter.name().toLowerCase(Locale.ROOT), engine, e -> e.counter(counter))
                    .description(counter.description())
                    .register(registry);
        }
        Gauge.builder("canyon_rooms", engine, Engine::roomCount)
                .description("rooms in memory")
                .register(registry);
        Gauge.builder("canyon_sessions", engine, Engine::sessions)
                .description("sessions that are members of a room")
                .register(registry);
        Gauge.builder("canyon_document_memory_bytes", engine, Engine::documentMemoryBytes)
                .description("memory that documents hold")
                .register(registry);
        Gauge.builder("canyon_ready", engine, e -> e.isReady() ? 1 : 0)
                .description("1 when the engine has recovered and its journal is open")
                .register(registry);
    }
}
