package io.canyon.ws;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.atomic.LongAdder;

/** The metrics of one server: its own counters, the JVM's, and whatever else is put into {@link #registry}. */
public final class WsMetrics implements AutoCloseable {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final LongAdder[] counters = new LongAdder[WsCounter.values().length];

    public WsMetrics() {
        for (WsCounter counter : WsCounter.values()) {
            LongAdder adder = new LongAdder();
            counters[counter.ordinal()] = adder;
            FunctionCounter.builder(counter.meter(), adder, LongAdder::sum)
                    .description(counter.description())
                    .tags(counter.reason().isEmpty() ? Tags.empty() : Tags.of("reason", counter.reason()))
                    .register(registry);
        }
        Gauge.builder(
                        "canyon_ws_buffer_memory_bytes",
                        PooledByteBufAllocator.DEFAULT,
                        allocator -> allocator.metric().usedDirectMemory())
                .description("direct memory that the socket buffers hold")
                .register(registry);
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Where an embedder adds meters; safe to use from any thread. */
    public MeterRegistry registry() {
        return registry;
    }

    void increment(WsCounter counter) {
        counters[counter.ordinal()].increment();
    }

    void add(WsCounter counter, long amount) {
        counters[counter.ordinal()].add(amount);
    }

    long value(WsCounter counter) {
        return counters[counter.ordinal()].sum();
    }

    /** All meters in the text format of Prometheus. */
    String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
