package io.canyon.ws;

import io.canyon.engine.Engine;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.EngineStartException;
import io.canyon.engine.spi.Transport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to stop. */
@Command(
        name = "serve",
        description = "Serves rooms over WebSocket, and over Aeron if asked to, until it gets SIGTERM or SIGINT.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        customSynopsis = "canyon serve [OPTION...]",
        footer = {
            "",
            "TIME is a number and a unit: 500ms, 30s, 2m, 1h. SIZE is bytes, or 64KiB, 4MiB, 1GiB.",
            "Prints one line to standard output when it accepts connections; logs go to standard error."
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private NetworkOptions network;

    @Mixin
    private EngineOptions engineOptions;

    @Mixin
    private PluginOptions plugins;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "trace, debug, info, warn, error or off. Default: ${DEFAULT-VALUE}")
    private LogLevel logLevel;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        logLevel.apply();
        CompletableFuture<Throwable> engineFailure = new CompletableFuture<>();
        WsConfig wsConfig;
        EngineConfig engineConfig;
        try {
            wsConfig = network.config(engineOptions.maxFrameBytes());
            engineConfig = engineOptions.config(engineFailure::complete, plugins.authenticators());
            plugins.check(engineOptions.maxFrameBytes());
        } catch (Plugins.PluginException e) {
            return complain(e.getMessage(), e.code()).code();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        SignalStop signal = SignalStop.install(wsConfig.timeouts().shutdown());
        ExitCode code = ExitCode.UNEXPECTED;
        try {
            code = serve(wsConfig, engineConfig, engineFailure, signal);
        } catch (EngineStartException e) {
            code = startFailed(e, engineConfig);
        } catch (WsServer.BindException e) {
            code = complain(e.getMessage(), ExitCode.PORT_IN_USE);
        } catch (Plugins.PluginException e) {
            code = complain(e.getMessage(), e.code());
        } finally {
            signal.uninstall(code);
        }
        return code.code();
    }

    private ExitCode serve(
            WsConfig wsConfig,
            EngineConfig engineConfig,
            CompletableFuture<Throwable> engineFailure,
            SignalStop signal) {
        Engine engine = Engine.start(engineConfig);
        if (signal.isRequested()) {
            close(engine);
            return ExitCode.CLEAN;
        }
        WsMetrics metrics = new WsMetrics();
        CompletableFuture<Throwable> transportFailure = new CompletableFuture<>();
        List<Transport> others = new ArrayList<>();
        ServerProcess process;
        try {
            new EngineMetrics(engine).bindTo(metrics.registry());
            others.addAll(plugins.start(engine, engine::isReady, durability(engineConfig), transportFailure::complete));
            others.forEach(other -> TransportMetrics.bind(other, metrics.registry()));
            WsServer server = WsServer.start(wsConfig, engine, metrics, engine::isReady);
            process = ServerProcess.of(server, others, () -> close(engine), metrics);
        } catch (RuntimeException | Error e) {
            metrics.close();
            engine.close();
            others.forEach(Transport::close);
            throw e;
        }
        signal.stopBy(process::stop);
        engineFailure.thenAccept(process::engineFailed);
        transportFailure.thenAccept(process::transportFailed);
        PrintWriter out = spec.commandLine().getOut();
        out.println(startLine(process, engineConfig));
        out.flush();
        return process.awaitStop();
    }

    private static void close(Engine engine) {
        engine.close();
        if (!engine.isClosedCleanly()) {
            throw new IllegalStateException("some rooms are in the journal only");
        }
    }

    private static String startLine(ServerProcess process, EngineConfig engineConfig) {
        return "canyon " + Version.current() + " listening on " + process.addresses() + " durability="
                + durability(engineConfig) + " data=" + engineConfig.dataFolder();
    }

    private static String durability(EngineConfig engineConfig) {
        return engineConfig.durability().name().toLowerCase(Locale.ROOT);
    }

    private ExitCode startFailed(EngineStartException e, EngineConfig engineConfig) {
        ExitCode code = switch (e.code()) {
            case DATA_FOLDER_IN_USE, DATA_FOLDER_NOT_WRITABLE -> ExitCode.DATA_FOLDER;
            case MISSING_JVM_FLAGS -> ExitCode.MISSING_JVM_FLAGS;
            case RECOVERY_FAILED -> ExitCode.UNEXPECTED;
        };
        String message = e.code() == EngineStartException.Code.DATA_FOLDER_NOT_WRITABLE
                ? "Data folder cannot be used: "
                        + FileProblem.describe(engineConfig.dataFolder(), "folder", e.getCause())
                : e.getMessage();
        return complain(message, code);
    }

    private ExitCode complain(String message, ExitCode code) {
        Complaints.complain(spec.commandLine(), message, code);
        return code;
    }
}
