package io.canyon.ws;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Why files cannot be used, in words of people who do not know the JDK's exceptions. */
final class FileProblem {
    private FileProblem() {}

    /**
     * Names what could not be used, and why.
     *
     * @param path what was asked for; something in it may be the cause
     * @param kind what it should have been: a file or a folder
     */
    static String describe(Path path, String kind, Throwable e) {
        FileSystemException cause = cause(e);
        if (cause == null) {
            return path + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
        }
        String name = cause.getFile() == null ? path.toString() : cause.getFile();
        return name + ": " + reason(cause, name.equals(path.toString()) ? kind : "file");
    }

    private static String reason(FileSystemException e, String kind) {
        if (e instanceof NoSuchFileException) {
            return "there is no such " + kind;
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "not a folder";
        }
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    /** The innermost: what wraps it says the same again. */
    private static FileSystemException cause(Throwable e) {
        FileSystemException found = null;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException problem) {
                found = problem;
            }
        }
        return found;
    }
}
