package io.canyon.ws;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.JournalKind;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code canyon.jar}. */
@Command(
        name = "canyon",
        description = "A room engine for realtime documents.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ServeCommand.class, JournalCommand.class, RoomCommand.class, ImportCanvasStoreCommand.class})
public final class Main implements Runnable {
    private static final int HELP_WIDTH = 100;

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .registerConverter(DurabilityLevel.class, new EnumConverter<>(DurabilityLevel.class))
                .registerConverter(JournalKind.class, new EnumConverter<>(JournalKind.class))
                .registerConverter(ShardIdle.class, new EnumConverter<>(ShardIdle.class))
                .registerConverter(LogLevel.class, new EnumConverter<>(LogLevel.class))
                .setParameterExceptionHandler(Complaints::wrongUsage)
                .setExecutionExceptionHandler(Complaints::unexpected)
                .setUsageHelpWidth(HELP_WIDTH)
                .setUsageHelpLongOptionsMaxWidth(40);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Missing command: serve, journal, room or import-canvas-store");
    }
}
