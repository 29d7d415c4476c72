package io.canyon.ws;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into journals. */
@Command(
        name = "journal",
        description = "Looks into the journal of a server that does not run. Changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class JournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: verify or dump");
    }

    @Command(
            name = "verify",
            description = "Reads every journal and prints a line for each. Exits with 7 if one is damaged.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int verify(@Parameters(paramLabel = "FOLDER", description = "Data folder.") Path folder) {
        DataCommand command = new DataCommand(spec, folder);
        return command.run((data, out) -> data.verify(out::println) ? ExitCode.CLEAN : ExitCode.DAMAGE);
    }

    @Command(
            name = "dump",
            description =
                    "Prints a line for every edit in the journal. Exits with 7 if there is damage behind the last.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int dump(
            @Parameters(paramLabel = "FOLDER", description = "Data folder.") Path folder,
            @Option(names = "--room", paramLabel = "ROOM", description = "Only edits of this room.") String room) {
        DataCommand command = new DataCommand(spec, folder);
        return command.run((data, out) -> data.dump(room, out::println) ? ExitCode.CLEAN : ExitCode.DAMAGE);
    }
}
