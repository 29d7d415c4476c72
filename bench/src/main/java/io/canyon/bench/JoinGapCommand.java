package io.canyon.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "join-gap",
        mixinStandardHelpOptions = true,
        description = "Measures how long the edits of a shard stand still while somebody joins a large room.")
final class JoinGapCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "RUNS",
            defaultValue = "15",
            description = "With a join, and as many without. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Override
    public Integer call() throws Exception {
        return JoinGap.run(runs);
    }
}
