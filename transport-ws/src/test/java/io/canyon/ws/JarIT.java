package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineCounter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar from outside: what it prints, answers and keeps, and how it ends. */
@Timeout(240)
class JarIT {
    private static final String RECORD = "{\"e/C\":{\"_exists\":true,\"x\":%d}}";

    @TempDir
    private Path folder;

    @Test
    void shouldSayWhereItListensAndAnswerHttp() throws Exception {
        try (JarServer server = JarServer.start(folder)) {
            assertEquals(
                    "canyon " + version() + " listening on ws://127.0.0.1:" + server.port()
                            + "/ durability=process data=" + folder,
                    server.line());
            for (String path : List.of("/", "/healthz")) {
                HttpResponse<String> answer = server.get(path);
                assertEquals(200, answer.statusCode());
                assertEquals("ok", answer.body());
            }
            assertEquals(200, server.get("/readyz").statusCode());
            assertEquals("ready", server.get("/readyz").body());
            assertEquals(404, server.get("/nowhere").statusCode());
            assertEquals(0, server.stop());
            assertEquals("", server.readAll());
        }
    }

    @Test
    void shouldCountWhatHappens() throws Exception {
        try (JarServer server = JarServer.start(folder);
                CanvasClient editor = CanvasClient.connect(server.port(), "r", "a")) {
            String meters = server.get("/metrics").body();
            for (WsCounter counter : WsCounter.values()) {
                String label = counter.reason().isEmpty() ? "" : "{reason=\"" + counter.reason() + "\"}";
                assertTrue(meters.contains("\n" + counter.meter() + "_total" + label + " "), counter.meter());
            }
            for (EngineCounter counter : EngineCounter.values()) {
                String name = "\ncanyon_" + counter.name().toLowerCase(Locale.ROOT) + "_total ";
                assertTrue(meters.contains(name), name);
            }
            assertEquals(1, server.metric("canyon_ready"));
            assertEquals(1, server.metric("canyon_durability{level=\"process\"}"));
            assertEquals(1, editor.edit("m1", RECORD.formatted(1)));
            assertEquals(2, editor.edit("m2", RECORD.formatted(2)));
            assertEquals(2, server.metric("canyon_edits_applied_total"));
            assertEquals(1, server.metric("canyon_ws_websockets_opened_total"));
            assertEquals(1, server.metric("canyon_sessions"));
            assertEquals(1, server.metric("canyon_rooms"));
        }
    }

    @Test
    void shouldSendEditorsAwayAndGoOnWithTheNextVersionAfterATermination() throws Exception {
        long version;
        try (JarServer server = JarServer.start(folder, "--shards", "2");
                CanvasClient editor = CanvasClient.connect(server.port(), "r", "a");
                CanvasClient watcher = CanvasClient.connect(server.port(), "r", "b")) {
            for (int i = 0; i < 500; i++) {
                editor.patch("m" + i, "{\"e" + i % 50 + "/C\":{\"_exists\":true,\"x\":" + i + "}}");
            }
            editor.patch("last", "{\"e7/C\":{\"_exists\":false}}");
            Map<String, Object> ack = editor.await("ack");
            while (!ack.get("messageId").equals("last")) {
                ack = editor.await("ack");
            }
            version = (Long) ack.get("timestamp");
            assertEquals(501, version);
            server.terminate();
            assertEquals(1001, editor.awaitClose());
            assertEquals(1001, watcher.awaitClose());
            assertEquals(0, server.awaitEnd());
        }
        try (JarServer server = JarServer.start(folder, "--shards", "2")) {
            Replica replica = CanvasClient.read(server.port(), "r");
            assertEquals(49, replica.records().size());
            for (int i = 0; i < 50; i++) {
                Map<String, Object> expected = i == 7 ? null : Map.of("x", 450L + i);
                assertEquals(expected, replica.records().get("e" + i + "/C"));
            }
            assertEquals(version, replica.timestamp());
            try (CanvasClient editor = CanvasClient.resume(server.port(), "r", "a", replica)) {
                assertEquals(version + 1, editor.edit("next", RECORD.formatted(1)));
            }
        }
    }

