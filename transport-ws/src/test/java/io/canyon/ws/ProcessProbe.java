package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java process on this Linux machine holds. */
final class ProcessProbe {
    /** Threads that the JVM starts and ends as it likes: compilers, collectors, and who answers {@code jcmd}. */
    private static final Pattern JVM_THREAD = Pattern.compile("(C1|C2|G1|GC) .*|Attach Listener");

    private static final Pattern HEAP_USED = Pattern.compile("heap\\s+total .*used ([0-9]+)K");
    /** What {@code Unsafe} and direct buffers have allocated. */
    private static final Pattern DIRECT = Pattern.compile("Other \\(reserved=[0-9]+KB, committed=([0-9]+)KB\\)");

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    private static final int TIMEOUT_SECONDS = 60;

    private final long pid;

    ProcessProbe(long pid) {
        this.pid = pid;
    }

    static boolean isSupported() {
        return Files.isDirectory(Path.of("/proc/self/fd")) && Files.isExecutable(jcmd());
    }

    private static Path jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd");
    }

    /** What the open file descriptors stand for, sorted; sockets and pipes without their numbers. */
    List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    files.add(Files.readSymbolicLink(descriptor).toString().replaceAll(":\\[[0-9]+]", ""));
                } catch (NoSuchFileException e) {
                    // Closed since the folder was listed.
                    continue;
                }
            }
        }
        files.sort(null);
        return files;
    }

    /**
     * The names of the threads, sorted, at most 15 characters of each, without those that are the JVM's own business.
     */
    List<String> threads() throws IOException {
        List<String> threads = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    if (!JVM_THREAD.matcher(name).matches()) {
                        threads.add(name);
                    }
                } catch (NoSuchFileException e) {
                    // Ended since the folder was listed.
                    continue;
                }
            }
        }
        threads.sort(null);
        return threads;
    }

    long residentBytes() throws IOException {
        return find(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status"))) << 10;
    }

    /** Memory outside of the heap that is not the JVM's own; the process needs native memory tracking. */
    long directBytes() throws IOException, InterruptedException {
        return find(DIRECT, run("VM.native_memory", "summary")) << 10;
    }

    /** What is left of the heap after a full collection. */
    long heapBytesAfterCollection() throws IOException, InterruptedException {
        run("GC.run");
        return find(HEAP_USED, run("GC.heap_info")) << 10;
    }

    private static long find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), () -> pattern + " not in " + text);
        return Long.parseLong(matcher.group(1));
    }

    private String run(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(jcmd().toString(), Long.toString(pid)));
        line.addAll(List.of(command));
        Path output = Files.createTempFile("jcmd", ".txt");
        try {
            Process jcmd = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertTrue(jcmd.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> "no answer to " + line);
            String text = Files.readString(output);
            assertEquals(0, jcmd.exitValue(), text);
            return text;
        } finally {
            Files.delete(output);
        }
    }
}
