package io.canyon.bench.load;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts a server under load and reports what it did. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts a server under the load of editors that speak the canvas wire, and reports rates, latencies and the "
                    + "server's CPU time per delivery.",
            "Closed loop (the default): each writer always has --in-flight edits on the way; this finds the highest "
                    + "rate. Open loop (--rate): edits are sent on a schedule, whatever the server does, and each "
                    + "latency counts from the time at which its edit was due, so that a stall is charged to every "
                    + "edit that it delays (no coordinated omission).",
            "Exit code: 0 when every edit was answered, else 1; 2 for wrong options."
        })
public final class LoadCommand implements Callable<Integer> {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "ws://127.0.0.1:8080/",
            description = "Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(names = "--rooms", paramLabel = "N", defaultValue = "1", description = "Rooms. Default: ${DEFAULT-VALUE}")
    private int rooms;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "100",
            description = "Sessions of each room, writers included. Default: ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "10",
            description = "Sessions of each room that edit, each its own components. Default: ${DEFAULT-VALUE}")
    private int writers;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "8",
            description = "Closed loop: edits of each writer that wait for their ack. Default: ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Open loop: edits per second of all writers together. Default: closed loop")
    private int rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "5",
            description = "Seconds before the measurement. Default: ${DEFAULT-VALUE}")
    private int warmUpSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seconds that are measured. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of the load itself. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--stalled",
            paramLabel = "N",
            defaultValue = "0",
            description = "Sessions of each room that stop reading when the measurement begins; the others are "
                    + "measured. Default: ${DEFAULT-VALUE}")
    private int stalled;

    @Option(
            names = "--stall-seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long those do not read. Default: ${DEFAULT-VALUE}")
    private int stallSeconds;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            defaultValue = "0",
            description = "The server's process on this machine, for its CPU time. Default: ask its /metrics")
    private long pid;

    @Option(names = "--allow-remote", description = "Takes a server on another machine. Default: this machine only")
    private boolean allowRemote;

    @Mixin
    private ReconnectStorm storm;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = plan();
        if (storm.isAsked()) {
            spec.commandLine().getOut().print(storm.run(plan.url()));
            spec.commandLine().getOut().flush();
            return 0;
        }
        ServerCpu cpu = pid > 0 ? ServerCpu.ofProcess(pid) : ServerCpu.ofMetrics(plan.url());
        LoadResult result = new LoadRun(plan, cpu).run();
        spec.commandLine().getOut().print(new LoadReport(plan, result).text());
        spec.commandLine().getOut().flush();
        return result.isComplete() ? 0 : 1;
    }

    /** The options as a plan; {@link ParameterException} when they make none. */
    LoadPlan plan() {
        LoadPlan plan;
        try {
            plan = new LoadPlan(
                    url,
                    rooms,
                    sessions,
                    writers,
                    inFlight,
                    rate,
                    warmUpSeconds,
                    seconds,
                    threads,
                    stalled,
                    stallSeconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (!allowRemote && !plan.isLoopback()) {
            throw new ParameterException(
                    spec.commandLine(), "not this machine: " + plan.host() + "; --allow-remote takes it all the same");
        }
        return plan;
    }
}
