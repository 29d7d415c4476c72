package io.canyon.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The core of diffsync on Node, in a process of its own, without sockets. */
final class DiffsyncCore {
    private static final String RESULT = "cpuNsPerEdit=";
    private static final String HEAP = "--max-old-space-size=4096";

    private DiffsyncCore() {}

    /** Runs it to its end; returns the CPU time of an edit in nanoseconds. */
    static long cpuNsPerEdit(Path script, int clients, int edits, String document)
            throws IOException, InterruptedException {
        List<String> command =
                List.of("node", HEAP, script.toString(), Integer.toString(clients), Integer.toString(edits));
        Process node = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream input = node.getOutputStream()) {
            input.write(document.getBytes(StandardCharsets.UTF_8));
        }
        String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = node.waitFor();
        if (code != 0 || !printed.startsWith(RESULT)) {
            throw new IOException("no result: code=" + code + " printed=" + printed);
        }
        return Long.parseLong(printed.substring(RESULT.length()));
    }
}
