package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineLimits;
import io.canyon.engine.JournalKind;
import io.canyon.engine.SessionLimits;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Credentials;
import io.canyon.engine.spi.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.TypeConversionException;

@Timeout(60)
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    /** The options of {@code serve} without what it does. */
    @Command
    private static final class Options implements Runnable {
        @Mixin
        private NetworkOptions network;

        @Mixin
        private EngineOptions engine;

        static Options parse(String... args) {
            Options options = new Options();
            new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
            return options;
        }

        WsConfig wsConfig() {
            return network.config(engine.maxFrameBytes());
        }

        EngineConfig engineConfig() {
            return engine.config(error -> {}, List.of());
        }

        @Override
        public void run() {}
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "2m, PT2M", "1h, PT1H", "0s, PT0S"})
    void shouldReadDurations(String text, Duration duration) {
        assertEquals(duration, new DurationConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "30 s", "1d", "9999999999s", "30S"})
    void shouldRefuseWhatIsNoDuration(String text) {
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"65536, 65536", "0, 0", "64KiB, 65536", "4MiB, 4194304", "16GiB, 17179869184"})
    void shouldReadSizes(String text, long bytes) {
        assertEquals(bytes, new ByteSize.Converter().convert(text).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1", "4MB", "4mib", "1.5MiB", "4 MiB", "9999999999999"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThrows(TypeConversionException.class, () -> new ByteSize.Converter().convert(text));
    }

    @Test
    void shouldHaveTheDefaultsOfTheConfigurations() {
        Options options = Options.parse("--port", "8080");
        assertEquals(WsConfig.DEFAULTS, options.wsConfig());
        EngineConfig engine = options.engineConfig();
        assertEquals(EngineLimits.DEFAULTS, engine.limits());
        EngineConfig expected = EngineConfig.of(Path.of("data").toAbsolutePath());
        assertEquals(expected.dataFolder(), engine.dataFolder());
        assertEquals(expected.durability(), engine.durability());
        assertEquals(expected.journal(), engine.journal());
        assertEquals(expected.checkpointBytes(), engine.checkpointBytes());
        assertEquals(expected.shards(), engine.shards());
        assertEquals(expected.idleTimeout(), engine.idleTimeout());
    }

    @Test
    void shouldReadEveryOption() {
        Options options =
                Options.parse(("--port 0 --host ::1 --origins https://a.example,http://b.example:81 --io-threads 3"
                                + " --max-connections 10 --max-connections-per-address 2 --handshake-timeout 1s"
                                + " --ping-interval 2s --message-timeout 4s --max-ping-rate 7 --shutdown-timeout 3s"
                                + " --max-lag 5s"
                                + " --max-held 1KiB --max-frame-rate 8 --max-greeting 0s --data d --durability power"
                                + " --journal segments --checkpoint 1MiB --shards 2"
                                + " --idle-timeout 1m --shard-idle spin --max-frame 1MiB --max-rooms 5"
                                + " --max-sessions-per-room 6"
                                + " --max-document-memory 2GiB --max-document 1GiB --max-depth 9 --max-buffer 100"
                                + " --history-edits 11 --history-size 64KiB"
                                + " --token secret --no-demo")
                        .split(" "));
        WsConfig ws = options.wsConfig();
        assertFalse(ws.servesDemo());
        assertEquals("::1", ws.host());
        assertEquals(0, ws.port());
        assertEquals(3, ws.ioThreads());
        assertEquals(Set.of("https://a.example", "http://b.example:81"), ws.origins());
        assertEquals(Duration.ofSeconds(1), ws.timeouts().handshake());
        assertEquals(Duration.ofSeconds(2), ws.timeouts().pingInterval());
        assertEquals(Duration.ofSeconds(4), ws.timeouts().message());
        assertEquals(Duration.ofSeconds(3), ws.timeouts().shutdown());
        assertEquals(
                WsLimits.DEFAULTS
                        .withMaxFrameBytes(1 << 20)
                        .withMaxConnections(10, 2)
                        .withMaxPingsPerSecond(7),
                ws.limits());
        EngineConfig engine = options.engineConfig();
        assertEquals(Path.of("d").toAbsolutePath(), engine.dataFolder());
        assertEquals(DurabilityLevel.POWER, engine.durability());
        assertEquals(JournalKind.SEGMENTS, engine.journal());
        assertEquals(1 << 20, engine.checkpointBytes());
        assertEquals(2, engine.shards());
        assertEquals(Duration.ofMinutes(1), engine.idleTimeout());
        assertInstanceOf(BusySpinIdleStrategy.class, engine.idleStrategies().get());
        assertEquals(
                new EngineLimits(
                        1 << 20,
                        9,
                        100,
                        256,
                        6,
                        5,
                        1 << 30,
                        1 << 20,
                        4 << 20,
                        2L << 30,
                        new SessionLimits(Duration.ofSeconds(5), 1024, 8).withMaxGreeting(Duration.ZERO),
                        11,
                        64 << 10),
                engine.limits());
        assertTrue(engine.authenticator() instanceof TokenAuthenticator);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "serve --unknown",
                "serve --port many",
                "serve --port 65536",
                "serve --durability disk",
                "serve --journal none",
                "serve --checkpoint 1KiB",
                "serve --shards 0",
                "serve --max-frame 7MiB",
                "serve --max-frame 4GiB",
                "serve --max-document-memory 1MiB",
                "serve --idle-timeout 30",
                "serve --origins example.org",
                "serve --log-level loud",
                "serve --token=",
                "serve extra"
            })
    void shouldExitWith2WhenTheUsageIsWrong(String args) {
        assertEquals(2, execute(args.isEmpty() ? new String[0] : args.split(" ")));
        assertEquals("", out.toString());
        List<String> lines = err.toString().lines().toList();
        assertTrue(lines.get(0).startsWith("canyon: "), err.toString());
        assertEquals(
                args.startsWith("serve") ? "Try 'canyon serve --help'" : "Try 'canyon --help'",
                lines.get(lines.size() - 1));
        assertTrue(lines.size() <= 3, err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "--durability;fast;none, process, power",
                "--journal;files;chronicle, segments",
                "--shard-idle;never;backoff, spin",
                "--log-level;loud;trace, debug, info, warn, error, off"
            })
    void shouldListTheValuesOfAnOption(String option, String value, String values) {
        assertEquals(2, execute("serve", option, value));
        assertEquals(
                "canyon: Invalid value for option '" + option + "': '" + value + "' is none of " + values
                        + System.lineSeparator() + "Try 'canyon serve --help'" + System.lineSeparator(),
                err.toString());
    }

    @Test
    void shouldReadTheValuesOfAnOptionInAnyCase() {
        EnumConverter<DurabilityLevel> converter = new EnumConverter<>(DurabilityLevel.class);
        for (String text : List.of("power", "POWER", "Power")) {
            assertEquals(DurabilityLevel.POWER, converter.convert(text));
        }
    }

    @Test
    void shouldExitWith3WhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertEquals(3, execute("serve", "--host", "127.0.0.1", "--port", port, "--data", folder.toString()));
            assertEquals("", out.toString());
            assertTrue(err.toString().startsWith("canyon: cannot listen on 127.0.0.1:" + port), err.toString());
        }
    }

    @Test
    void shouldExplainEveryOptionWithinTheWidth() {
        PrintStream systemErr = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, execute("serve", "--help"));
        } finally {
            System.setErr(systemErr);
        }
        assertEquals("", warnings.toString(StandardCharsets.UTF_8));
        assertEquals("", err.toString());
        String help = out.toString();
        assertTrue(help.startsWith("Usage: canyon serve"), help);
        for (String option : ("port host data durability journal checkpoint shards shard-idle idle-timeout origins"
                        + " max-frame max-rooms io-threads")
                .split(" ")) {
            assertTrue(help.contains("--" + option), option);
        }
        assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
        assertFalse(help.contains("${"), help);
        assertTrue(help.contains("80 % of"), help);
    }

    @Test
    void shouldTellItsVersion() {
        assertEquals(0, execute("--version"));
        assertEquals("canyon " + Version.current(), out.toString().strip());
    }

    @ParameterizedTest
    @CsvSource({"secret, true", "Secret, false", "secre, false", "secrets, false", "'', false"})
    void shouldLetInOnlyWhoKnowsTheToken(String token, boolean known) {
        Authenticator.Request request = new Authenticator.Request(
                "canvas",
                "room",
                "client",
                "client",
                Credentials.ofString(token),
                false,
                new Handshake("/", "", Map.of(), "127.0.0.1"));
        Admission admission = new TokenAuthenticator("secret")
                .authenticate(request)
                .toCompletableFuture()
                .join();
        if (known) {
            assertEquals(Admission.READ_WRITE, admission);
        } else {
            assertNull(admission);
        }
    }

    private int execute(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
