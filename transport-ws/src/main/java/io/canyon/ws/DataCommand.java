package io.canyon.ws;

import io.canyon.engine.DataFolderInUseException;
import io.canyon.engine.DataImporter;
import io.canyon.engine.DataInspector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Model.CommandSpec;

/** Runs something on a data folder that no server uses, and says why it cannot. */
final class DataCommand {
    private final CommandSpec spec;
    private final Path folder;

    DataCommand(CommandSpec spec, Path folder) {
        this.spec = spec;
        this.folder = folder;
    }

    interface Task {
        /** @param out standard output */
        ExitCode run(DataInspector data, PrintWriter out);
    }

    interface ImportTask {
        /** @param out standard output */
        ExitCode run(DataImporter data, PrintWriter out) throws IOException;
    }

    int run(Task task) {
        return run(out -> {
            try (DataInspector data = DataInspector.open(folder)) {
                return task.run(data, out);
            }
        });
    }

    int runImport(ImportTask task) {
        return run(out -> {
            try (DataImporter data = DataImporter.open(folder)) {
                return task.run(data, out);
            }
        });
    }

    private interface Work {
        ExitCode run(PrintWriter out) throws IOException;
    }

    private int run(Work work) {
        LogLevel.WARN.apply();
        PrintWriter out = spec.commandLine().getOut();
        try {
            ExitCode code = work.run(out);
            out.flush();
            return code.code();
        } catch (DataFolderInUseException e) {
            return complain("Data folder is in use by a server: " + folder, ExitCode.DATA_FOLDER);
        } catch (IOException | CompletionException e) {
            return complain(
                    "Data folder cannot be used: " + FileProblem.describe(folder, "folder", e), ExitCode.DATA_FOLDER);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return complain("Data is damaged: " + e.getMessage(), ExitCode.DAMAGE);
        }
    }

    int complain(String message, ExitCode code) {
        return Complaints.complain(spec.commandLine(), message, code);
    }
}
