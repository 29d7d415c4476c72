package io.canyon.aeron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.TransportProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators may set, and what not. */
class AeronConfigTest {
    @Test
    void shouldBeFoundByItsName() {
        TransportProvider provider = ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals("aeron"))
                .findFirst()
                .orElseThrow();
        assertInstanceOf(AeronTransportProvider.class, provider);
    }

    @Test
    void shouldReadEveryOption() {
        AeronConfig config = AeronOptions.parse(Map.ofEntries(
                Map.entry("channel", "aeron:udp?endpoint=10.0.0.1:9"),
                Map.entry("ipc", "false"),
                Map.entry("stream", "9"),
                Map.entry("dir", "driver"),
                Map.entry("external-driver", "true"),
                Map.entry("idle", "spin"),
                Map.entry("term-length", "65536"),
                Map.entry("keep-alive-ms", "5000"),
                Map.entry("session-timeout-ms", "20000"),
                Map.entry("connect-timeout-ms", "7000"),
                Map.entry("driver-timeout-ms", "40000"),
                Map.entry("max-sessions", "3"),
                Map.entry("max-message", "4096"),
                Map.entry("max-queued", "2000000")));
        assertEquals(
                new AeronConfig(
                        "aeron:udp?endpoint=10.0.0.1:9",
                        false,
                        9,
                        Path.of("driver"),
                        false,
                        IdleKind.SPIN,
                        65536,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(40),
                        3,
                        4096,
                        2_000_000),
                config);
        assertEquals(9, config.port());
        assertEquals(AeronConfig.DEFAULTS, AeronOptions.parse(Map.of()));
        assertEquals(40123, AeronConfig.DEFAULTS.port());
        assertEquals(0, AeronConfig.DEFAULTS.withChannel("aeron:ipc").port());
    }

    @ParameterizedTest
    @CsvSource({
        "chanel,aeron:ipc",
        "channel,udp://host",
        "channel,aeron:udp",
        "channel,aeron-spy:aeron:ipc",
        "channel,aeron:udp?control=h:1",
        "ipc,yes",
        "stream,0",
        "stream,x",
        "external-driver,true",
        "external-driver,1",
        "idle,BACKOFF",
        "idle,none",
        "term-length,65535",
        "term-length,32768",
        "keep-alive-ms,9",
        "keep-alive-ms,4000",
        "session-timeout-ms,2999",
        "connect-timeout-ms,99",
        "driver-timeout-ms,999",
        "max-sessions,0",
        "max-message,1023",
        "max-queued,1048575",
    })
    void shouldRefuseWhatMakesNoSense(String option, String value) {
        String message = assertThrows(IllegalArgumentException.class, () -> AeronOptions.parse(Map.of(option, value)))
                .getMessage();
        assertTrue(
                message.contains(value) || message.contains("no option") || message.contains(" is out of range"),
                message);
    }

    @Test
    void shouldTellOfEveryOptionAndCounterInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        for (AeronCounter counter : AeronCounter.values()) {
            String row = "| `" + counter.name().toLowerCase(Locale.ROOT) + "` | " + counter.description() + " |";
            assertTrue(readme.contains(row), row);
        }
        for (String option : AeronOptions.NAMES) {
            assertTrue(readme.contains("| `" + option + "` |"), option);
        }
    }
}
