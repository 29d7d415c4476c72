package io.canyon.ws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes rooms out of data folders, and puts them in. */
@Command(
        name = "room",
        description = "Reads and writes the rooms of a server that does not run.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RoomCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: export or import");
    }

    @Command(
            name = "export",
            description = "Prints the document of a room as JSON. Exits with 8 if there is no such room.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int export(
            @Option(names = "--data", paramLabel = "FOLDER", required = true, description = "Data folder.") Path folder,
            @Parameters(paramLabel = "ROOM", description = "Name of the room.") String room) {
        DataCommand command = new DataCommand(spec, folder);
        return command.run((data, out) -> {
            Optional<String> json = data.export(room);
            json.ifPresent(out::println);
            return json.isPresent() ? ExitCode.CLEAN : noSuchRoom(command, room);
        });
    }

    @Command(
            name = "import",
            description =
                    "Saves a room with a document as 'room export' prints it. Exits with 9 if there is such a room, "
                            + "with 10 if the file cannot be read or is no document of a room.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int importRoom(
            @Option(
                            names = "--data",
                            paramLabel = "FOLDER",
                            required = true,
                            description = "Data folder; made if it is missing.")
                    Path folder,
            @Option(names = "--replace", description = "The room may be there; its document is replaced.")
                    boolean replaces,
            @Option(
                            names = "--document",
                            description = "The room is one document, any JSON value; without it the file has records.")
                    boolean isDocument,
            @Parameters(paramLabel = "ROOM", description = "Name of the room.") String room,
            @Parameters(paramLabel = "FILE", description = "JSON.") Path file) {
        DataCommand command = new DataCommand(spec, folder);
        byte[] document;
        try {
            document = Files.readAllBytes(file);
        } catch (IOException e) {
            return command.complain(
                    "File cannot be read: " + FileProblem.describe(file, "file", e), ExitCode.BAD_INPUT);
        }
        return command.runImport((data, out) -> {
            if (!replaces && data.contains(room)) {
                command.complain("There is such a room: " + room, ExitCode.ROOM_EXISTS);
                return ExitCode.ROOM_EXISTS;
            }
            try {
                long version = isDocument ? data.importWhole(room, document) : data.importDocument(room, document);
                out.println("version=" + version);
                return ExitCode.CLEAN;
            } catch (IllegalArgumentException e) {
                command.complain("Not a document of a room: " + e.getMessage(), ExitCode.BAD_INPUT);
                return ExitCode.BAD_INPUT;
            }
        });
    }

    private static ExitCode noSuchRoom(DataCommand command, String room) {
        command.complain("No such room: " + room, ExitCode.NO_SUCH_ROOM);
        return ExitCode.NO_SUCH_ROOM;
    }
}
