package io.canyon.bench;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.engine.spi.Frame;
import io.canyon.engine.spi.Gateway;
import io.canyon.engine.spi.GatewaySession;
import io.canyon.engine.spi.Handshake;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How long the edits of a shard stand still while somebody joins a large room. An editor has one edit on the way all
 * the time; a gap is the time from one of its acks to the next. Runs with a join and runs without take turns, so that
 * what the machine does otherwise is in both. A duty cycle's CPU time tells what the shard itself did, whoever else was
 * given its processor meanwhile.
 */
final class JoinGap {
    private static final int TYPE_OFFSET = "{\"type\":\"".length();
    private static final int KEYS = 20_000;
    private static final int KEYS_PER_FRAME = 200;
    private static final int WARM_UPS = 6;
    private static final long RUN_NS = 400_000_000L;
    private static final long TIMEOUT_NS = 60_000_000_000L;
    private static final String TEXT = "some text of a record, ".repeat(20);

    private final Path folder;
    private final Engine engine;
    private final Side editor;
    private final Side joiner;
    private final Thread shard;
    private final SplittableRandom random = new SplittableRandom(11);

    private volatile boolean isEnding;
    private volatile boolean isMeasuring;
    /** Of the shard's thread; read by others while nothing is measured. */
    private volatile long mostCpuNs;

    private volatile long mostElapsedNs;
    private volatile long stateBytes;

    /** A thread's way into the engine. */
    private final class Side {
        final CountingFrames frames = new CountingFrames();
        final Gateway gateway = engine.openGateway(this::frame, () -> {});
        long acks;
        CountingConnection connection;
        GatewaySession session;

        void open(String clientId) {
            connection = new CountingConnection();
            long before = engine.counter(EngineCounter.SESSIONS_OPENED);
            session = gateway.open(new Handshake("/", "roomId=r&clientId=" + clientId, Map.of(), "bench"), connection);
            long deadlineNs = System.nanoTime() + TIMEOUT_NS;
            while (engine.counter(EngineCounter.SESSIONS_OPENED) == before) {
                deliver(deadlineNs);
            }
        }

        Frame frame(DirectBuffer text, int offset, int length) {
            if (text.getByte(offset + TYPE_OFFSET) == 'a') {
                acks++;
            }
            return frames.frame(text, offset, length);
        }

        void send(String text) {
            UnsafeBuffer frame = new UnsafeBuffer(SampleDocument.utf8(text));
            session.onFrame(frame, 0, frame.capacity());
        }

        void deliver(long deadlineNs) {
            if (gateway.deliver() == 0) {
                Thread.yield();
                if (System.nanoTime() - deadlineNs > 0) {
                    throw new IllegalStateException("the engine stands still: closed=" + connection.closeReason());
                }
            }
        }
    }

    /** What one run found. */
    private record Gaps(long gapNs, long cycleCpuNs, long cycleElapsedNs, long joinNs) {}

    private JoinGap() throws IOException {
        folder = Files.createTempDirectory("canyon-bench");
        engine = Engine.startInvoked(EngineConfig.of(folder).withDurability(DurabilityLevel.PROCESS));
        editor = new Side();
        joiner = new Side();
        shard = new Thread(this::runShard, "shard");
    }

    /** @param runs of each kind */
    static int run(int runs) throws Exception {
        JoinGap bench = new JoinGap();
        try {
            return bench.measure(runs);
        } finally {
            bench.close();
        }
    }

    private int measure(int runs) throws InterruptedException {
        shard.start();
        editor.open("editor");
        for (int first = 0; first < KEYS; first += KEYS_PER_FRAME) {
            edit(creation(first));
        }
        Gaps[] with = new Gaps[runs];
        Gaps[] without = new Gaps[runs];
        for (int i = -WARM_UPS; i < runs; i++) {
            Gaps joined = measureOne(true);
            Gaps alone = measureOne(false);
            if (i >= 0) {
                with[i] = joined;
                without[i] = alone;
                System.out.printf(Locale.ROOT, "run %2d  join %s  none %s%n", i + 1, text(joined), text(alone));
            }
        }
        System.out.printf(
                Locale.ROOT, "state of %.1f MB; longest of a run, median of %d runs%n", stateBytes / 1e6, runs);
        System.out.printf("with a join     %s%n", text(median(with)));
        System.out.printf("without a join  %s%n", text(median(without)));
        return 0;
    }

