package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar with jars that an operator adds. */
@Timeout(240)
class PluginIT {
    private static final String AUTHENTICATOR = """
            package plugin;

            import io.canyon.engine.spi.Admission;
            import io.canyon.engine.spi.Authenticator;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CompletionStage;

            public final class %1$s implements Authenticator {
                @Override
                public CompletionStage<Admission> authenticate(Request request) {
                    boolean isKnown = "friend".equals(request.credentials().string());
                    return CompletableFuture.completedFuture(isKnown ? Admission.READ_WRITE : null);
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path plugins;
    private Path data;

    @BeforeEach
    void createFolders() throws Exception {
        plugins = Files.createDirectory(folder.resolve("plugins"));
        data = folder.resolve("data");
    }

    @Test
    void shouldAskTheAuthenticatorOfAPlugin() throws Exception {
        writeJar("Friends");
        try (JarServer server = JarServer.start(data, "--plugins", plugins.toString())) {
            try (CanvasClient stranger = CanvasClient.connect(server.port(), "r", "a")) {
                assertEquals(1008, stranger.awaitClose());
            }
            try (CanvasClient friend = CanvasClient.connect(server.port(), "r", "a", "friend")) {
                assertEquals(1, friend.edit("m", "{\"e/C\":{\"_exists\":true,\"x\":1}}"));
            }
            assertEquals(0, server.stop());
        }
    }

    @Test
    void shouldNotGuessWhoAuthenticates() throws Exception {
        writeJar("Friends");
        assertRefused("either a token or an authenticator, not both: found [plugin.Friends]", "--token", "secret");
        writeJar("Others");
        assertRefused("more than one authenticator: found [plugin.Friends, plugin.Others]");
    }

    @Test
    void shouldStartTransportsThatAreAskedFor() throws Exception {
        try (JarServer server = JarServer.start(data, "--transport", "ws:host=127.0.0.1,port=0")) {
            Matcher second = Pattern.compile("listening on \\S+ ws://127.0.0.1:([0-9]+)/ ")
                    .matcher(server.line());
            assertTrue(second.find(), server.line());
            try (CanvasClient a = CanvasClient.connect(server.port(), "r", "a");
                    CanvasClient b = CanvasClient.connect(Integer.parseInt(second.group(1)), "r", "b")) {
                assertEquals(1, a.edit("m", "{\"e/C\":{\"_exists\":true,\"x\":1}}"));
                assertEquals(2, b.edit("m", "{\"e/C\":{\"_exists\":true,\"x\":2}}"));
                server.terminate();
                assertEquals(1001, a.awaitClose());
                assertEquals(1001, b.awaitClose());
            }
            assertEquals(0, server.awaitEnd());
        }
        try (JarServer server = JarServer.start(data)) {
            JarServer.Ended taken = serve("--transport", "ws:host=127.0.0.1,port=" + server.port());
            assertEquals(3, taken.code(), taken.errors());
        }
        assertRefused("no transport aeroplane; there are [aeron, ws]", "--transport", "aeroplane");
        assertRefused("the transport ws has no option prot", "--transport", "ws:prot=1");
    }

    @Test
    void shouldServeAeronBesideItself() throws Exception {
        Path driver = folder.resolve("driver");
        String[] options = {"--aeron-channel", "aeron:udp?endpoint=127.0.0.1:0", "--aeron-dir", driver.toString()};
        try (JarServer server = JarServer.start(data, options)) {
            Matcher listening = Pattern.compile("listening on ws://\\S+ aeron:udp\\?endpoint=127.0.0.1:([0-9]+) "
                            + "aeron:ipc aeron-stream=7401 aeron-dir=(\\S+) durability=process")
                    .matcher(server.line());
            assertTrue(listening.find(), server.line());
            assertTrue(Integer.parseInt(listening.group(1)) > 0);
            assertEquals(driver.toString(), listening.group(2));
            String metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertTrue(metrics.contains("canyon_aeron_sessions_opened_total 0.0"), metrics);
            server.terminate();
            assertEquals(0, server.awaitEnd());
            assertFalse(Files.exists(driver));
        }
        assertRefused("termBytes=3145728 is out of range", "--aeron", "--aeron-term-length", "3MiB");
    }

    @Test
    void shouldServeAeronAgainAtOnceAfterItWasKilled() throws Exception {
        Path driver = folder.resolve("driver");
        String[] options = {"--aeron-channel", "aeron:udp?endpoint=127.0.0.1:0", "--aeron-dir", driver.toString()};
        try (JarServer server = JarServer.start(data, options)) {
            server.kill();
        }
        assertTrue(Files.exists(driver), "a driver that was killed leaves its files");
        try (JarServer server = JarServer.start(data, options)) {
            assertTrue(server.line().contains(" aeron-dir=" + driver), server.line());
            assertEquals(0, server.stop());
        }
        assertFalse(Files.exists(driver));
    }

    private void assertRefused(String message, String... options) throws Exception {
        JarServer.Ended ended = serve(options);
        assertEquals(2, ended.code(), ended.errors());
        assertEquals("", ended.output());
        assertTrue(ended.errors().contains(message), ended.errors());
    }

    private JarServer.Ended serve(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-jar", JarServer.jar().toString(), "serve"));
        arguments.addAll(List.of("--port", "0", "--host", "127.0.0.1", "--plugins", plugins.toString()));
        arguments.addAll(List.of("--data", folder.resolve("other").toString()));
        arguments.addAll(List.of(options));
        return JarServer.run(arguments.toArray(String[]::new));
    }

    private void writeJar(String name) throws Exception {
        Path source = folder.resolve(name + ".java");
        Path classes = folder.resolve(name);
        Files.writeString(source, AUTHENTICATOR.formatted(name));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-cp",
                        JarServer.jar().toString(),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertEquals(0, code);
        try (OutputStream file = Files.newOutputStream(plugins.resolve(name + ".jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            String entry = "plugin/" + name + ".class";
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Files.readAllBytes(classes.resolve(entry)));
            jar.putNextEntry(new JarEntry("META-INF/services/io.canyon.engine.spi.Authenticator"));
            jar.write(("plugin." + name).getBytes(StandardCharsets.UTF_8));
        }
    }
}
