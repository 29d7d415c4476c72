package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.canyon.engine.EngineLimits;
import io.canyon.engine.gateway.EchoHarness.Client;
import io.canyon.engine.room.Command;
import io.canyon.engine.room.CommandType;
import io.canyon.engine.room.Output;
import io.canyon.engine.room.OutputType;
import io.canyon.engine.room.TestOutput;
import io.canyon.engine.spi.Admission;
import io.canyon.engine.spi.CloseReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service and an echo client that do the same in any order, with a shard and an authenticator that do the same to
 * them: rooms are asked the same, byte for byte, and the two are told the same.
 */
class ServiceTwinTest {
    private static final List<String> ROOMS = List.of("r", "s", "t");
    private static final List<String> DELTAS = List.of(
            "[1]",
            "5",
            "{\"a\":[{\"b\":[1.5,2]}]}",
            "{\"list\":{\"_t\":\"a\",\"0\":[\"\u00e9\"],\"_1\":[\"\",2,3],\"_3\":[0,0,0]}}",
            "{\"a\":[0,0,0]}",
            "{\"text\":[\"@@ -1 +1 @@\\n-a\\n+b\\n\",0,2]}",
            "{\"_t\":[1]}");
    private static final int STEPS = 1_500;

    private final EchoHarness echo = new EchoHarness(EngineLimits.DEFAULTS, null, 1 << 14);
    private final EchoHarness services = EchoHarness.ofServices(EngineLimits.DEFAULTS, null, 1 << 14);
    private final List<EchoHarness> both = List.of(echo, services);
    private final Map<EchoHarness, Client> clients = new HashMap<>();
    /** Sessions that the shard knows, and whether they lag. */
    private final Map<Long, Boolean> members = new HashMap<>();

    private final Set<Long> owesAnswer = new HashSet<>();
    private final Map<Long, Integer> awaited = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private int answered;
    private int states;
    private int seq;
    private long edits;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAskAndTellTheSame(long seed) {
        Random random = new Random(seed);
        for (EchoHarness harness : both) {
            clients.put(harness, harness.open("c"));
        }
        services.answer(0, Admission.READ_WRITE);
        services.questions.clear();
        for (int i = 0; i < STEPS; i++) {
            step(random);
            compare("seed=" + seed + " step=" + i);
        }
        both.forEach(harness ->
                harness.questions.forEach(question -> question.answer().complete(Admission.READ_WRITE)));
        assertTrue(edits > 50, "edits=" + edits);
        for (String event : List.of("joined", "ack", "edit", "reject", "presence", "permission", "entered", "error")) {
            assertTrue(told.stream().anyMatch(frame -> frame.startsWith("{'event':'" + event)), event);
        }
    }

    private void step(Random random) {
        String room = ROOMS.get(random.nextInt(ROOMS.size()));
        switch (random.nextInt(13)) {
            case 0, 1 -> join(room, random);
            case 2 -> send("{'event':'leave','room':'" + room + "'}");
            case 3 -> send("{'event':'auth','room':'" + room + "','credentials':" + random.nextInt(3) + "}");
            case 4 -> send("{'event':'presence','room':'" + room + "','presence':{'at':[" + random.nextInt() + "]}}");
            case 5 -> {
                boolean isFull = random.nextInt(3) == 0;
                clients.values()
                        .forEach(client -> client.connection.unsentBytes =
                                isFull ? 2L * EngineLimits.DEFAULTS.sessionBudgetBytes() : 0);
                drained();
            }
            case 6, 7, 8, 9 -> settle(random, 20);
            default -> {
                String base = random.nextBoolean() ? "" : ",'base':" + random.nextInt(3);
                send("{'event':'edit','room':'" + room + "','seq':" + ++seq + base + ",'delta':"
                        + DELTAS.get(random.nextInt(DELTAS.size())) + "}");
            }
        }
    }

    private void join(String room, Random random) {
        String credentials = random.nextBoolean() ? "" : ",'credentials':" + random.nextInt(3);
        String version = random.nextBoolean() ? "" : ",'version':" + random.nextInt(3);
        send("{'event':'join','room':'" + room + "','userId':'u" + random.nextInt(2) + "'" + credentials + version
                + "}");
    }

    private void settle(Random random, int mischief) {
        for (; answered < echo.questions.size(); answered++) {
            boolean isRefused = random.nextInt(mischief) == 0;
            Admission admission =
                    isRefused ? null : random.nextInt(5) == 0 ? Admission.READ_ONLY : Admission.READ_WRITE;
            both.forEach(harness -> harness.questions.get(answered).answer().complete(admission));
        }
        both.forEach(harness -> harness.gateway.deliver());
        List<Command> commands = echo.shard.take();
        List<Command> same = services.shard.take();
        assertEquals(
                commands.stream().map(ServiceTwinTest::bytes).toList(),
                same.stream().map(ServiceTwinTest::bytes).toList());
        for (Command command : commands) {
            onCommand(command, random);
        }
        awaited.forEach((session, number) -> tell(() -> new TestOutput(OutputType.STATE, session, number, 1)
                .flags(Output.HAS_DOCUMENT)
                .document(Map.of("large", List.of(1, 2)))
                .presence(List.of(List.of("m", "n"), List.of("o", "p", Map.of("q", 1)), List.of("c", "u")))));
        awaited.clear();
        if (random.nextInt(mischief) == 0) {
            members.replaceAll((session, isLagging) -> {
                if (!isLagging) {
                    tell(() -> new TestOutput(OutputType.LAGGING, session, 0, 1));
                }
                return true;
            });
        }
        members.keySet()
                .forEach(session -> tell(() -> new TestOutput(OutputType.ENTERED, session, 99, -1).names("x", "y")));
        drained();
    }

