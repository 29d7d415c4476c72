package io.canyon.bench.aeron;

import io.canyon.aeron.codec.EditEncoder;
import io.canyon.aeron.codec.MessageHeaderEncoder;
import io.canyon.aeron.codec.RemoteEditEncoder;
import io.canyon.engine.DurabilityLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long an edit takes from one service to another over Aeron, and how many one service can make. */
@Command(
        name = "aeron",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Has one service edit a number of a document and another one told, over Aeron, and Aeron alone send "
                    + "messages of the same lengths there and back, in turn. Then one service edits as fast as it is "
                    + "acked.",
            "Latencies count from when an edit was due."
        })
public final class AeronBench implements Callable<Integer> {
    /** Of the edit and of its author's two names, see {@link CanyonRoute}. */
    private static final int DELTA_BYTES = 20;

    private static final int NAMES_BYTES = 2 * "sender".length();
    private static final int MAX_IN_FLIGHT = 200;

    @Option(names = "--media", split = ",", defaultValue = "IPC,UDP", description = "Default: ${DEFAULT-VALUE}")
    private List<Layout.Medium> media;

    @Option(
            names = "--idle",
            split = ",",
            defaultValue = "spin,backoff",
            description = "Two threads that never pause, or all that there are, which do. Default: ${DEFAULT-VALUE}")
    private List<String> idles;

    @Option(names = "--rate", defaultValue = "2000", description = "Edits per second. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--warm-up", defaultValue = "8", description = "Seconds. Default: ${DEFAULT-VALUE}")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "8", description = "That are measured. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "2", description = "Of everything. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--durability", defaultValue = "PROCESS", description = "Default: ${DEFAULT-VALUE}")
    private DurabilityLevel durability;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rate < 1
                || seconds < 1
                || warmUpSeconds < 1
                || !List.of("spin", "backoff").containsAll(idles)) {
            throw new ParameterException(spec.commandLine(), "a rate and times above 0; idle: spin, backoff");
        }
        for (int round = 0; round < rounds; round++) {
            for (Layout.Medium medium : media) {
                for (String idle : idles) {
                    measure(new Layout(medium, idle.equals("spin")));
                }
            }
        }
        return 0;
    }

    private void measure(Layout layout) throws IOException {
        Path folder = Files.createTempDirectory("canyon-bench");
        try {
            print("%n%s, %s, %,d edits/s%n", layout.medium(), layout.isSpinning() ? "spin" : "backoff", rate);
            String requests = layout.channel();
            String responses = layout.channel();
            try (Server server = new RawServer(layout, folder.resolve("raw"), requests, responses, told());
                    Route route = new RawRoute(server.folder(), requests, responses, edit())) {
                roundTrips("Aeron alone", layout, server, route);
            }
            String ownResponses = layout.medium() == Layout.Medium.IPC ? "aeron:ipc" : "aeron:udp?endpoint=127.0.0.1:0";
            try (Server server = new CanyonServer(
                            layout, folder.resolve("own"), folder.resolve("data"), requests, durability);
                    CanyonRoute route = new CanyonRoute(server.folder(), requests, ownResponses)) {
                roundTrips("Canyon", layout, server, route);
                throughput(layout, server, route);
            }
        } finally {
            delete(folder);
        }
    }

    private void roundTrips(String name, Layout layout, Server server, Route route) {
        Pacer pacer = new Pacer(route, layout.idle(), rate);
        pacer.run(warmUpSeconds);
        long allocated = server.allocatedBytes();
        Histogram ns = pacer.run(seconds);
        String garbage = allocated < 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", server allocates %.1f B per edit",
                        (double) (server.allocatedBytes() - allocated) / ns.getTotalCount());
        print(
                "  %-12s p50 %8.1f us  p99 %8.1f us  p99.9 %8.1f us  max %8.1f us%s%n",
                name,
                ns.getValueAtPercentile(50) / 1e3,
                ns.getValueAtPercentile(99) / 1e3,
                ns.getValueAtPercentile(99.9) / 1e3,
                ns.getMaxValue() / 1e3,
                garbage);
    }

    private void throughput(Layout layout, Server server, CanyonRoute route) {
        run(route, layout, warmUpSeconds);
        long before = route.acked();
        long allocated = server.allocatedBytes();
        long startNs = System.nanoTime();
        run(route, layout, seconds);
        double perSecond = (route.acked() - before) * 1e9 / (System.nanoTime() - startNs);
        String garbage = allocated < 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", server allocates %.1f B per edit",
                        (double) (server.allocatedBytes() - allocated) / (route.acked() - before));
        print("  %-12s %,.0f edits/s with %d in flight%s%n", "Canyon", perSecond, MAX_IN_FLIGHT, garbage);
    }

    private static void run(CanyonRoute route, Layout layout, int seconds) {
        var idle = layout.idle();
        long endNs = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() - endNs < 0) {
            int work = 0;
            while (route.sent() - route.acked() < MAX_IN_FLIGHT && route.send()) {
                work++;
            }
            idle.idle(work + route.poll());
        }
    }

    private static int edit() {
        return MessageHeaderEncoder.ENCODED_LENGTH
                + EditEncoder.BLOCK_LENGTH
                + EditEncoder.payloadHeaderLength()
                + DELTA_BYTES;
    }

    private static int told() {
        return MessageHeaderEncoder.ENCODED_LENGTH
                + RemoteEditEncoder.BLOCK_LENGTH
                + RemoteEditEncoder.clientIdHeaderLength()
                + RemoteEditEncoder.userIdHeaderLength()
                + NAMES_BYTES
                + RemoteEditEncoder.deltaHeaderLength()
                + DELTA_BYTES;
    }

    private void print(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
        spec.commandLine().getOut().flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
