package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptions;

class BenchmarksTest {
    @Test
    void shouldMeasureAllocationAndGiveForksTheEnginesFlags() throws Exception {
        CommandLineOptions options =
                new CommandLineOptions(Benchmarks.jmhArguments(new String[] {"Dialect", "-f", "1", "-prof", "stack"}));
        assertEquals(List.of("Dialect"), options.getIncludes());
        assertEquals(
                List.of("stack", "gc", CpuTimeProfiler.class.getName()),
                options.getProfilers().stream()
                        .map(profiler -> profiler.getKlass())
                        .toList());
        assertTrue(options.getJvmArgsPrepend().get().contains("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
    }

    @Test
    void shouldLeaveFlagsToWhoSetsThem() throws Exception {
        CommandLineOptions options =
                new CommandLineOptions(Benchmarks.jmhArguments(new String[] {"-jvmArgsPrepend", "-Xmx4g"}));
        assertEquals(List.of("-Xmx4g"), List.copyOf(options.getJvmArgsPrepend().get()));
        assertFalse(options.getProfilers().isEmpty());
    }
}
