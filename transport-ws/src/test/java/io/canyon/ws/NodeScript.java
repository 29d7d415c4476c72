package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script in Node, with the packages that stand in its {@code package-lock.json}. */
final class NodeScript {
    private static final int MIN_NODE = 20;
    private static final int INSTALL_SECONDS = 90;
    private static final int END_SECONDS = 60;

    /** What a script may ask for while it runs. */
    interface Stage {
        void perform(String wish) throws Exception;
    }

    private NodeScript() {}

    /**
     * Copies the scripts to where their packages are, and gets those if they are not there. Skips the test if that
     * cannot be, or fails it where the environment's {@code CANYON_REQUIRE_NODE} is 1.
     *
     * @return the folder of the scripts
     */
    static Path prepare() throws Exception {
        Path folder = JarServer.jar().resolveSibling("node");
        Path sources = folder.resolve("../../src/test/node").normalize();
        Files.createDirectories(folder);
        Path lock = folder.resolve("package-lock.json");
        boolean isOutdated = !Files.exists(lock) || Files.mismatch(lock, sources.resolve("package-lock.json")) >= 0;
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        String version = outputOf(folder, "node", "--version");
        if (!version.startsWith("v") || Integer.parseInt(version.substring(1).split("\\.")[0]) < MIN_NODE) {
            unavailable("Node " + MIN_NODE + " or newer is not there");
        }
        if (isOutdated || !Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
            outputOf(folder, "npm", "ci", "--omit=peer", "--no-audit", "--no-fund", "--fetch-retries=0");
        }
        if (!Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
            unavailable("the npm packages are not there, and 'npm ci' cannot get them, in " + folder);
        }
        return folder;
    }

    private static void unavailable(String message) {
        if ("1".equals(System.getenv("CANYON_REQUIRE_NODE"))) {
            fail(message);
        }
        abort("Skipped: " + message);
    }

    /** Runs a script to its end, does what it asks for, and returns its result. */
    static Map<String, Object> run(Stage stage, Path folder, String script, String... arguments) throws Exception {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("node", script), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Object> result = null;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Map<String, Object> message = Json.object(line);
                if (message.containsKey("result")) {
                    result = Json.asObject(message.get("result"));
                } else {
                    stage.perform((String) message.get("ask"));
                    input.write("done\n");
                    input.flush();
                }
            }
            assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), script + " did not end");
            assertEquals(0, process.exitValue(), script);
            return result;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What a command prints; empty if it is not there or does not end in time. */
    private static String outputOf(Path folder, String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return "";
        }
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            if (process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
                return String.join("\n", output.lines().toList());
            }
            process.destroyForcibly();
            return "";
        }
    }
}
