package io.canyon.ws.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java code of the READMEs is part of programs that are compiled, and run by the tests beside them. */
class ReadmeTest {
    private static final List<Path> PROGRAMS = List.of(
            Path.of("src/test/java/io/canyon/ws/examples"),
            Path.of("../transport-aeron/src/test/java/io/canyon/aeron/examples"));
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "../README.md"})
    void shouldShowCodeThatRuns(String readme) throws IOException {
        List<String> programs = new ArrayList<>();
        for (Path folder : PROGRAMS) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    programs.add(withoutIndent(Files.readString(file)));
                }
            }
        }
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of(readme)))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertFalse(blocks.isEmpty());
        for (String block : blocks) {
            String code = withoutIndent(block);
            assertTrue(programs.stream().anyMatch(program -> program.contains(code)), "no program has:\n" + block);
        }
    }

    private static String withoutIndent(String code) {
        return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }
}
