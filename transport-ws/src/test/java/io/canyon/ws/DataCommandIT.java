package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.DurabilityLevel;
import io.canyon.engine.EngineConfig;
import io.canyon.engine.JournalKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into data folders, in the runnable jar. */
@Timeout(120)
class DataCommandIT {
    @TempDir
    private Path folder;

    @Test
    void shouldLookIntoAFolder() throws Exception {
        EngineConfig config =
                EngineConfig.of(folder).withDurability(DurabilityLevel.POWER).withJournal(JournalKind.SEGMENTS);
        try (EngineData data = new EngineData(config)) {
            data.patch("a", "ann", "\"k\":{\"_exists\":true,\"x\":1}");
            assertEquals("", output(4, "journal", "verify", folder.toString()));
        }
        assertEquals(
                "generation=1 shard=0 batches=1 edits=1 lastSequence=1 ok\n",
                output(0, "journal", "verify", folder.toString()));
        assertTrue(output(0, "journal", "dump", folder.toString()).endsWith("edit=merge{\"k\":record{\"x\":1}}\n"));
        assertEquals("{\"k\":{\"x\":1}}\n", output(0, "room", "export", "--data", folder.toString(), "a"));
        assertEquals("", output(8, "room", "export", "--data", folder.toString(), "b"));
    }

    private static String output(int exitCode, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", System.getProperty("canyon.jar")));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(exitCode, process.exitValue(), output);
        return output;
    }
}
