package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Who authenticates, and which transports there are, when operators add to the server. */
class PluginTest {
    @TempDir
    private Path folder;

    @Command
    private static final class Options implements Runnable {
        @Mixin
        private EngineOptions engine;

        static EngineOptions parse(String... args) {
            Options options = new Options();
            new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
            return options.engine;
        }

        @Override
        public void run() {}
    }

    private record Named(String name) implements TransportProvider {
        @Override
        public Transport start(TransportContext context) {
            throw new AssertionError("not to be started");
        }
    }

    @Test
    void shouldTakeTheOneAuthenticatorThatIsThere() {
        Authenticator one = request -> CompletableFuture.completedFuture(null);
        Authenticator other = request -> CompletableFuture.completedFuture(null);
        assertSame(one, Options.parse().config(error -> {}, List.of(one)).authenticator());
        assertSame(
                Authenticator.EVERYBODY,
                Options.parse().config(error -> {}, List.of()).authenticator());
        String several = assertThrows(
                        IllegalArgumentException.class, () -> Options.parse().config(error -> {}, List.of(one, other)))
                .getMessage();
        assertTrue(
                several.startsWith(
                        "more than one authenticator: found [" + getClass().getName()),
                several);
        String both = assertThrows(
                        IllegalArgumentException.class,
                        () -> Options.parse("--token", "t").config(error -> {}, List.of(one)))
                .getMessage();
        assertTrue(both.startsWith("either a token or an authenticator, not both"), both);
    }

    @Test
    void shouldFindTheOwnTransportsOnTheClassPath() {
        List<TransportProvider> found = Plugins.of(null).find(TransportProvider.class);
        assertEquals(
                List.of("aeron", "ws"),
                found.stream().map(TransportProvider::name).sorted().toList());
        assertEquals(
                TransportSpec.parse("ws").provider(found).getClass(),
                TransportSpec.parse("ws")
                        .provider(Plugins.of(folder).find(TransportProvider.class))
                        .getClass());
    }

    @Test
    void shouldSayWhatIsWrongWithPlugins() throws Exception {
        Path missing = folder.resolve("missing");
        assertEquals(
                "no such folder of plugins: " + missing,
                assertThrows(Plugins.PluginException.class, () -> Plugins.of(missing))
                        .getMessage());
        Files.writeString(folder.resolve("broken.jar"), "no jar");
        assertThrows(Plugins.PluginException.class, () -> Plugins.of(folder).find(BrokenService.class));
    }

    /** Its service file names a class that is not there. */
    public interface BrokenService {}

    @Test
    void shouldReadTransports() {
        assertEquals(new TransportSpec("aeron", Map.of()), TransportSpec.parse("aeron"));
        assertEquals(
                new TransportSpec("ws", Map.of("host", "::1", "port", "")), TransportSpec.parse("ws:host=::1,port="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws:", "ws:port", "ws:=1", "ws:port=1,port=2", "ws:port=1,"})
    void shouldRefuseWhatIsNoTransport(String text) {
        assertThrows(IllegalArgumentException.class, () -> TransportSpec.parse(text));
    }

    @Test
    void shouldPickTheTransportOfAName() {
        TransportSpec spec = TransportSpec.parse("b");
        Named b = new Named("b");
        assertSame(b, spec.provider(List.of(new Named("a"), b)));
        assertEquals(
                "no transport b; there are [a, c]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> spec.provider(List.of(new Named("c"), new Named("a"))))
                        .getMessage());
        assertEquals(
                "several transports b; there are [b, b]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> spec.provider(IntStream.range(0, 2)
                                        .<TransportProvider>mapToObj(i -> b)
                                        .toList()))
                        .getMessage());
    }

    @Test
    void shouldReadTheOptionsOfTheOwnTransport() {
        WsConfig config = WsTransportProvider.config(Map.of(
                "host", "::1", "port", "0", "io-threads", "2", "origins", "http://a http://b", "max-frame", "1MiB"));
        assertEquals("::1", config.host());
        assertEquals(0, config.port());
        assertEquals(2, config.ioThreads());
        assertEquals(2, config.origins().size());
        assertEquals(1 << 20, config.limits().maxFrameBytes());
        assertEquals(WsConfig.DEFAULTS, WsTransportProvider.config(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> WsTransportProvider.config(Map.of("prot", "1")));
        assertThrows(IllegalArgumentException.class, () -> WsTransportProvider.config(Map.of("port", "many")));
    }

    @Command
    private static final class Services implements Runnable {
        @Mixin
        private ServiceOptions services;

        static Optional<TransportSpec> parse(String... args) {
            Services services = new Services();
            new CommandLine(services).parseArgs(args);
            return services.services.transport(1 << 20);
        }

        @Override
        public void run() {}
    }

    @Test
    void shouldAskForAeronByItsOptions() {
        assertEquals(Optional.empty(), Services.parse());
        assertEquals(
                new TransportSpec("aeron", Map.of("max-message", "1048576")),
                Services.parse("--aeron").orElseThrow());
        assertEquals(
                new TransportSpec(
                        "aeron",
                        Map.of(
                                "channel",
                                "aeron:udp?endpoint=10.0.0.1:9|mtu=8k",
                                "stream",
                                "9",
                                "dir",
                                "d",
                                "external-driver",
                                "true",
                                "idle",
                                "spin",
                                "term-length",
                                "65536",
                                "max-sessions",
                                "3",
                                "max-message",
                                "1048576")),
                Services.parse(
                                "--aeron-channel=aeron:udp?endpoint=10.0.0.1:9|mtu=8k",
                                "--aeron-stream=9",
                                "--aeron-dir=d",
                                "--aeron-external-driver",
                                "--aeron-idle=spin",
                                "--aeron-term-length=64KiB",
                                "--aeron-max-sessions=3")
                        .orElseThrow());
    }

    @Test
    void shouldStartTheOwnTransportAsAnyOther() {
        FakeEngine engine = new FakeEngine();
        TransportContext context = new TransportContext(
                engine, engine.ready::get, Map.of("host", "127.0.0.1", "port", "0"), "process", error -> {});
        Transport transport = TransportSpec.parse("ws")
                .provider(Plugins.of(null).find(TransportProvider.class))
                .start(context);
        assertTrue(transport.address().matches("ws://127\\.0\\.0\\.1:[1-9][0-9]*/"), transport.address());
        assertEquals(WsConfig.DEFAULTS.ioThreads(), engine.gateways.size());
        transport.stopAccepting();
        transport.close();
    }
}
