package io.canyon.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.canyon.bench.load.ServerCpu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an edit of a large document costs a server that tells it to many, and what it costs diffsync. */
@Command(
        name = "echo-fan-out",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Has one of many sessions edit one number in a large document of a running server, "
                    + "one edit after the other, "
                    + "each when all sessions have the one before; then lets the core of diffsync do the same in a "
                    + "process of Node, without sockets. Reports the CPU time of an edit of both.",
            "Exit code: 0 when every edit came to all in order, else 1; 2 for wrong options."
        })
final class EchoFanOut implements Callable<Integer> {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "ws://127.0.0.1:8080/",
            description = "Of a server on this machine. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "100",
            description = "Sessions of the room, the editor included. Default: ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--kilobytes",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Size of the document as JSON. Default: ${DEFAULT-VALUE}")
    private int kilobytes;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20",
            description = "Seconds before the measurement. Default: ${DEFAULT-VALUE}")
    private int warmUpSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seconds that are measured. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--diffsync",
            paramLabel = "FILE",
            defaultValue = "bench/target/node/diffsync-core.mjs",
            description = "The script that runs diffsync, beside its packages. Default: ${DEFAULT-VALUE}")
    private Path diffsync;

    @Option(
            names = "--diffsync-edits",
            paramLabel = "N",
            defaultValue = "3",
            description = "Edits of diffsync that are measured; 0 leaves it out. Default: ${DEFAULT-VALUE}")
    private int diffsyncEdits;

    @Spec
    private CommandSpec spec;

    private final String room = "fan-out-" + ProcessHandle.current().pid();
    private final List<EchoPeer> peers = new ArrayList<>();
    private long edits;

    @Override
    public Integer call() throws Exception {
        requireOptions();
        ObjectNode document = EchoDocument.shapes(kilobytes);
        String json = document.toString();
        join(json);
        edit(document, warmUpSeconds);
        ServerCpu cpu = ServerCpu.ofMetrics(url);
        long editsBefore = edits;
        long cpuNs = -usedNs(cpu);
        edit(document, seconds);
        cpuNs += usedNs(cpu);
        for (EchoPeer peer : peers) {
            if (peer.problem() != null) {
                spec.commandLine().getErr().println(peer.problem());
                return 1;
            }
        }
        peers.forEach(EchoPeer::close);
        long measured = edits - editsBefore;
        report("server, %,d edits", measured, cpuNs / measured);
        if (diffsyncEdits > 0) {
            long theirs = DiffsyncCore.cpuNsPerEdit(diffsync, sessions, diffsyncEdits, json);
            report("diffsync, %,d edits", diffsyncEdits, theirs);
            print("ratio: %,.0f%n", (double) theirs * measured / cpuNs);
        }
        return 0;
    }

    private void requireOptions() throws IOException {
        if (!"ws".equals(url.getScheme())
                || !InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
            throw new ParameterException(spec.commandLine(), "not a server on this machine: " + url);
        }
        if (sessions < 2 || kilobytes < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "at least two sessions, one kilobyte and one second");
        }
        if (diffsyncEdits > 0 && !Files.exists(diffsync)) {
            throw new ParameterException(spec.commandLine(), "no such file: " + diffsync);
        }
    }

    /** The first session brings the document, then all others join. */
    private void join(String json) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        peers.add(new EchoPeer(http, url, room, "peer-0"));
        editOnce("[" + json + "]");
        for (int i = 1; i < sessions; i++) {
            peers.add(new EchoPeer(http, url, room, "peer-" + i));
        }
    }

    private void edit(ObjectNode document, int forSeconds) throws InterruptedException {
        int[] places = EchoDocument.places(document.get("shapes").size());
        long endNs = System.nanoTime() + forSeconds * 1_000_000_000L;
        while (System.nanoTime() - endNs < 0) {
            int variant = (int) (edits % places.length);
            editOnce(EchoRoom.setDelta(places[variant], variant));
        }
    }

    private void editOnce(String delta) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(peers.size());
        peers.forEach(peer -> peer.tell(latch));
        peers.get(0).edit(++edits, delta);
        EchoPeer.await(latch);
    }

    private static long usedNs(ServerCpu cpu) throws InterruptedException {
        return cpu.usedNs().orElseThrow(() -> new IllegalStateException("the server tells no CPU time"));
    }

    private void report(String what, long count, long cpuNsPerEdit) {
        print(what + ": %.6f CPU seconds per edit%n", count, cpuNsPerEdit / 1e9);
    }

    private void print(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
        spec.commandLine().getOut().flush();
    }
}
