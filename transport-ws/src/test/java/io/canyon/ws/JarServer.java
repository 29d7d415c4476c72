package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar as a process of its own. */
final class JarServer implements AutoCloseable {
    static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final int START_SECONDS = 60;
    private static final int END_SECONDS = 60;
    private static final int METRIC_SECONDS = 60;
    private static final Pattern PORT = Pattern.compile("listening on ws://[^ ]*:([0-9]+)/");

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private String line;
    private int port;

    /** How a process ended that was not meant to go on. */
    record Ended(int code, String output, String errors) {}

    private JarServer(List<String> command) throws IOException {
        errors = Files.createTempFile("canyon", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("PORT", "CANYON_TOKEN", "JAVA_TOOL_OPTIONS"));
        process = builder.start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a server on a free port and waits until it accepts connections. */
    static JarServer start(Path data, String... options) throws Exception {
        return startOn(0, data, options);
    }

    static JarServer startOn(int port, Path data, String... options) throws Exception {
        JarServer server = launch(port, data, options);
        server.awaitLine();
        return server;
    }

    /** Starts a server on a free port, with options of the JVM. */
    static JarServer startWith(List<String> jvmOptions, Path data, String... options) throws Exception {
        JarServer server = launch(jvmOptions, 0, data, options);
        server.awaitLine();
        return server;
    }

    /** Starts a server and does not wait for it. */
    static JarServer launch(int port, Path data, String... options) throws IOException {
        return launch(List.of(), port, data, options);
    }

    private static JarServer launch(List<String> jvmOptions, int port, Path data, String... options)
            throws IOException {
        List<String> command = javaCommand(jvmOptions.toArray(String[]::new));
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of("serve", "--host", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of("--data", data.toString()));
        command.addAll(List.of(options));
        return new JarServer(command);
    }

    /** Runs {@code java} with these arguments to its end. */
    static Ended run(String... arguments) throws Exception {
        try (JarServer server = new JarServer(javaCommand(arguments))) {
            CompletableFuture<String> lines = CompletableFuture.supplyAsync(server::readAll);
            int code = server.awaitEnd();
            return new Ended(code, lines.get(END_SECONDS, TimeUnit.SECONDS), server.errors());
        }
    }

    static Path jar() {
        Path jar = Path.of(System.getProperty("canyon.jar"));
        assertTrue(Files.isRegularFile(jar), () -> "no such jar: " + jar);
        return jar;
    }

    private static List<String> javaCommand(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void awaitLine() throws Exception {
        line = CompletableFuture.supplyAsync(this::readLine).get(START_SECONDS, TimeUnit.SECONDS);
        assertNotNull(line, () -> "the server did not start: " + errors());
        Matcher matcher = PORT.matcher(line);
        assertTrue(matcher.find(), line);
        port = Integer.parseInt(matcher.group(1));
    }

    int port() {
        return port;
    }

    /** A look at the process from outside. */
    ProcessProbe probe() {
        return new ProcessProbe(process.pid());
    }

    /** What the server printed when it accepted connections. */
    String line() {
        return line;
    }

    /** What the server has logged so far. */
    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGKILL after some time, wherever the process is by then. */
    void killAfter(Duration time) throws InterruptedException {
        assertTrue(isAliveFor(time), () -> "ended by itself: " + errors());
        kill();
    }

    /** Waits for that time, unless the process ends. */
    boolean isAliveFor(Duration time) throws InterruptedException {
        return !process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** SIGTERM; does not wait. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGTERM, and the exit code. */
    int stop() throws InterruptedException {
        terminate();
        return awaitEnd();
    }

    int awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), () -> "the process did not end: " + errors());
        return process.exitValue();
    }

    /** What stands on the standard output after the first line; waits for the end of the process. */
    String readAll() {
        StringBuilder text = new StringBuilder();
        for (String next = readLine(); next != null; next = readLine()) {
            text.append(next).append('\n');
        }
        return text.toString();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The value of a meter, labels included in its name. */
    double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(meter -> meter.startsWith(name + " "))
                .mapToDouble(meter -> Double.parseDouble(meter.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such meter: " + name));
    }

    /** Waits until a meter has a value. */
    void awaitMetric(String name, double expected) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(METRIC_SECONDS);
        for (double value = metric(name); value != expected; value = metric(name)) {
            assertTrue(System.nanoTime() < deadlineNs, name + "=" + value + " and not " + expected);
            assertTrue(isAliveFor(Duration.ofMillis(20)), () -> errors());
        }
    }

    private String readLine() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        output.close();
        Files.delete(errors);
    }
}
