package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineCounter;
import io.canyon.ws.WsConfig;
import io.canyon.ws.WsMetrics;
import io.canyon.ws.WsServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class EchoFanOutTest {
    private static final int SESSIONS = 4;

    @TempDir
    Path folder;

    @Test
    void shouldTellEachEditToAll() {
        try (Engine engine = Engine.start(EngineConfig.of(folder).withDurability(DurabilityLevel.NONE));
                WsMetrics metrics = new WsMetrics();
                WsServer server =
                        WsServer.start(WsConfig.DEFAULTS.withAddress("127.0.0.1", 0), engine, metrics, () -> true)) {
            StringWriter output = new StringWriter();
            int code = run(
                    output,
                    "--url=ws://127.0.0.1:" + server.port() + "/",
                    "--sessions=" + SESSIONS,
                    "--kilobytes=10",
                    "--warm-up=0",
                    "--seconds=1",
                    "--diffsync-edits=0");
            assertEquals(0, code, output::toString);
            // The first edit brings the document.
            long edits = engine.counter(EngineCounter.EDITS_APPLIED) - 1;
            assertTrue(edits > 0);
            assertTrue(
                    output.toString().startsWith(String.format(Locale.ROOT, "server, %,d edits: 0.", edits)),
                    output::toString);
            assertEquals(0, engine.counter(EngineCounter.EDITS_REFUSED));
        }
    }

    @Test
    void shouldTakeNoServerOfAnotherMachine() {
        StringWriter output = new StringWriter();
        assertEquals(2, run(output, "--url=ws://192.0.2.1:8080/", "--diffsync-edits=0"));
        assertTrue(output.toString().startsWith("not a server on this machine"), output::toString);
    }

    @Test
    void shouldMissTheScriptOfDiffsync() {
        StringWriter output = new StringWriter();
        assertEquals(2, run(output, "--diffsync=" + folder.resolve("none.mjs")));
        assertTrue(output.toString().startsWith("no such file"), output::toString);
    }

    private static int run(StringWriter output, String... options) {
        PrintWriter writer = new PrintWriter(output);
        return new CommandLine(new EchoFanOut()).setOut(writer).setErr(writer).execute(options);
    }
}
