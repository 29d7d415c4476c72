package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.CloseReason;
import io.canyon.engine.spi.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a process ends, seen from outside it. */
@Timeout(60)
class ServerProcessTest {
    /** A transport that makes nothing easy. */
    private static final class Stubborn implements Transport {
        @Override
        public String address() {
            return "nowhere";
        }

        @Override
        public void stopAccepting() {
            throw new IllegalStateException("asked to throw");
        }

        @Override
        public void close() {
            throw new IllegalStateException("asked to throw");
        }
    }

    /** The program under test: a server with a fake engine. Its argument says how the engine behaves. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            if (args[0].startsWith("recover")) {
                recover(args[0]);
                return;
            }
            FakeEngine engine = new FakeEngine();
            Runnable close = switch (args[0]) {
                case "hanging" -> () -> new CompletableFuture<Void>().join();
                case "throwing" ->
                    () -> {
                        throw new IllegalStateException("asked to throw");
                    };
                default ->
                    () -> engine.gateways.forEach(gateway -> gateway.release(() -> gateway.sessions.forEach(
                            session -> session.connection.close(CloseReason.SHUTDOWN, "engine stops"))));
            };
            WsConfig config = TestServer.CONFIG.withTimeouts(
                    WsTimeouts.DEFAULTS.withShutdown(Duration.ofMillis(args[0].equals("hanging") ? 500 : 20_000)));
            WsMetrics metrics = new WsMetrics();
            WsServer server = WsServer.start(config, engine, metrics, engine.ready::get);
            ServerProcess process = ServerProcess.of(server, List.of(new Stubborn()), close, metrics);
            SignalStop.install(Duration.ofSeconds(20)).stopBy(process::stop);
            System.out.println(process.port());
            switch (args[0]) {
                case "failing" -> process.engineFailed(new IllegalStateException("asked to fail"));
                case "unreachable" -> process.transportFailed(new IllegalStateException("asked to fail"));
                default -> {}
            }
            System.exit(process.awaitStop().code());
        }
    }

    private static void recover(String behaviour) {
        boolean hasEnd = behaviour.equals("recovering");
        SignalStop signal = SignalStop.install(hasEnd ? Duration.ofSeconds(20) : Duration.ofMillis(500));
        System.out.println("recovers");
        while (!hasEnd || !signal.isRequested()) {
            Thread.onSpinWait();
        }
        System.out.println("stopped in good order");
        signal.uninstall(ExitCode.CLEAN);
        System.exit(ExitCode.CLEAN.code());
    }

    @Test
    void shouldEndWith0AndTellEditorsWhenItIsTerminated() throws Exception {
        Process process = start("sound");
        try (BufferedReader output = output(process);
                RawClient client = RawClient.open(Integer.parseInt(output.readLine()))) {
            process.toHandle().destroy();
            RawClient.Frame close = client.read();
            assertEquals(1001, close.closeCode());
            assertEquals("engine stops", close.closeText());
            client.sendClose(1001);
            assertEquals(0, exitCode(process));
            assertNull(output.readLine());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldFinishARecoveryThatIsUnderWayAndEndWith0() throws Exception {
        Process process = start("recovering");
        try (BufferedReader output = output(process)) {
            assertEquals("recovers", output.readLine());
            process.toHandle().destroy();
            assertEquals(0, exitCode(process));
            assertEquals("stopped in good order", output.readLine());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldEndWith1WhenARecoveryTakesLongerThanAStopMay() throws Exception {
        Process process = start("recovering without an end");
        try (BufferedReader output = output(process)) {
            assertEquals("recovers", output.readLine());
            process.toHandle().destroy();
            assertEquals(1, exitCode(process));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldEndWithinTheTimeoutWhenTheEngineHangs() throws Exception {
        Process process = start("hanging");
        try (BufferedReader output = output(process)) {
            assertTrue(Integer.parseInt(output.readLine()) > 0);
            process.toHandle().destroy();
            assertEquals(1, exitCode(process));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldEndWith1WhenTheEngineDoesNotCloseCleanly() throws Exception {
        Process process = start("throwing");
        try (BufferedReader output = output(process)) {
            assertTrue(Integer.parseInt(output.readLine()) > 0);
            process.toHandle().destroy();
            assertEquals(1, exitCode(process));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldEndWith6WhenTheEngineStopsByItself() throws Exception {
        Process process = start("failing");
        try {
            assertEquals(6, exitCode(process));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldEndWith11WhenATransportStopsByItself() throws Exception {
        Process process = start("unreachable");
        try {
            assertEquals(11, exitCode(process));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String behaviour) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), behaviour));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }
}
