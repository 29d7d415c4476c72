package io.canyon.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class LoadCommandTest {
    @Test
    void shouldHaveDefaults() {
        LoadPlan expected = new LoadPlan(URI.create("ws://127.0.0.1:8080/"), 1, 100, 10, 8, 0, 5, 10, 1, 0, 30);
        assertEquals(expected, parse());
        assertFalse(parse().isOpenLoop());
    }

    @Test
    void shouldTakeEveryOption() {
        String line = "--url ws://localhost:9/ --rooms 2 --sessions 30 --writers 4 --in-flight 5 --rate 600 "
                + "--warm-up 0 --seconds 7 --threads 2 --pid 1 --stalled 3 --stall-seconds 4";
        URI url = URI.create("ws://localhost:9/");
        assertEquals(new LoadPlan(url, 2, 30, 4, 5, 600, 0, 7, 2, 3, 4), parse(line.split(" ")));
        assertTrue(parse(line.split(" ")).isOpenLoop());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--sessions=0",
                "--writers=101",
                "--stalled=91",
                "--in-flight=0",
                "--rate=-1",
                "--seconds=0",
                "--rooms=x",
                "--url=http://127.0.0.1/",
                "--url=ws:///",
                "--unknown"
            })
    void shouldRefuseWhatMakesNoLoad(String option) {
        assertThrows(ParameterException.class, () -> parse(option));
    }

    @Test
    void shouldRefuseOtherMachinesUnlessAllowed() {
        ParameterException refusal =
                assertThrows(ParameterException.class, () -> parse("--url", "ws://192.0.2.1:8080/"));
        assertEquals("not this machine: 192.0.2.1; --allow-remote takes it all the same", refusal.getMessage());
        assertEquals(
                "192.0.2.1",
                parse("--url", "ws://192.0.2.1:8080/", "--allow-remote").host());
    }

    @ParameterizedTest
    @CsvSource({"ws://[::1]:8080/, ::1, 8080", "ws://127.0.0.2/, 127.0.0.2, 80", "ws://localhost:1/, localhost, 1"})
    void shouldKnowThisMachine(String url, String host, int port) {
        LoadPlan plan = parse("--url", url);
        assertEquals(host, plan.host());
        assertEquals(port, plan.port());
    }

    private static LoadPlan parse(String... arguments) {
        LoadCommand command = new LoadCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.plan();
    }
}
