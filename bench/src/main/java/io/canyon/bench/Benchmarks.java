package io.canyon.bench;

import io.canyon.bench.aeron.AeronBench;
import io.canyon.bench.load.LoadCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * Runs the benchmarks with the arguments of JMH, or one of the commands {@code load}, {@code aeron},
 * {@code echo-fan-out}, {@code join-gap [RUNS]} and {@code check-allocation}.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        switch (command) {
            case "load" -> System.exit(new CommandLine(new LoadCommand()).execute(withoutFirst(args)));
            case "echo-fan-out" -> System.exit(new CommandLine(new EchoFanOut()).execute(withoutFirst(args)));
            case "aeron" -> System.exit(new CommandLine(new AeronBench()).execute(withoutFirst(args)));
            case "join-gap" -> System.exit(new CommandLine(new JoinGapCommand()).execute(withoutFirst(args)));
            case "check-allocation" -> System.exit(AllocationCheck.run());
            default -> org.openjdk.jmh.Main.main(jmhArguments(args));
        }
    }

    /** Every benchmark also measures what it allocates and its CPU time, in a JVM that has the engine's flags. */
    static String[] jmhArguments(String[] args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("-prof", "gc", "-prof", CpuTimeProfiler.class.getName()));
        if (!all.contains("-jvmArgsPrepend")) {
            all.addAll(List.of("-jvmArgsPrepend", String.join(" ", ForkFlags.get())));
        }
        return all.toArray(String[]::new);
    }

    private static String[] withoutFirst(String[] args) {
        return Arrays.copyOfRange(args, 1, args.length);
    }
}
