package io.canyon.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.examples.ModularMain;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of embedders, without and with the flags that a start asks for. */
@Timeout(300)
class JvmFlagsTest {
    private static final Pattern FLAG = Pattern.compile("--add-(?:opens|exports) \\S+");
    private static final Pattern LIBRARY = Pattern.compile(
            "/(org/agrona|net/openhft|com/github/jnr|org/ow2/asm|com/fasterxml/jackson/(?:core|dataformat)"
                    + "|org/bitbucket/cowwoc|org/slf4j/slf4j-api)/");
    private static final List<String> FLAGS = List.of(
            "--add-opens java.base/jdk.internal.misc=%s",
            "--add-opens java.base/java.lang.reflect=%s",
            "--add-exports java.base/sun.nio.ch=%s",
            "--add-exports java.base/jdk.internal.ref=%s");

    @TempDir
    private Path folder;

    private record Ended(int code, String output) {}

    @Test
    void shouldNameTheFlagsOfAProgramOnTheClassPath() throws Exception {
        List<String> program = List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ModularMain.class.getName(),
                folder.resolve("data").toString());
        List<String> expected =
                FLAGS.stream().map(flag -> flag.formatted("ALL-UNNAMED")).toList();
        assertTold(expected, program);
    }

    @Test
    void shouldNameTheFlagsOfAModularProgram() throws Exception {
        Path classes = folder.resolve("app");
        Path descriptor = folder.resolve("module-info.java");
        Files.writeString(descriptor, "module app { requires io.canyon.engine; }");
        Path source = Path.of("src/test/java", ModularMain.class.getName().replace('.', '/') + ".java");
        Path copy = folder.resolve("ModularMain.java");
        Files.writeString(copy, Files.readString(source).replace("package io.canyon.engine.examples;", "package app;"));
        String modules = libraries();
        String[] arguments = {
            "--release", "17", "-p", modules, "-d", classes.toString(), descriptor.toString(), copy.toString()
        };
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
        List<String> program = List.of(
                "-p",
                modules + File.pathSeparator + classes,
                "-m",
                "app/app.ModularMain",
                folder.resolve("data").toString());
        List<String> expected = List.of(
                FLAGS.get(0).formatted("org.agrona"),
                FLAGS.get(1).formatted("chronicle.core"),
                FLAGS.get(2).formatted("chronicle.core"),
                FLAGS.get(3).formatted("chronicle.core"));
        assertTold(expected, program);
    }

    private static void assertTold(List<String> expected, List<String> program) throws Exception {
        Ended without = run(List.of(), program);
        List<String> told = FLAG.matcher(without.output())
                .results()
                .map(result -> result.group())
                .toList();
        assertEquals(expected, told, without.output());
        assertTrue(without.output().contains("MISSING_JVM_FLAGS"), without.output());
        Ended with = run(told, program);
        assertEquals(0, with.code(), with.output());
        assertTrue(with.output().contains("ack m"), with.output());

        List<String> allButOne = told.subList(1, told.size());
        Ended lacking = run(allButOne, program);
        assertTrue(lacking.output().contains("add: " + told.get(0) + "\n"), lacking.output());
    }

    private static Ended run(List<String> flags, List<String> program) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        flags.forEach(flag -> command.addAll(List.of(flag.split(" "))));
        command.add("-Dchronicle.analytics.disable=true");
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), output);
    }

    /** What the engine needs, and itself. */
    private static String libraries() throws Exception {
        Path own = Path.of(
                Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Stream<String> others = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        LIBRARY.matcher(entry.replace(File.separatorChar, '/')).find());
        return Stream.concat(Stream.of(own.toString()), others).collect(Collectors.joining(File.pathSeparator));
    }
}
