package io.canyon.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the READMEs of all modules say is so: Java code runs, links lead somewhere, options are there. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    /** The programs that the READMEs show parts of; tests beside them run them. */
    private static final List<String> PROGRAMS = List.of(
            "engine/src/test/java/io/canyon/engine/examples",
            "transport-ws/src/test/java/io/canyon/ws/examples",
            "transport-aeron/src/test/java/io/canyon/aeron/examples");

    private static final Pattern CODE = Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern OPTIONS = Pattern.compile("^\\| (`--[^|]*) \\| ", Pattern.MULTILINE);
    private static final Pattern OPTION = Pattern.compile("`(--[a-z-]+)`");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "engine/README.md", "transport-ws/README.md", "transport-aeron/README.md"})
    void shouldShowCodeThatRuns(String readme) throws IOException {
        StringBuilder programs = new StringBuilder();
        for (String folder : PROGRAMS) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    programs.append(withoutIndent(Files.readString(file)));
                }
            }
        }
        List<String> blocks = groups(CODE, Files.readString(ROOT.resolve(readme)));
        assertFalse(blocks.isEmpty());
        for (String block : blocks) {
            assertTrue(programs.indexOf(withoutIndent(block)) >= 0, "no program has:\n" + block);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "engine/README.md",
                "transport-ws/README.md",
                "transport-ws/client/README.md",
                "transport-aeron/README.md",
                "bench/README.md"
            })
    void shouldLinkToWhatIsThere(String readme) throws IOException {
        Path page = ROOT.resolve(readme);
        for (String link : groups(LINK, Files.readString(page))) {
            if (link.startsWith("https://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            assertTrue(Files.exists(target), "no such file: " + link);
            if (parts.length == 2) {
                List<String> headings = groups(HEADING, Files.readString(target)).stream()
                        .map(ReadmeTest::anchor)
                        .toList();
                assertTrue(headings.contains(parts[1]), "no such heading: " + link);
            }
        }
    }

    @Test
    void shouldListTheOptionsOfServe() throws IOException {
        Set<String> listed = groups(OPTIONS, Files.readString(Path.of("README.md"))).stream()
                .flatMap(cell -> groups(OPTION, cell).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = new CommandLine(new ServeCommand())
                .getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(OptionSpec::longestName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(there, listed);
    }

    /** What GitHub makes of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String withoutIndent(String code) {
        return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }
}
