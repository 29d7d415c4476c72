package io.canyon.engine.journal;

import io.canyon.engine.files.DurableFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts classes of this class path in a process of their own, with this one's flags. */
public final class ChildJvm {
    private ChildJvm() {}

    public static Process start(Class<?> mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
                command.add(flag);
            }
        }
        for (String property : System.getProperties().stringPropertyNames()) {
            // Whoever opens the file of the log empties it: a child logs to the error output.
            if (property.startsWith("org.slf4j.") && !property.endsWith(".logFile")) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Halts a process; when this returns none of its threads runs, or is in the kernel. */
    public static void halt(Process process) throws IOException, InterruptedException {
        signal(process, "-STOP");
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        for (Path thread : DurableFiles.children(threads)) {
            while (!isHalted(thread)) {
                Thread.onSpinWait();
            }
        }
    }

    public static void goOn(Process process) throws IOException, InterruptedException {
        signal(process, "-CONT");
    }

    private static boolean isHalted(Path thread) throws IOException {
        try {
            String status = Files.readString(thread.resolve("stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'T';
        } catch (NoSuchFileException hasEnded) {
            return true;
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("cannot be signalled: pid=" + process.pid() + " signal=" + name);
        }
    }
}
