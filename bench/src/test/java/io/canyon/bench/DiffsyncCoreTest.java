package io.canyon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * With scripts in the place of the one that runs diffsync. Skipped without Node, unless the environment requires it.
 */
@Timeout(60)
class DiffsyncCoreTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void requireNode() throws InterruptedException {
        try {
            assertEquals(0, new ProcessBuilder("node", "--version").start().waitFor());
        } catch (IOException e) {
            if ("1".equals(System.getenv("CANYON_REQUIRE_NODE"))) {
                throw new AssertionError("no Node", e);
            }
            throw new TestAbortedException("no Node", e);
        }
    }

    @Test
    void shouldHandOverTheDocumentAndReadTheTime() throws Exception {
        Path script = script("import { readFileSync } from 'node:fs'\n"
                + "const [clients, edits] = process.argv.slice(2).map(Number)\n"
                + "const { list } = JSON.parse(readFileSync(0, 'utf8'))\n"
                + "console.log(`cpuNsPerEdit=${clients * 1000 + edits * 100 + list[0]}`)\n");
        assertEquals(7_305, DiffsyncCore.cpuNsPerEdit(script, 7, 3, "{\"list\":[5]}"));
    }

    @Test
    void shouldTellOfAScriptThatFails() throws Exception {
        Path script = script("import { readFileSync } from 'node:fs'\n"
                + "readFileSync(0)\n"
                + "console.log('cpuNsPerEdit=1')\n"
                + "process.exitCode = 3\n");
        IOException failed = assertThrows(IOException.class, () -> DiffsyncCore.cpuNsPerEdit(script, 1, 1, "{}"));
        assertTrue(failed.getMessage().startsWith("no result: code=3"), failed::getMessage);
    }

    private Path script(String text) throws IOException {
        return Files.writeString(folder.resolve("script.mjs"), text);
    }
}
