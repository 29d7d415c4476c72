package io.canyon.ws;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into rooms. */
@Command(
        name = "room",
        description = "Looks into the rooms of a server that does not run. Changes nothing.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RoomCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: export");
    }

    @Command(
            name = "export",
            description = "Prints the document of a room as JSON. Exits with 8 if there is no such room.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int export(
            @Option(names = "--data", paramLabel = "DIR", required = true, description = "Data folder.") Path folder,
            @Parameters(paramLabel = "ROOM", description = "Name of the room.") String room) {
        DataCommand command = new DataCommand(spec, folder);
        return command.run((data, out) -> {
            Optional<String> json = data.export(room);
            json.ifPresent(out::println);
            return json.isPresent() ? ExitCode.CLEAN : noSuchRoom(command, room);
        });
    }

    private static ExitCode noSuchRoom(DataCommand command, String room) {
        command.complain("No such room: " + room, ExitCode.NO_SUCH_ROOM);
        return ExitCode.NO_SUCH_ROOM;
    }
}