    private void onCommand(Command command, Random random) {
        long session = command.sessionId();
        boolean isOdd = random.nextInt(20) == 0;
        switch (command.type()) {
            case JOIN -> {
                if (isOdd) {
                    tell(() -> new TestOutput(OutputType.CLOSE, session, 0, -1).value(CloseReason.LIMIT.code()));
                } else {
                    members.put(session, false);
                    tell(() -> new TestOutput(OutputType.JOINED, session, session, 0));
                    welcome(session, Output.ASKED, random);
                }
                return;
            }
            case LEAVE -> {
                members.remove(session);
                tell(() -> new TestOutput(OutputType.LEFT, session, 0, -1));
                return;
            }
            default -> {}
        }
        if (!members.containsKey(session)) {
            return;
        }
        switch (command.type()) {
            case EDIT_DOCUMENT -> edit(command, random);
            case SHOW ->
                tell(() -> new TestOutput(OutputType.SHOWN, session, 99, -1)
                        .names("x", "y")
                        .presence(Map.of("a", List.of(1.5))));
            case PERMISSION -> tell(() -> new TestOutput(OutputType.PERMISSION, session, 1, -1).value(command.value()));
            case REJOIN, DRAINED -> {
                int asked = command.type() == CommandType.REJOIN ? Output.ASKED : 0;
                if (members.get(session) && asked != 0) {
                    owesAnswer.add(session);
                } else {
                    welcome(session, asked | (owesAnswer.remove(session) ? Output.ASKED : 0), random);
                }
            }
            case LAGGING -> {
                if (!members.put(session, true)) {
                    tell(() -> new TestOutput(OutputType.LAGGING, session, 0, 1));
                }
            }
            default -> {}
        }
    }

    private void edit(Command command, Random random) {
        edits++;
        long session = command.sessionId();
        long sequence = command.sequence();
        switch (random.nextInt(4)) {
            case 0 ->
                tell(() -> new TestOutput(OutputType.REJECT, session, 0, 3)
                        .value(3)
                        .numbers(sequence)
                        .message("no"));
            case 1 ->
                tell(() -> new TestOutput(OutputType.ACK, session, 0, 4)
                        .flags(Output.HAS_DELTA)
                        .numbers(sequence)
                        .edit(command));
            case 2 ->
                tell(() -> new TestOutput(OutputType.ACK, session, 0, 4)
                        .flags(Output.NO_CHANGE)
                        .numbers(sequence));
            default -> tell(() -> new TestOutput(OutputType.ACK, session, 0, 4).numbers(sequence));
        }
        boolean isEmpty = random.nextInt(5) == 0;
        tell(() -> {
            TestOutput output = new TestOutput(OutputType.BROADCAST, session, 99, 4).names("x", "y");
            return isEmpty ? output : output.edit(command);
        });
    }

    private void welcome(long session, int flags, Random random) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            members.put(session, true);
            awaited.put(session, ++states);
            int number = states;
            tell(() -> new TestOutput(OutputType.WAITING, session, number, -1));
            tell(() -> new TestOutput(OutputType.WELCOME, session, number, 1)
                    .flags(flags | Output.PENDING | Output.HAS_DOCUMENT)
                    .value(1)
                    .numbers(7, number % 4));
            return;
        }
        members.put(session, false);
        tell(() -> {
            TestOutput output = new TestOutput(OutputType.WELCOME, session, 0, 1)
                    .flags(flags | (kind == 1 ? Output.HAS_DOCUMENT : Output.HAS_FROM))
                    .value(kind & 1)
                    .numbers(kind == 2 ? -1 : 7, 1);
            return (kind == 1 ? output.document(Map.of("d", 1)) : output)
                    .presence(List.of(List.of("m", "n", Map.of())));
        });
    }

    private interface Maker {
        TestOutput make();
    }

    private void tell(Maker output) {
        both.forEach(harness -> harness.tell(output.make()));
    }

    private void send(String frame) {
        clients.values().forEach(client -> client.sends(frame));
    }

    private void drained() {
        clients.values().forEach(client -> client.session.onDrained());
    }

    private void compare(String when) {
        List<String> said = clients.get(echo).takes();
        Consumer<String> keep = told::add;
        said.forEach(keep);
        assertEquals(
                said,
                clients.get(services).takes().stream()
                        .map(frame -> frame.replace(" still in it", ""))
                        .toList(),
                when);
        assertEquals(clients.get(echo).connection.isReading, clients.get(services).connection.isReading, when);
        assertEquals(echo.gateway.sessionCount(), services.gateway.sessionCount(), when);
    }

    private static String bytes(Command command) {
        byte[] bytes = new byte[command.lengthBytes()];
        command.buffer().getBytes(command.offset(), bytes);
        return command.type() + " " + java.util.HexFormat.of().formatHex(bytes);
    }
}
