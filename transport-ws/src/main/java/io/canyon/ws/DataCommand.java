package io.canyon.ws;

import io.canyon.engine.DataFolderInUseException;
import io.canyon.engine.DataInspector;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

    int run(Task task) {
        LogLevel.WARN.apply();
        PrintWriter out = spec.commandLine().getOut();
        try (DataInspector data = DataInspector.open(folder)) {
            ExitCode code = task.run(data, out);
            out.flush();
            return code.code();
        } catch (DataFolderInUseException e) {
            return complain("Data folder is in use by a server: " + folder, ExitCode.DATA_FOLDER);
        } catch (IOException e) {
            return complain("Data folder cannot be read: " + e, ExitCode.DATA_FOLDER);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return complain("Data is damaged: " + e.getMessage(), ExitCode.DAMAGE);
        }
    }

    int complain(String message, ExitCode code) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("canyon: " + message);
        err.flush();
        return code.code();
    }
}
