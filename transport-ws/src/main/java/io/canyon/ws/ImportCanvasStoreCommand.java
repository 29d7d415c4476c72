package io.canyon.ws;

import io.canyon.engine.DataImporter;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes over the rooms of a canvas-store-server. */
@Command(
        name = "import-canvas-store",
        description =
                "Saves a room for every file that the FileStorage of canvas-store-server 2 has written. What is no "
                        + "such file, or of a room that is there, is told and left out; the exit code is then 10.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ImportCanvasStoreCommand implements Callable<Integer> {
    private static final String SUFFIX = ".json";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            required = true,
            description = "Data folder; made if it is missing.")
    private Path folder;

    @Parameters(paramLabel = "FILES", description = "Folder of the FileStorage.")
    private Path files;

    @Override
    public Integer call() {
        DataCommand command = new DataCommand(spec, folder);
        List<Path> sources;
        try (Stream<Path> found = Files.walk(files)) {
            sources = found.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return command.complain(
                    "Files cannot be read: " + FileProblem.describe(files, "folder", e), ExitCode.BAD_INPUT);
        }
        return command.runImport((data, out) -> {
            int bad = 0;
            for (Path file : sources) {
                bad += importFile(command, data, file, out) ? 0 : 1;
            }
            out.println("rooms=" + (sources.size() - bad) + " left out=" + bad);
            return bad == 0 ? ExitCode.CLEAN : ExitCode.BAD_INPUT;
        });
    }

    private boolean importFile(DataCommand command, DataImporter data, Path file, PrintWriter out) {
        try {
            String room = roomOf(file);
            long version = data.importCanvasStore(room, Files.readAllBytes(file));
            out.println("room=" + room + " version=" + version);
            return true;
        } catch (IOException e) {
            command.complain("Left out: " + FileProblem.describe(file, "file", e), ExitCode.BAD_INPUT);
            return false;
        } catch (IllegalArgumentException e) {
            command.complain("Left out: " + file + ": " + e.getMessage(), ExitCode.BAD_INPUT);
            return false;
        }
    }

    /** A room's name is its file's, and may have had folders in it. */
    private String roomOf(Path file) {
        String path = files.relativize(file).toString().replace(File.separatorChar, '/');
        String room = path.substring(0, path.length() - SUFFIX.length());
        if (room.isEmpty()) {
            throw new IllegalArgumentException("no name of a room");
        }
        return room;
    }
}
