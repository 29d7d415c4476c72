package io.canyon.ws;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command says on standard error that it cannot do what it is told. */
final class Complaints {
    private Complaints() {}

    static int complain(CommandLine command, String message, ExitCode code) {
        PrintWriter err = command.getErr();
        err.println("canyon: " + message);
        err.flush();
        return code.code();
    }

    /** The whole help would push the message off the screen. */
    static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        complain(command, e.getMessage(), ExitCode.USAGE);
        PrintWriter err = command.getErr();
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'");
        err.flush();
        return ExitCode.USAGE.code();
    }

    static int unexpected(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        complain(command, "unexpected: " + e, ExitCode.UNEXPECTED);
        e.printStackTrace(command.getErr());
        command.getErr().flush();
        return ExitCode.UNEXPECTED.code();
    }
}