    private Gaps measureOne(boolean hasJoin) throws InterruptedException {
        mostCpuNs = 0;
        mostElapsedNs = 0;
        isMeasuring = true;
        long[] joinNs = {0};
        Thread other = new Thread(() -> joinNs[0] = join(), "joiner");
        long startNs = System.nanoTime();
        if (hasJoin) {
            other.start();
        }
        long gapNs = 0;
        long lastNs = startNs;
        while (lastNs - startNs < RUN_NS || other.isAlive()) {
            edit(update(random.nextInt(KEYS)));
            long nowNs = System.nanoTime();
            gapNs = Math.max(gapNs, nowNs - lastNs);
            lastNs = nowNs;
        }
        other.join();
        isMeasuring = false;
        return new Gaps(gapNs, mostCpuNs, mostElapsedNs, joinNs[0]);
    }

    /** Joins, has all that the room has, and leaves; returns how long it took. */
    private long join() {
        long startNs = System.nanoTime();
        long deadlineNs = startNs + TIMEOUT_NS;
        joiner.open("joiner");
        joiner.send("{\"type\":\"reconnect\",\"lastTimestamp\":0,\"protocolVersion\":2}");
        while (joiner.connection.bytes() < (long) KEYS * TEXT.length()) {
            joiner.deliver(deadlineNs);
        }
        stateBytes = joiner.connection.bytes();
        long elapsedNs = System.nanoTime() - startNs;
        joiner.session.onClosed();
        while (engine.sessionCount() > 1) {
            joiner.deliver(deadlineNs);
        }
        return elapsedNs;
    }

    private void edit(String frame) {
        long before = editor.acks;
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        editor.send(frame);
        while (editor.acks == before) {
            editor.deliver(deadlineNs);
        }
    }

    private void runShard() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        while (!isEnding) {
            long cpuNs = threads.getCurrentThreadCpuTime();
            long elapsedNs = System.nanoTime();
            int work = engine.doWork();
            elapsedNs = System.nanoTime() - elapsedNs;
            cpuNs = threads.getCurrentThreadCpuTime() - cpuNs;
            if (isMeasuring) {
                mostCpuNs = Math.max(mostCpuNs, cpuNs);
                mostElapsedNs = Math.max(mostElapsedNs, elapsedNs);
            }
            if (work == 0) {
                Thread.yield();
            }
        }
        // Its documents are this thread's.
        engine.close();
    }

    private void close() throws Exception {
        editor.gateway.close();
        joiner.gateway.close();
        isEnding = true;
        shard.join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Gaps median(Gaps[] gaps) {
        return new Gaps(
                middle(Arrays.stream(gaps).mapToLong(Gaps::gapNs).sorted().toArray()),
                middle(Arrays.stream(gaps).mapToLong(Gaps::cycleCpuNs).sorted().toArray()),
                middle(Arrays.stream(gaps)
                        .mapToLong(Gaps::cycleElapsedNs)
                        .sorted()
                        .toArray()),
                middle(Arrays.stream(gaps).mapToLong(Gaps::joinNs).sorted().toArray()));
    }

    private static long middle(long[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static String text(Gaps gaps) {
        return String.format(
                Locale.ROOT,
                "gap %7.3f ms  duty cycle: CPU %6.3f ms, elapsed %7.3f ms  join took %6.1f ms",
                gaps.gapNs() / 1e6,
                gaps.cycleCpuNs() / 1e6,
                gaps.cycleElapsedNs() / 1e6,
                gaps.joinNs() / 1e6);
    }

    private static String creation(int first) {
        StringBuilder text = new StringBuilder("{\"type\":\"patch\",\"messageId\":\"c\",\"documentPatches\":[{");
        for (int i = first; i < first + KEYS_PER_FRAME; i++) {
            text.append(i == first ? "\"" : ",\"")
                    .append(SampleDocument.key(i))
                    .append("\":{\"_exists\":true,\"text\":\"")
                    .append(TEXT)
                    .append("\",\"x\":0}");
        }
        return text.append("}]}").toString();
    }

    private String update(int key) {
        return "{\"type\":\"patch\",\"messageId\":\"u\",\"documentPatches\":[{\"" + SampleDocument.key(key)
                + "\":{\"x\":" + random.nextInt(1000) + "}}]}";
    }
}
