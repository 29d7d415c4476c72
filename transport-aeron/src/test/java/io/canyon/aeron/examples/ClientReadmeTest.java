package io.canyon.aeron.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java code of the README is part of programs that are compiled here, and run by {@link ExamplesIT}. */
class ClientReadmeTest {
    private static final Path PROGRAMS = Path.of("src/test/java/io/canyon/aeron/examples");
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void shouldShowCodeThatRuns() throws IOException {
        String programs = withoutIndent(Files.readString(PROGRAMS.resolve("Scorekeeper.java")))
                + withoutIndent(Files.readString(PROGRAMS.resolve("Ticker.java")));
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertFalse(blocks.isEmpty());
        for (String block : blocks) {
            assertTrue(programs.contains(withoutIndent(block)), "no program has:\n" + block);
        }
    }

    private static String withoutIndent(String code) {
        return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }
}
