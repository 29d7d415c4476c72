package io.canyon.ws;

import io.canyon.engine.spi.Authenticator;
import io.canyon.engine.spi.GatewayFactory;
import io.canyon.engine.spi.Transport;
import io.canyon.engine.spi.TransportContext;
import io.canyon.engine.spi.TransportProvider;
import io.canyon.ws.Plugins.PluginException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code serve} for what operators add. */
final class PluginOptions {
    @Option(
            names = "--plugins",
            paramLabel = "FOLDER",
            description = "Folder of jars with an Authenticator or with transports. Default: none")
    private Path folder;

    @Option(
            names = "--transport",
            paramLabel = "NAME[:OPTION=VALUE,...]",
            converter = TransportSpec.Converter.class,
            description = "Starts another transport of the jar or of the plugins, too; may be repeated. Default: none")
    private List<TransportSpec> others = List.of();

    @Mixin
    private ServiceOptions services;

    private List<TransportSpec> transports = List.of();
    private Plugins plugins;

    /** Throws {@link PluginException}. */
    List<Authenticator> authenticators() {
        return plugins().find(Authenticator.class);
    }

    /**
     * Looks which transports are asked for. Throws {@link IllegalArgumentException} if one is not there.
     *
     * @param maxFrameBytes longest message of an editor
     */
    void check(int maxFrameBytes) {
        transports = new ArrayList<>(others);
        services.transport(maxFrameBytes).ifPresent(transports::add);
        List<TransportProvider> providers = providers();
        transports.forEach(spec -> spec.provider(providers));
    }

    /**
     * Starts what is asked for, all or nothing.
     *
     * @param durability what an ack says
     * @param onFailure told when one of them stops by itself
     * @throws PluginException if one cannot start
     * @throws WsServer.BindException if it is one of ours, and its address is taken
     */
    List<Transport> start(
            GatewayFactory engine, BooleanSupplier ready, String durability, Consumer<Throwable> onFailure) {
        List<TransportProvider> providers = providers();
        List<Transport> started = new ArrayList<>();
        try {
            for (TransportSpec spec : transports) {
                started.add(start(
                        spec, providers, new TransportContext(engine, ready, spec.options(), durability, onFailure)));
            }
            return started;
        } catch (RuntimeException | Error e) {
            started.forEach(Transport::close);
            throw e;
        }
    }

    private static Transport start(TransportSpec spec, List<TransportProvider> providers, TransportContext context) {
        try {
            return spec.provider(providers).start(context);
        } catch (WsServer.BindException e) {
            throw e;
        } catch (RuntimeException e) {
            ExitCode code = e instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.UNEXPECTED;
            throw new PluginException("the transport " + spec.name() + " cannot start: " + e.getMessage(), code, e);
        }
    }

    private List<TransportProvider> providers() {
        return transports.isEmpty() ? List.of() : plugins().find(TransportProvider.class);
    }

    private Plugins plugins() {
        if (plugins == null) {
            plugins = Plugins.of(folder);
        }
        return plugins;
    }
}