    @Test
    void shouldKeepASecondServerOffTheDataFolder() throws Exception {
        try (JarServer server = JarServer.start(folder)) {
            JarServer.Ended second = run("serve", "--port", "0", "--data", folder.toString());
            assertEquals(4, second.code());
            assertEquals("", second.output());
            assertTrue(second.errors().contains(folder.toString()), second.errors());
            try (CanvasClient editor = CanvasClient.connect(server.port(), "r", "a")) {
                assertEquals(1, editor.edit("m", RECORD.formatted(1)));
            }
        }
    }

    @Test
    void shouldEndWhenThePortIsTakenAndLeaveTheDataFolderUsable() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String[] arguments = {"serve", "--host", "127.0.0.1", "--port", port, "--data", folder.toString()};
            JarServer.Ended refused = run(arguments);
            assertEquals(3, refused.code());
            assertEquals("", refused.output());
            assertTrue(refused.errors().contains("canyon: cannot listen on 127.0.0.1:" + port), refused.errors());
        }
        try (JarServer server = JarServer.start(folder)) {
            assertEquals("ready", server.get("/readyz").body());
        }
    }

    @Test
    void shouldEndWhenTheDataFolderCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        JarServer.Ended refused =
                run("serve", "--port", "0", "--data", file.resolve("data").toString());
        assertEquals(4, refused.code());
        assertEquals("", refused.output());
        assertTrue(refused.errors().contains("canyon: "), refused.errors());
        assertTrue(refused.errors().contains(file.toString()), refused.errors());
    }

    @Test
    void shouldLetInOnlyWhoKnowsTheToken() throws Exception {
        try (JarServer server = JarServer.start(folder, "--token", "secret");
                CanvasClient stranger = CanvasClient.connect(server.port(), "r", "a");
                CanvasClient liar = CanvasClient.connect(server.port(), "r", "b", "Secret");
                CanvasClient editor = CanvasClient.connect(server.port(), "r", "c", "secret")) {
            for (CanvasClient refused : List.of(stranger, liar)) {
                Map<String, Object> close = refused.next();
                assertEquals(Map.of("type", "closed", "code", 1008L, "reason", "Unauthorized"), close);
            }
            assertEquals(1, editor.edit("m", RECORD.formatted(1)));
            assertEquals(2, server.metric("canyon_sessions_refused_total"));
        }
    }

    @Test
    void shouldExplainItself() throws Exception {
        JarServer.Ended help = run("--help");
        assertEquals(0, help.code());
        assertTrue(help.output().startsWith("Usage: canyon"), help.output());
        assertEquals("", help.errors());
        JarServer.Ended serveHelp = run("serve", "--help");
        assertEquals(0, serveHelp.code());
        assertTrue(serveHelp.output().contains("--data=FOLDER"), serveHelp.output());
        assertEquals("", serveHelp.errors());
        JarServer.Ended version = run("--version");
        assertEquals(0, version.code());
        assertEquals("canyon " + version() + "\n", version.output());
        JarServer.Ended wrong = run("serve", "--shards", "0");
        assertEquals(2, wrong.code());
        assertTrue(wrong.errors().startsWith("canyon: shards"), wrong.errors());
        assertTrue(wrong.errors().endsWith("Try 'canyon serve --help'\n"), wrong.errors());
    }

    @Test
    void shouldNameTheFlagsThatAClassPathLacks() throws Exception {
        JarServer.Ended ended = JarServer.run(
                "-cp",
                JarServer.jar().toString(),
                "io.canyon.ws.Main",
                "serve",
                "--port",
                "0",
                "--data",
                folder.toString());
        assertEquals(5, ended.code());
        assertEquals("", ended.output());
        for (String option : List.of("opens java.base/jdk.internal.misc", "exports java.base/sun.nio.ch")) {
            assertTrue(ended.errors().contains("--add-" + option + "=ALL-UNNAMED"), ended.errors());
        }
    }

    private static JarServer.Ended run(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 2];
        command[0] = "-jar";
        command[1] = JarServer.jar().toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return JarServer.run(command);
    }

    private static String version() throws Exception {
        try (JarFile jar = new JarFile(JarServer.jar().toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }
}
