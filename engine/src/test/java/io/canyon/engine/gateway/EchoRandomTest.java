package io.canyon.engine.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One echo client that does anything in any order, with a shard and an authenticator that take their time, lag, refuse
 * and close. When all is quiet, nothing is stuck.
 */
class EchoRandomTest {
    private static final List<String> ROOMS = List.of("r", "s", "t");
    private static final int STEPS = 3_000;

    private final EchoHarness harness = new EchoHarness(EngineLimits.DEFAULTS, null, 1 << 12);
    private final Client client = harness.open("c");
    /** Sessions that the shard knows, and whether they lag. */
    private final Map<Long, Boolean> members = new HashMap<>();

    /** Those of them that have joined again while they lagged. */
    private final Set<Long> owesAnswer = new HashSet<>();

    /** Numbers of states that are on their way, by session. */
    private final Map<Long, Integer> awaited = new HashMap<>();

    private final Set<Integer> answered = new HashSet<>();
    private int states;
    private int seq;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void shouldNeverGetStuck(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            step(random);
        }
        client.connection.unsentBytes = 0;
        for (int i = 0; i < 50; i++) {
            settle(random, 0);
        }
        assertTrue(client.connection.isReading, "seed=" + seed);
        assertEquals(members.size(), harness.gateway.sessionCount(), "seed=" + seed);
        assertFalse(client.connection.received.stream().anyMatch(frame -> frame.startsWith("closed")));
        for (String room : ROOMS) {
            client.sends("{'event':'join','room':'" + room + "','userId':'end'}");
        }
        for (int i = 0; i < 50; i++) {
            settle(random, 0);
        }
        client.takes();
        for (String room : ROOMS) {
            client.sends("{'event':'edit','room':'" + room + "','seq':" + ++seq + ",'delta':[1]}");
        }
        assertEquals(
                ROOMS.size(),
                harness.commands().stream()
                        .filter(one -> one.startsWith("EDIT_DOCUMENT"))
                        .count(),
                "seed=" + seed);
        client.session.onClosed();
        for (int i = 0; i < 10; i++) {
            settle(random, 0);
        }
        assertEquals(0, harness.gateway.sessionCount(), "seed=" + seed);
    }

    private void step(Random random) {
        String room = ROOMS.get(random.nextInt(ROOMS.size()));
        switch (random.nextInt(12)) {
            case 0, 1 -> join(room, random);
            case 2 -> client.sends("{'event':'leave','room':'" + room + "'}");
            case 3 -> client.sends("{'event':'auth','room':'" + room + "','credentials':" + random.nextInt(3) + "}");
            case 4 -> client.sends("{'event':'presence','room':'" + room + "','presence':{}}");
            case 5 -> {
                client.connection.unsentBytes =
                        random.nextInt(3) == 0 ? 2L * EngineLimits.DEFAULTS.sessionBudgetBytes() : 0;
                client.session.onDrained();
            }
            case 6, 7, 8 -> settle(random, 20);
            default ->
                client.sends("{'event':'edit','room':'" + room + "','seq':" + ++seq + ",'delta':"
                        + (random.nextInt(9) == 0 ? "5" : "[1]") + "}");
        }
        client.connection.received.clear();
    }

    private void join(String room, Random random) {
        String credentials = random.nextBoolean() ? "" : ",'credentials':" + random.nextInt(3);
        client.sends("{'event':'join','room':'" + room + "','userId':'u" + random.nextInt(2) + "'" + credentials + "}");
    }

    /**
     * Shard and authenticator work off what is there. One in {@code mischief} times they do something else; 0: never.
     */
    private void settle(Random random, int mischief) {
        for (int i = 0; i < harness.questions.size(); i++) {
            if (!answered.contains(i) && (mischief == 0 || random.nextBoolean())) {
                answered.add(i);
                boolean isRefused = mischief > 0 && random.nextInt(mischief) == 0;
                harness.questions.get(i).answer().complete(isRefused ? null : Admission.READ_WRITE);
            }
        }
        harness.gateway.deliver();
        for (Command command : harness.shard.take()) {
            onCommand(command, mischief > 0 && random.nextInt(mischief) == 0);
        }
        for (Map.Entry<Long, Integer> one : awaited.entrySet()) {
            harness.tell(new TestOutput(OutputType.STATE, one.getKey(), one.getValue(), 1)
                    .flags(Output.HAS_DOCUMENT)
                    .document(Map.of()));
        }
        awaited.clear();
        if (mischief > 0 && random.nextInt(mischief) == 0) {
            members.replaceAll((session, isLagging) -> {
                if (!isLagging) {
                    harness.lagging(session, 1);
                }
                return true;
            });
        }
        harness.gateway.deliver();
        client.session.onDrained();
    }

    private void onCommand(Command command, boolean isOdd) {
        long session = command.sessionId();
        if (command.type() == CommandType.JOIN) {
            if (isOdd) {
                harness.close(session, CloseReason.LIMIT);
            } else {
                members.put(session, false);
                harness.joined(session, session);
                harness.welcome(session, 1, Output.ASKED);
            }
            return;
        }
        if (command.type() == CommandType.LEAVE) {
            members.remove(session);
            harness.left(session);
            return;
        }
        if (!members.containsKey(session)) {
            return;
        }
        boolean isLagging = members.get(session);
        switch (command.type()) {
            case EDIT_DOCUMENT -> {
                long sequence = command.buffer().getLong(command.idOffset(), ByteOrder.LITTLE_ENDIAN);
                if (isOdd) {
                    harness.close(session, CloseReason.REMOVED);
                    members.remove(session);
                    harness.left(session);
                } else {
                    harness.ack(session, sequence, 1);
                }
            }
            case REJOIN, DRAINED -> {
                int asked = command.type() == CommandType.REJOIN ? Output.ASKED : 0;
                if (isLagging && asked != 0) {
                    owesAnswer.add(session);
                } else {
                    welcome(session, asked | (owesAnswer.remove(session) ? Output.ASKED : 0), isOdd);
                }
            }
            case LAGGING -> {
                if (!isLagging) {
                    members.put(session, true);
                    harness.lagging(session, 1);
                }
            }
            default -> {}
        }
    }

    /** As a large document, or a small one. */
    private void welcome(long session, int flags, boolean isLarge) {
        if (isLarge) {
            members.put(session, true);
            awaited.put(session, ++states);
            harness.tell(new TestOutput(OutputType.WAITING, session, states, -1));
            harness.tell(new TestOutput(OutputType.WELCOME, session, states, 1)
                    .flags(flags | Output.PENDING | Output.HAS_DOCUMENT)
                    .value(1)
                    .numbers(0, 0));
        } else {
            members.put(session, false);
            harness.welcome(session, 1, flags);
        }
    }
}
