package io.canyon.bench;

import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Fails when an edit allocates in the room core. */
final class AllocationCheck {
    private static final double MAX_BYTES_PER_EDIT = 0.5;
    private static final String METRIC = "gc.alloc.rate.norm";

    private AllocationCheck() {}

    /** Returns the exit code. */
    static int run() throws RunnerException {
        Options options = new OptionsBuilder()
                .include(CoreApplyBenchmark.class.getName() + "\\.apply$")
                .include(EchoRoomBenchmark.class.getName())
                .param("keys", "1000")
                .forks(1)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .jvmArgsPrepend(ForkFlags.get().toArray(String[]::new))
                .shouldFailOnError(true)
                .build();
        return check(new Runner(options).run());
    }

    private static int check(Collection<RunResult> results) {
        boolean isGood = !results.isEmpty();
        for (RunResult result : results) {
            Result<?> allocated = result.getSecondaryResults().get(METRIC);
            String name = result.getParams().getBenchmark();
            if (result.getParams().getParamsKeys().contains("access")) {
                name += " access=" + result.getParams().getParam("access");
            }
            if (allocated == null) {
                System.out.println("FAILED " + name + ": no " + METRIC);
                isGood = false;
                continue;
            }
            boolean isLow = allocated.getScore() < MAX_BYTES_PER_EDIT;
            System.out.printf(
                    "%s %s: %.4f B/op, allowed below %.1f%n",
                    isLow ? "ok" : "FAILED", name, allocated.getScore(), MAX_BYTES_PER_EDIT);
            isGood &= isLow;
        }
        return isGood ? 0 : 1;
    }
}
