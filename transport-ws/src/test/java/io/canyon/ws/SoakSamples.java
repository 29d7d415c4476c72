package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a server held over time. */
final class SoakSamples {
    private static final long MIB = 1 << 20;
    private static final double MAX_GENERATIONS = 2.5;

    /**
     * What is measured; the last third of the time may have so much more at most than the second. Sessions and rooms
     * are as many as the machine is fast; they are shown to tell the load. Segments of documents are kept for the next
     * room, so that direct memory follows the most rooms that were ever there. During a checkpoint there are two
     * generations of journals on the disk: of it the least counts, and at no time more than two and a half of that.
     */
    enum Measure {
        HEAP("heap MiB", MIB, 1.1, 6 * MIB),
        DIRECT("direct MiB", MIB, 1.25, 12 * MIB),
        RESIDENT("resident MiB", MIB, 1.1, 24 * MIB),
        FILES("files", 1, 1.1, 12),
        THREADS("threads", 1, 1, 2),
        DISK("disk MiB", MIB, 1.2, 32 * MIB),
        SESSIONS("sessions", 1, 1, Long.MAX_VALUE),
        ROOMS("rooms", 1, 1, Long.MAX_VALUE);

        private final String title;
        private final long unit;
        private final double factor;
        private final long slack;

        Measure(String title, long unit, double factor, long slack) {
            this.title = title;
            this.unit = unit;
            this.factor = factor;
            this.slack = slack;
        }

        private boolean isFlat(long before, long after) {
            return after <= before * factor + slack;
        }
    }

    private final JarServer server;
    private final Path data;
    private final List<Map<Measure, Long>> samples = new ArrayList<>();

    SoakSamples(JarServer server, Path data) {
        this.server = server;
        this.data = data;
    }

    /** Measures, and prints a line of the table. */
    void take(long second) throws IOException, InterruptedException {
        ProcessProbe probe = server.probe();
        Map<Measure, Long> sample = new EnumMap<>(Measure.class);
        // Before the collection: what direct memory needs a collection to come back is to be seen.
        sample.put(Measure.DIRECT, probe.directBytes());
        sample.put(Measure.RESIDENT, probe.residentBytes());
        sample.put(Measure.HEAP, probe.heapBytesAfterCollection());
        sample.put(Measure.FILES, (long) probe.files().size());
        sample.put(Measure.THREADS, (long) probe.threads().size());
        sample.put(Measure.DISK, bytesIn(data));
        sample.put(Measure.SESSIONS, (long) server.metric("canyon_sessions"));
        sample.put(Measure.ROOMS, (long) server.metric("canyon_rooms"));
        if (samples.isEmpty()) {
            print(
                    "second",
                    List.of(Measure.values()).stream()
                            .map(measure -> measure.title)
                            .toList());
        }
        samples.add(sample);
        List<String> values = new ArrayList<>();
        sample.forEach((measure, value) -> values.add(Long.toString(value / measure.unit)));
        print(Long.toString(second), values);
    }

    private static void print(String first, List<String> rest) {
        StringBuilder line = new StringBuilder(String.format("SoakIT: %7s", first));
        rest.forEach(cell -> line.append(String.format(" %12s", cell)));
        System.out.println(line);
    }

    /** Fails if anything was higher in the last third of the time than in the second, but for what comes and goes. */
    void assertFlat() {
        int third = samples.size() / 3;
        assertTrue(third >= 2, "too few samples: " + samples.size());
        List<String> growing = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            long before = value(measure, third, samples.size() - third);
            long after = value(measure, samples.size() - third, samples.size());
            if (!measure.isFlat(before, after)) {
                growing.add(measure.title + ": " + before + " -> " + after);
            }
        }
        long leastDisk = lowest(Measure.DISK, 0, samples.size());
        long mostDisk = highest(Measure.DISK, 0, samples.size());
        if (mostDisk > MAX_GENERATIONS * leastDisk) {
            growing.add("at times disk MiB: " + leastDisk + " -> " + mostDisk);
        }
        assertTrue(growing.isEmpty(), growing::toString);
    }

    private long value(Measure measure, int from, int to) {
        return measure == Measure.DISK ? lowest(measure, from, to) : highest(measure, from, to);
    }

    private long lowest(Measure measure, int from, int to) {
        return samples.subList(from, to).stream()
                .mapToLong(sample -> sample.get(measure))
                .min()
                .orElseThrow();
    }

    private long highest(Measure measure, int from, int to) {
        return samples.subList(from, to).stream()
                .mapToLong(sample -> sample.get(measure))
                .max()
                .orElseThrow();
    }

    private static long bytesIn(Path folder) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return passOver(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                return e == null ? FileVisitResult.CONTINUE : passOver(e);
            }
        });
        return sum[0];
    }

    /** A checkpoint removes files while they are looked at. */
    private static FileVisitResult passOver(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
